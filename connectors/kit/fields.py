"""A row's values (of a table or an object) as a mention."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.contract import Author, Mention, MentionKey, OwnReply, Rating, Reach
from connectors.kit.language import language_code
from connectors.kit.text import clean
from connectors.kit.times import parse_time

FIELDS = (
    *("id", "text", "title", "posted_at", "edited_at", "url", "author", "author_id", "followers"),
    *("rating", "rating_out_of", "language", "place", "thread_id", "parent_id"),
    *("likes", "shares", "replies", "views", "reply", "replied_at"),
)
"""What a column can mean. `reply` is the brand's own answer, `replied_at` its time."""

_IDENTIFYING = ("url", "author_id", "author", "posted_at", "rating", "title", "text")
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_RATING = re.compile(rf"{_NUMBER}(?:\s*(?:/|of|out of)\s*{_NUMBER})?(?:\s*(?:stars?|★))?", re.IGNORECASE)
_STARS = re.compile(r"(★*)(☆*)")
_COUNT = re.compile(r"([0-9]{1,15})(?:\.0+)?")
_NO_RATING = {"", "-", "n/a", "na", "none", "null"}

Values = Mapping[str, object]
"""Values by field; what is not there, or is None, is not told."""


class NotUnderstood(ValueError):
    """A row is not a mention. The message says which value, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the values do not say by themselves.

    `out_of` is the most stars where a rating is a bare number. `time_format` is one of `strptime`; without it,
    ISO 8601, RFC 822 and epochs are understood. `timezone` is of times that name none.
    """

    platform: str
    scope: str = ""
    out_of: float = 5.0
    time_format: str | None = None
    timezone: str = "UTC"


def mention_of(values: Values, meaning: Meaning, now: datetime) -> Mention:
    """Return the mention that `values` tell of; `now` is its time where they tell none. Raises `NotUnderstood`."""
    text, title, rating = _text(values, "text") or "", _text(values, "title"), _rating(values, meaning)
    if not text and not title and rating is None:
        raise NotUnderstood("it has no text, no title and no rating")
    posted_at = _time(values, "posted_at", meaning) or now
    native_id = _text(values, "id") or _content_id(values)
    return Mention(
        key=MentionKey(platform=meaning.platform, scope=meaning.scope, native_id=native_id),
        text=text,
        title=title,
        rating=rating,
        posted_at=posted_at,
        edited_at=_time(values, "edited_at", meaning),
        url=_link(values),
        author=Author(
            id=_text(values, "author_id"), name=_text(values, "author"), followers=_count(values, "followers")
        ),
        language=language_code(values.get("language")),
        thread_id=_text(values, "thread_id"),
        parent_id=_text(values, "parent_id"),
        place=_text(values, "place"),
        reach=Reach(**{name: _count(values, name) for name in ("likes", "shares", "replies", "views")}),
        own_replies=_own_replies(values, meaning, native_id, posted_at),
    )


def _text(values: Values, field: str) -> str | None:
    value = values.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise NotUnderstood(f"{field} is {type(value).__name__} where text belongs")
    return clean(str(value)) or None


def _content_id(values: Values) -> str:
    """An id of what the row says, for files that have none: the same row is the same mention, however often read."""
    said = json.dumps([str(values.get(field) or "") for field in _IDENTIFYING])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _time(values: Values, field: str, meaning: Meaning) -> datetime | None:
    value = values.get(field)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    found = _parsed(value.strip() if isinstance(value, str) else value, meaning)
    if found is None:
        how = f" as {meaning.time_format!r}" if meaning.time_format else "; set time_format to how it is written"
        raise NotUnderstood(f"{field} {_shown(value)} was not understood{how}")
    return found


def _parsed(value: object, meaning: Meaning) -> datetime | None:
    form = meaning.time_format
    if not isinstance(value, str) or (form is None and (meaning.timezone == "UTC" or "-" not in value)):
        return parse_time(value)
    try:
        local = datetime.strptime(value, form) if form else datetime.fromisoformat(value)  # noqa: DTZ007
    except ValueError:
        return None if form else parse_time(value)
    return parse_time(local if local.tzinfo else local.replace(tzinfo=ZoneInfo(meaning.timezone)))


def _rating(values: Values, meaning: Meaning) -> Rating | None:
    value = values.get("rating")
    written = str(value).strip() if value is not None else ""
    if written.lower() in _NO_RATING:
        return None
    drawn = _STARS.fullmatch(written)
    if drawn:
        stars, out_of = float(len(drawn[1])), float(len(written)) if drawn[2] else meaning.out_of
    else:
        stars, out_of = _counted(written, values.get("rating_out_of"), meaning)
    if not 0 <= stars <= out_of:
        raise NotUnderstood(f"rating {_shown(value)} is above {out_of:g}; set rating_out_of to the most there can be")
    return Rating(stars=stars, out_of=out_of)


def _counted(written: str, most: object, meaning: Meaning) -> tuple[float, float]:
    found = _RATING.fullmatch(written)
    if found is None:
        raise NotUnderstood(f"rating {_shown(written)} was not understood: 4, 4.5, 4/5 or ★★★★☆ would be")
    limit = _RATING.fullmatch(str(most).strip()) if most is not None else None
    return _number(found[1]), _number(found[2] or (limit[1] if limit else "")) or meaning.out_of


def _number(written: str) -> float:
    return float(written.replace(",", ".") or 0)


def _count(values: Values, field: str) -> int | None:
    """A count that is not understood is not told: it is no reason not to hear the row."""
    found = _COUNT.fullmatch(str(values.get(field, "")).replace(",", "").strip())
    return int(found[1]) if found else None


def _link(values: Values) -> str | None:
    """Only what a browser may open from a message; the words are heard with or without it."""
    url = _text(values, "url")
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


def _own_replies(values: Values, meaning: Meaning, native_id: str, posted_at: datetime) -> tuple[OwnReply, ...]:
    text = _text(values, "reply")
    if text is None:
        return ()
    at = _time(values, "replied_at", meaning) or posted_at
    return (OwnReply(native_id=f"{native_id}:reply", text=text, posted_at=at),)


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
