"""A mail, read: who wrote what to whom, in answer to what. Nothing that a mail may hold makes reading it fail."""

import email
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from email.utils import getaddresses
from hashlib import blake2b
from urllib.parse import quote

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply
from connectors.imap.automatic import why_automatic
from connectors.imap.charsets import header_of, text_of
from connectors.imap.spoken import spoken
from connectors.kit.text import clean, plain, without
from connectors.kit.times import parse_time

PLATFORM = "email"
SENT_HERE = "answer."
"""What the ids of our own answers begin with: all that stands in such a mail was written as the answer."""
LONGEST_HEADER = 10_000
MOST_ANSWERED = 10
"""How many of the mails before it are remembered."""

_ID = re.compile(r"<([^<>\s]{1,500})>")
_ANSWERED = re.compile(
    r"^(?:(?:re|aw|antw|sv|vs|odp|ynt|ref|r|fwd?|wg|tr|rv|vb|回复|答复|轉寄|转发)(?:\[\d+\])?\s?[:：]\s*)+", re.I
)
_QUOTES = (
    "blockquote, .gmail_quote, .gmail_quote_container, .gmail_extra, .yahoo_quoted, .moz-cite-prefix, "
    ".protonmail_quote, .tutanota_quote, .zmail_extra, #appendonsend, #appendonsend ~ *, #divRplyFwdMsg, "
    "#divRplyFwdMsg ~ *, #OLK_SRC_BODY_SECTION, .OutlookMessageHeader, .WordSection1 ~ hr ~ *"
)
_LATE, _EARLY = timedelta(days=7), timedelta(hours=1)
"""How far a mail's own date may be before and behind its arrival: else it is no date that could be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Us:
    """Whose mails are ours (addresses, and domains as `@example.com`), and which lists bring customers' mails."""

    own: frozenset[str]
    lists: Collection[str] = ()

    def wrote(self, address: str) -> bool:
        """Whether an address is ours."""
        return address in self.own or f"@{address.rpartition('@')[2]}" in self.own


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail. Ids are without brackets; `answers` begins with the mail that it answers."""

    message_id: str | None
    fingerprint: str
    answers: tuple[str, ...]
    root: str | None
    sender: str
    name: str
    reply_to: str | None
    subject: str
    at: datetime
    text: str
    media: tuple[Media, ...] = ()
    automatic: str | None = None

    @property
    def key(self) -> MentionKey:
        """What it is known by: its id alone could be given to another mail, to have that taken for a change of it."""
        return MentionKey(platform=PLATFORM, scope="", native_id=f"{self.message_id or ''}#{self.fingerprint}")

    @property
    def bare_subject(self) -> str:
        """The subject without marks of answers and of mails passed on."""
        return _ANSWERED.sub("", self.subject).strip()


def message_id_of(key: MentionKey) -> str | None:
    """Return the id of the mail that a key stands for; None where it had none."""
    return key.native_id.rpartition("#")[0] or None


def letter_of(raw: bytes, us: Us, *, arrived: datetime) -> Letter:
    """Return the mail in `raw`, whoever wrote it. Raises `ValueError` where it is nested too deep to be read."""
    try:
        return _read(email.message_from_bytes(raw), us, arrived)
    except RecursionError as error:
        raise ValueError("the mail is nested too deep to be read") from error


def mention_of(letter: Letter, us: Us, replies: tuple[OwnReply, ...] = ()) -> Mention | None:
    """Return what a customer wrote; None for what is ours, and for what nobody wrote."""
    if letter.automatic is not None or not letter.sender or us.wrote(letter.sender):
        return None
    return Mention(
        key=letter.key,
        text=letter.text,
        title=letter.bare_subject or None,
        posted_at=letter.at,
        author=Author(id=letter.sender, name=letter.name or None),
        thread_id=letter.root,
        media=letter.media,
        own_replies=replies,
    )


def reply_of(letter: Letter) -> OwnReply:
    """Return a mail of ours as an answer."""
    native_id = letter.message_id or letter.fingerprint
    return OwnReply(native_id=native_id, text=letter.text, posted_at=letter.at, author=letter.name or letter.sender)


def _read(message: Message, us: Us, arrived: datetime) -> Letter:
    headers, told = _headers(message), list(_leaves(message))
    sender, name, reply_to = _people(headers, us)
    ids = _ID.findall(headers.get("message-id", ""))
    marked = f"{headers.get('from', '')}\n{headers.get('date', '')}\n{headers.get('subject', '')}"
    before = _ID.findall(headers.get("references", ""))
    answers = tuple(dict.fromkeys((*_ID.findall(headers.get("in-reply-to", "")), *before[::-1])))[:MOST_ANSWERED]
    message_id = ids[0] if ids else None
    return Letter(
        message_id=message_id,
        fingerprint=blake2b(marked.encode("utf-8", "replace"), digest_size=4).hexdigest(),
        answers=answers,
        root=before[0] if before else answers[-1] if answers else message_id,
        sender=sender,
        name=name,
        reply_to=reply_to,
        subject=clean(headers.get("subject", "")),
        at=_moment(headers.get("date"), arrived),
        text=clean(told[0][1]) if _is_from_here(message_id, us.wrote(sender), told) else _words(told),
        media=tuple(_media(part, number, message_id) for number, part in enumerate(_attached(message))),
        automatic=why_automatic({**headers, "from-address": sender}, message.get_content_type(), us.lists),
    )


def _is_from_here(message_id: str | None, is_ours: bool, told: Collection[object]) -> bool:
    return is_ours and (message_id or "").startswith(SENT_HERE) and len(told) == 1


def _headers(message: Message) -> dict[str, str]:
    """Return the first header of each name, in words; names are in lower case."""
    found = dict[str, str]()
    for name, value in message.raw_items():
        found.setdefault(name.lower(), header_of(str(value)[:LONGEST_HEADER]))
    return found


def _people(headers: Mapping[str, str], us: Us) -> tuple[str, str, str | None]:
    """Return who wrote (address and name), and where an answer is wanted.

    A form on a web page writes in our name, and names its customer as the one to answer.
    """
    name, sender = _person(headers.get("from", "")) or ("", "")
    other = _person(headers.get("reply-to", ""))
    if other is not None and us.wrote(sender) and not us.wrote(other[1]):
        name, sender = other
    return sender, clean(name), other[1] if other is not None else None


def _person(header: str) -> tuple[str, str] | None:
    for name, address in getaddresses([header[:LONGEST_HEADER]]):
        if re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            return name, address.lower()
    return None


def _moment(written: str | None, arrived: datetime) -> datetime:
    told = parse_time(re.sub(r"\s*\([^()]*\)\s*$", "", written)) if written else None
    return told if told is not None and arrived - _LATE <= told <= arrived + _EARLY else arrived


def _leaves(message: Message) -> Iterator[tuple[str, str]]:
    """Yield kind and words of the parts that are read, of alternatives the one that tells most."""
    if message.is_multipart() and message.get_content_maintype() != "message":
        inner = [part for part in message.get_payload() if isinstance(part, Message)]
        told = [list(_leaves(part)) for part in inner]
        if message.get_content_subtype() == "alternative":
            yield from _best(told)
        else:
            for one in told:
                yield from one
    elif message.get_content_maintype() == "text" and not _is_attached(message):
        content = message.get_payload(decode=True)
        if isinstance(content, bytes):
            yield message.get_content_subtype(), _unflowed(message, text_of(content, message.get_content_charset()))


def _best(told: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Plain words, unless they only say that there is something else to be seen."""
    filled = [one for one in told if _words(one)]
    words = next((one for one in filled if all(kind != "html" for kind, _ in one)), None)
    shown = next((one for one in filled if one != words), None)
    if words is None or shown is None:
        return words or shown or []
    return shown if len(_words(words)) * 5 < len(_words(shown)) - 200 else words


