"""The search for mentions, flagged or not: the newest first, a page at a time, by keyset.

What an index answers makes a window of mentions, the newest of them; the rest is looked up of each of these. The
windows grow until a page is full. Where what is looked for is so rare that `MOST` mentions do not fill one, the page
says how far back it looked, and goes on from there: however many mentions there are, no page costs more than that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select, tuple_

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.score import Topic
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import MentionRow, SightingRow, SourceRow, VerdictRow
from monitor.store.within import mentions_within
from monitor.store.word_search import newest_saying, says

PAGE = 50
WINDOWS = (200, 1_800, 8_000, 20_000)
WINDOWS_OF_WORDS = (2_000, 28_000)
"""Fewer: what it takes to find a common word is the same for each of them."""
MOST = sum(WINDOWS)
RECENT = 5_000
"""So many of the latest verdicts tell which languages there are."""
NEEDS_EYES: ColumnElement[bool] = literal_column("mentions.needs_eyes")
"""In these very words: only so does the partial index serve."""
_MENTIONS, _VERDICTS = table(MentionRow), table(VerdictRow)
_SIGHTINGS, _SOURCES = table(SightingRow), table(SourceRow)
_spot: Any = tuple_(_MENTIONS.c.heard_at, _MENTIONS.c.id)


class Flagged(StrEnum):
    """What was decided: a complaint, none, or that a person must read it."""

    YES = "yes"
    NO = "no"
    EYES = "eyes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in the list."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionQuery:
    """What to look for; None does not matter. `heard`: from the first moment up to the second; None for without end.

    `text` are beginnings of words. Brand, language, topic and `flagged` are those of the latest verdict. `before`
    continues a list. `within` is what whoever asks may see.
    """

    brand: str | None = None
    source: str | None = None
    language: str | None = None
    topic: Topic | None = None
    flagged: Flagged | None = None
    text: str | None = None
    heard: tuple[datetime | None, datetime | None] = (None, None)
    before: Spot | None = None
    within: Limits = UNLIMITED
    limit: int = PAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The mentions of a page, and where they stand; `looked_to` is set where further back nobody has looked yet."""

    spots: list[Spot] = field(default_factory=list)
    looked_to: Spot | None = None


def search(tx: Transaction, query: MentionQuery) -> Found:
    """Return the mentions that match, the newest first: by when they were heard, those that say words by arrival."""
    found, below = list[Spot](), query.before
    for size in WINDOWS_OF_WORDS if _by_words(query) else WINDOWS:
        window = _window(tx, query, below, size)
        found += _matching(tx, query, window, query.limit - len(found))
        end = None if len(found) == query.limit else _end(tx, query, window, size)
        if end is None:
            return Found(spots=found)
        below = end
    return Found(spots=found, looked_to=below)


def conditions(tx: Transaction, query: MentionQuery) -> Iterator[ColumnElement[bool]]:
    """Yield all that holds of the mentions that match, wherever a list of them stands."""
    since, until = query.heard
    if since is not None:
        yield _MENTIONS.c.heard_at >= since
    if until is not None:
        yield _MENTIONS.c.heard_at < until
    if query.flagged is Flagged.EYES:
        yield NEEDS_EYES
    if query.text is not None and _by_words(query):
        yield says(tx, query.text)
    yield from _conditions(tx, query)


def languages(tx: Transaction, within: Limits) -> list[str]:
    """Return the languages in which mentions were of late."""
    recent = select(_VERDICTS.c.language, _VERDICTS.c.brand).order_by(_VERDICTS.c.id.desc()).limit(RECENT).subquery()
    theirs = [] if within.brands is None else [recent.c.brand.in_(sorted(within.brands))]
    return sorted(tx.execute(select(recent.c.language).where(*theirs).distinct()).scalars())


def _by_words(query: MentionQuery) -> bool:
    """Whether the index of words leads: those of a time are led to by it, and looked through for words."""
    return query.text is not None and query.heard == (None, None) and query.flagged is not Flagged.EYES


