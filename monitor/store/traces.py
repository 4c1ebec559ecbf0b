"""Traces: what complaints leave behind by which later ones about the same trouble are led to them.

Bands and marks are made of customers' words. They leave with the words, and once nothing can be led by them any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Text, and_, case, cast, delete, func, insert, literal, or_, select

from monitor.domain.grouping import Trace
from monitor.domain.score import Topic
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incident_tables import BandRow, CaseMarkRow
from monitor.store.tables import CaseRow, MentionRow

KEPT = timedelta(days=8)
"""Longer than any two complaints that are led to one another are apart."""
MOST = 2_000
"""Traces read of one batch's marks, the newest: what has more is in an incident, or one person's work."""
_CHUNK = 500

_BANDS, _MARKS, _CASES, _MENTIONS = table(BandRow), table(CaseMarkRow), table(CaseRow), table(MentionRow)
_Value = TypeVar("_Value")

PERSON: ColumnElement[str] = case(
    (_MENTIONS.c.author_id.is_not(None), _MENTIONS.c.platform + literal("/") + _MENTIONS.c.author_id),
    else_=literal("mention/") + cast(_MENTIONS.c.id, Text),
)
"""Who said it; whose author is not known is somebody else each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A post that others may be copies of, found by the bands that it shares with some of them."""

    leader: int
    text: str
    bands: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What one case leaves: its marks, and its bands where it is one of the first to say so. See `BandRow`."""

    case_id: int
    at: datetime
    leader: int
    bands: tuple[int, ...]
    marks: tuple[str, ...]


def leave(tx: Transaction, brand: str, traces: Iterable[Left]) -> None:
    """Write what new cases leave behind."""
    all_left = list(traces)
    bands = [
        {"case_id": one.case_id, "band": band, "brand": brand, "leader": one.leader}
        for one in all_left
        for band in one.bands
    ]
    marks = [
        {"case_id": one.case_id, "mark": mark, "brand": brand, "at": one.at} for one in all_left for mark in one.marks
    ]
    for rows, values in ((_BANDS, bands), (_MARKS, marks)):
        if values:
            tx.execute(insert(rows), values)


def written(tx: Transaction, brand: str, bands: Collection[int], since: datetime) -> list[Written]:
    """Return the posts heard at or after `since` that share one of `bands`; not those whose words are gone."""
    found: dict[int, set[int]] = defaultdict(set)
    leaders: dict[int, int] = {}
    for some in _chunks(sorted(bands)):
        query = select(_BANDS.c.case_id, _BANDS.c.band, _BANDS.c.leader)
        query = query.where(_BANDS.c.brand == brand, _BANDS.c.band.in_(some))
        for case_id, band, leader in tx.execute(query.order_by(_BANDS.c.case_id.desc()).limit(MOST)):
            found[case_id].add(band)
            leaders[case_id] = leader
    texts: dict[int, str] = {}
    for these in _chunks(sorted(found)):
        said = select(_CASES.c.id, _MENTIONS.c.title, _MENTIONS.c.text)
        said = said.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
        for case_id, title, text in tx.execute(said.where(_CASES.c.id.in_(these), _CASES.c.opened_at >= since)):
            texts[case_id] = f"{title or ''}\n{text}"
    return [
        Written(leader=leaders[case_id], text=text, bands=frozenset(found[case_id]))
        for case_id, text in texts.items()
        if text.strip()
    ]


def marked(
    tx: Transaction, brand: str, marks: Collection[str], alone: Collection[str], since: datetime
) -> Mapping[str, Sequence[Trace]]:
    """Return the cases heard at or after `since` by mark; of the marks in `alone` those that are in no incident."""
    found: dict[str, list[Trace]] = defaultdict(list)
    for some in _chunks(sorted(marks)):
        query = (
            select(_MARKS.c.mark, _MARKS.c.case_id, _MARKS.c.at, _CASES.c.incident_id, PERSON.label("person"))
            .join(_CASES, _CASES.c.id == _MARKS.c.case_id)
            .join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
            .where(_MARKS.c.brand == brand, _MARKS.c.mark.in_(some), _MARKS.c.at >= since)
            .where(or_(_CASES.c.incident_id.is_(None), _MARKS.c.mark.not_in(list(alone))))
        )
        for row in tx.execute(query.order_by(_MARKS.c.at.desc()).limit(MOST)):
            trace = Trace(case_id=row.case_id, at=row.at, person=row.person, incident_id=row.incident_id)
            found[row.mark].append(trace)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """A case in no incident, and what was said."""

    case_id: int
    at: datetime
    person: str
    text: str


def singles(tx: Transaction, brand: str, topic: Topic, since: datetime, until: datetime, limit: int) -> list[Single]:
    """Return the newest cases of a topic in no incident that were heard between the two moments."""
    query = select(_CASES.c.id, _CASES.c.opened_at, PERSON.label("person"), _MENTIONS.c.title, _MENTIONS.c.text)
    query = query.join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id).where(_single(brand, topic, since, until))
    rows = tx.execute(query.order_by(_CASES.c.opened_at.desc()).limit(limit))
    return [
        Single(case_id=row.id, at=row.opened_at, person=row.person, text=f"{row.title or ''}\n{row.text}")
        for row in rows
    ]


def people(tx: Transaction, brand: str, topic: Topic, since: datetime, until: datetime) -> int:
    """Return how many people are behind all of those cases."""
    query = select(func.count(PERSON.distinct())).join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
    return int(tx.execute(query.where(_single(brand, topic, since, until))).scalar_one())


def _single(brand: str, topic: Topic, since: datetime, until: datetime) -> ColumnElement[bool]:
    mine = and_(_CASES.c.brand == brand, _CASES.c.topic == topic.value, _CASES.c.incident_id.is_(None))
    return and_(mine, _CASES.c.opened_at > since, _CASES.c.opened_at <= until)


def forget(tx: Transaction, mention_ids: Sequence[int]) -> None:
    """Delete what the cases of these mentions left: their words are gone."""
    for some in _chunks(list(mention_ids)):
        cases = select(_CASES.c.id).where(_CASES.c.mention_id.in_(some))
        for rows in (_BANDS, _MARKS):
            tx.execute(delete(rows).where(rows.c.case_id.in_(cases)))


def forget_case(tx: Transaction, case_id: int) -> None:
    """Delete what a case left: it says something else now."""
    for rows in (_BANDS, _MARKS):
        tx.execute(delete(rows).where(rows.c.case_id == case_id))


def forget_old(tx: Transaction, now: datetime, *, limit: int) -> int:
    """Delete the traces of up to `limit` cases that nothing can be led to any more; return how many cases."""
    first_kept = select(func.min(_CASES.c.id)).where(_CASES.c.opened_at >= now - KEPT).scalar_subquery()
    done = 0
    for rows in (_BANDS, _MARKS):
        before = or_(rows.c.case_id < first_kept, first_kept.is_(None))
        ids = list(tx.execute(select(rows.c.case_id).where(before).distinct().limit(limit)).scalars())
        tx.execute(delete(rows).where(rows.c.case_id.in_(ids)))
        done = max(done, len(ids))
    return done


def _chunks(values: Sequence[_Value]) -> Iterator[list[_Value]]:
    left = iter(values)
    while some := list(islice(left, _CHUNK)):
        yield some