def _words(told: list[tuple[str, str]]) -> str:
    return clean(
        "\n\n".join(one for kind, text in told if (one := _of_html(text) if kind == "html" else spoken(clean(text))))
    )


def _of_html(html: str) -> str:
    return spoken(plain(without(html, _QUOTES))) or spoken(plain(html))


def _unflowed(message: Message, text: str) -> str:
    """Join the lines that were broken for old screens (RFC 3676)."""
    if str(message.get_param("format", "")).lower() != "flowed":
        return text
    return re.sub(r"(?m)^(?!>|-- \r?$)(.*) \r?\n(?![>\r\n])", r"\1 ", text)


def _is_attached(message: Message) -> bool:
    return message.get_content_disposition() == "attachment" or message.get_param("name") is not None


def _attached(message: Message) -> Iterator[Message]:
    for part in message.walk():
        if not part.is_multipart() and (
            _is_attached(part) or part.get_content_maintype() in ("image", "audio", "video")
        ):
            yield part


def _media(part: Message, number: int, message_id: str | None) -> Media:
    """A mail has no address on the web: `mid:` is how one names a part of it (RFC 2392)."""
    kind = part.get_content_maintype()
    inner = _ID.findall(str(part.get("content-id", "")))
    place = quote(inner[0] if inner else f"part-{number + 1}", safe="@")
    return Media(
        kind=kind if kind in ("image", "video", "audio") else "other",
        url=f"mid:{quote(message_id or 'unknown', safe='@')}/{place}",
        alt=_name(part),
    )


def _name(part: Message) -> str | None:
    try:
        named = part.get_filename()
    except (LookupError, ValueError, TypeError):
        return None
    return clean(header_of(named)) or None if named else None