def _window(tx: Transaction, query: MentionQuery, below: Spot | None, size: int) -> Select[Any]:
    """Return the next mentions that an index leads to: their ids in order."""
    if _by_words(query):
        return newest_saying(tx, query.text or "", below=None if below is None else below.id, limit=size)
    since, until = query.heard
    chosen = select(_MENTIONS.c.id)
    if query.flagged is Flagged.EYES:
        chosen = chosen.where(NEEDS_EYES)
    if since is not None:
        chosen = chosen.where(_MENTIONS.c.heard_at >= since)
    if until is not None:
        chosen = chosen.where(_MENTIONS.c.heard_at < until)
    if below is not None:
        chosen = chosen.where(_spot < (below.at, below.id))
    return chosen.order_by(_MENTIONS.c.heard_at.desc(), _MENTIONS.c.id.desc()).limit(size)


def _matching(tx: Transaction, query: MentionQuery, window: Select[Any], limit: int) -> list[Spot]:
    inside = window.subquery("inside")
    holds = list(_conditions(tx, query))
    wanted = select(_MENTIONS.c.id, _MENTIONS.c.heard_at).join(inside, inside.c.id == _MENTIONS.c.id).where(*holds)
    rows = tx.execute(wanted.order_by(*_order(query)).limit(limit))
    return [Spot(at=row.heard_at, id=row.id) for row in rows]


def _order(query: MentionQuery) -> tuple[ColumnElement[Any], ...]:
    newest = _MENTIONS.c.id.desc()
    return (newest,) if _by_words(query) else (_MENTIONS.c.heard_at.desc(), newest)


def _end(tx: Transaction, query: MentionQuery, window: Select[Any], size: int) -> Spot | None:
    """Return where a full window ends; None where it is not full: there is nothing beyond it."""
    last = window.limit(1).offset(size - 1).subquery("last")
    at = select(_MENTIONS.c.id, _MENTIONS.c.heard_at).join(last, last.c.id == _MENTIONS.c.id)
    row = tx.execute(at).one_or_none()
    return None if row is None else Spot(at=row.heard_at, id=row.id)


def _conditions(tx: Transaction, query: MentionQuery) -> Iterator[ColumnElement[bool]]:
    yield from mentions_within(query.within)
    if query.source is not None:
        named = select(_SOURCES.c.id).where(_SOURCES.c.name == query.source).scalar_subquery()
        heard = select(_SIGHTINGS.c.source_id).where(_SIGHTINGS.c.mention_id == _MENTIONS.c.id)
        yield heard.where(_SIGHTINGS.c.source_id == named).exists()
    if query.text is not None and not _by_words(query):
        yield says(tx, query.text)
    if decided := list(_decided(query)):
        later = _VERDICTS.alias("later")
        same = (later.c.mention_id == _VERDICTS.c.mention_id) & (later.c.brand == _VERDICTS.c.brand)
        newer = select(later.c.id).where(same, later.c.id > _VERDICTS.c.id).exists()
        yield select(_VERDICTS.c.id).where(_VERDICTS.c.mention_id == _MENTIONS.c.id, *decided, ~newer).exists()


def _decided(query: MentionQuery) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of the latest verdict for some brand that whoever asks may see."""
    for name in ("brand", "language", "topic"):
        if (value := getattr(query, name)) is not None:
            yield _VERDICTS.c[name] == value
    if query.flagged is Flagged.YES:
        yield _VERDICTS.c.complaint
    elif query.flagged is Flagged.NO:
        yield ~_VERDICTS.c.complaint & ~_VERDICTS.c.needs_eyes
    elif query.flagged is Flagged.EYES:
        yield _VERDICTS.c.needs_eyes
    if query.within.brands is not None:
        yield _VERDICTS.c.brand.in_(sorted(query.within.brands))
