"""What the lane says of what could not be read, and of the week's blind sample."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from connectors.contract import Media
from monitor.domain.heard import Decision, Heard, Hindrance, hindrance
from monitor.domain.intervals import Estimate
from monitor.domain.labels import Reading
from monitor.domain.links import followed
from monitor.domain.verdict import Thresholds
from monitor.wording import languages, names
from monitor.wording.pages import NO_WORDS
from monitor.wording.quality import ENOUGH
from monitor.wording.quotes import quote_of

EYES, LANES, UNREAD, SAMPLE = "Needs eyes", "What to read", "Could not be read", "The week's sample"
NOTHING_WAITS = (
    "Nothing waits to be read. What the monitor cannot read itself comes here, and is never taken for good news."
)
READ, BRAND, LANGUAGE, SHOW, ANY, OLDER, NEWEST = (
    "What is it?",
    "Brand",
    "Language",
    "Show",
    "Any",
    "Older",
    "Newest first",
)
BUTTONS = (
    ("1", Reading.COMPLAINT.value, "A complaint"),
    ("2", Reading.FINE.value, "Not a complaint"),
    ("3", Reading.NOT_OURS.value, "Not for us"),
)
SKIP_HINT = "Keys: 1 to 3 say what the chosen one is, j and k go on and back."
OPEN_POST, ATTACHED, CHANGE = "Open the post", "Attached", "Look at it, or say something else"
SAMPLE_BUTTONS = (
    ("1", "complaint", "A complaint"),
    ("2", "fine", "No complaint"),
    ("3", "not_ours", "Not about us"),
    ("4", "unclear", "Cannot tell"),
)
BLIND = "None of these opened a case. Neither its score nor what was decided is shown, so that nothing sways you."
NO_SAMPLE = "Nothing waits to be read: a sample of what was not flagged is drawn once a week."
RESULTS, RESULT_COLUMNS = "What the samples say", ("Week", "Drawn", "Read", "Complaints among them", "Missed in all")
NOT_YET = "not known yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A mention to be read. `language` is its code, where it is known, for those who have it read out."""

    id: str
    brand: str
    title: str
    quote: str
    language: str
    link: str | None
    media: tuple[str, ...]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLine:
    """What was said of the sample of a week, as a row."""

    week: str
    drawn: str
    read: str
    found: str
    missed: str


def item(
    heard: Heard, decision: Decision, *, mask: Callable[[str], str], thresholds: Thresholds, heard_at: str, then: str
) -> Item:
    """Return one mention as it is read; `then` is the one below it."""
    mention = heard.mention
    place = names.capital(names.platform(mention.key.platform).removeprefix("the "))
    stars = names.stars(mention.rating) if mention.rating else None
    told = (_why(heard, decision, thresholds), stars, place, mention.author.name, heard_at)
    link = followed(mention.url)
    return Item(
        id=heard.public_id,
        brand=decision.brand,
        title=" · ".join(part for part in told if part),
        quote=mask(quote_of(mention)) or NO_WORDS,
        language="" if decision.language == "und" else decision.language,
        link=link,
        media=tuple(attached(mention.media, mask)),
        next=then,
    )


def attached(media: Sequence[Media], mask: Callable[[str], str]) -> list[str]:
    """Return what hangs on a mention: its kind, and what is told of it."""
    return [names.capital(": ".join(filter(None, (one.kind, mask(one.alt or ""))))) for one in media]


def heading(count: int, *, many: int) -> str:
    """Return how many wait to be read."""
    if not count:
        return "Nothing needs eyes"
    more = " or more" if count >= many else ""
    return f"{count:,}{more} {'mention needs' if count == 1 else 'mentions need'} eyes"


def what_is(public_id: str, brand: str) -> str:
    """Return what is asked of a mention that could not be read."""
    return f"What is {public_id} to {brand}?"


def asked(brand: str, place: int, of: int) -> str:
    """Return what is asked of a mention of the sample."""
    return f"Is this a complaint about {brand}? ({place:,} of {of:,})"


def left(count: int) -> str:
    """Return how much of the sample is left."""
    return f"{count:,} to read" if count else "all read"


def missed(told: Estimate | None, read: int) -> str:
    """Return how many complaints were missed, and how sure that is."""
    if told is None:
        return NOT_YET
    few = ", too few to trust" if read < ENOUGH else ""
    return f"about {told.number:,.0f} (between {told.low:,.0f} and {told.high:,.0f}{few})"


def _why(heard: Heard, decision: Decision, thresholds: Thresholds) -> str:
    if hindrance(decision, thresholds) is Hindrance.UNCLEAR:
        return "May be about somebody else"
    if not quote_of(heard.mention):
        return "No words"
    return "Language not clear" if decision.language == "und" else languages.name(decision.language)
