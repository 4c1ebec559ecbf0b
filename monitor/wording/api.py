"""What the interface for programs says where it does not do what it was asked for."""

from collections.abc import Sequence

from monitor.domain.access import Permission

TITLE = "Complaint monitor"
ABOUT = (
    "Mentions, cases, incidents, digests and sources, as the pages and the commands tell them, and the same acts. "
    "Times are RFC 3339 in UTC. Personal data and abuse in customers' words are masked."
)
NOT_SIGNED_IN = "No token was sent, or this one works no longer: send `Authorization: Bearer cmt_...`."
STRANGE = "A browser's session may change something only with the key of its forms, from a page of ours: use a token."
NO_SUCH_ADDRESS = "There is nothing at this address: /api/v1/openapi.json tells what there is."
NO_SUCH_DIGEST = "No digest was written of that week and brand."

NOT_JSON = "The body must be JSON: send `Content-Type: application/json`."
NO_ANSWER = "The store does not answer now: it may be locked, full or restarting. Try again in a minute."
BUG = "This is a fault of the monitor, and is in its log. Nothing was done."
STALE = "It has changed since it was read: read it again, and send its ETag as If-Match."
IN_PROGRESS = (
    "A request with this Idempotency-Key is being done, or was cut off: see what became of it, then use another key."
)
OTHER_REQUEST = "This Idempotency-Key was sent with another request: every request has a key of its own."
ANSWER_ERASED = "This was done before. What was answered is kept no longer, since somebody's words were erased."
TOO_FAR = "A snooze ends within ten years."
BAD_KEY = "An Idempotency-Key has 1 to 200 visible characters."
UNFIT = "What was sent is not what belongs here: `errors` says what, and where."
BAD_CURSOR = "is no cursor of this list: send `next` of its last page as it is"
TITLES = {
    "not-signed-in": "Nobody is signed in",
    "not-allowed": "This is not for you",
    "strange-form": "Not sent by a page of ours",
    "not-found": "Not there",
    "wrong-method": "Not a method of this address",
    "not-acceptable": "Not to be had in that form",
    "conflict": "Does not fit as it stands",
    "in-progress": "Still in progress",
    "answer-erased": "Done before",
    "stale": "Changed meanwhile",
    "too-large": "Too much at once",
    "wrong-host": "Not served under this name",
    "not-json": "Not JSON",
    "unfit": "Not what belongs here",
    "other-request": "The key of another request",
    "too-many": "Too many requests",
    "bug": "A fault",
    "no-answer": "The store does not answer",
    "other": "Refused",
}
"""The title of each kind of problem."""


def not_allowed(permission: Permission) -> str:
    """Say what is missing."""
    return f"This needs the scope `{permission.value}`, and an owner whose role may that."


def too_many_listen(most: int) -> str:
    """Say that nobody else may listen."""
    return f"{most} streams of one token or person are open, or too many of all: end one, and connect again later."


def no_department(name: str, known: Sequence[str]) -> str:
    """Say that there is no such department."""
    return f'there is no department called "{name}"; there are {", ".join(known) or "none"}'


def wrong_method(allowed: str) -> str:
    """Say what may be asked there."""
    return f"This address answers to {allowed}."


def not_acceptable(media: str) -> str:
    """Say what can be had."""
    return f"This address answers with {media}: accept it."


def too_large(most: int) -> str:
    """Say how much is too much."""
    return f"A body has {most:,} bytes at most."


def too_many(seconds: int, most: int) -> str:
    """Say how often may be asked, and when again."""
    return f"{most} requests a minute are answered for one token: come again in {seconds} s."
