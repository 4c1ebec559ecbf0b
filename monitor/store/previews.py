"""Previews: what was judged and heard lately, for a look at what other settings would have meant for it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from monitor.domain.brand import KnownSpeaker, plain
from monitor.domain.lane import Lane
from monitor.domain.preview import Counted, Example, Measured, differing
from monitor.domain.relevance import COMPLAINING, About
from monitor.domain.verdict import Thresholds
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.mention_rows import mention_of
from monitor.store.tables import CaseRow, MentionRow, VerdictRow
from monitor.store.word_search import newest_saying

_verdicts, _mentions, _cases = table(VerdictRow), table(MentionRow), table(CaseRow)
_SPEAKERS = frozenset(one.value for one in COMPLAINING)

MOST = 1000
"""So many of the newest cases are looked at."""
EXAMPLES = 4
"""So many are shown of what would be decided otherwise in one way."""
WHOLE, BLOCKS = 20_000, 80
"""Up to so many verdicts are counted one by one; of more, so many in as many blocks that lie evenly among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Runs of verdicts by their ids, both ends included, and which share they are of all there are."""

    runs: tuple[tuple[int, int], ...]
    share: float


def thresholds(
    tx: Transaction,
    since: datetime,
    old: Thresholds,
    new: Thresholds,
    *,
    unless: Collection[str] = (),
    examples: int = EXAMPLES,
) -> Counted:
    """Count what was judged live since then, by the latest verdict on each mention and brand, or a sample of it.

    Nothing follows from what is said of the brands in `unless`.
    """
    looked = sample(tx, since)
    ours = (one for one in _measured(tx, looked, since) if one.brand not in unless)
    found = differing(ours, old, new, examples=examples)
    return Counted(
        difference=found,
        share=looked.share,
        examples={turn: tuple(_examples(tx, turned.some)) for turn, turned in found.turned.items()},
    )


def sample(tx: Transaction, since: datetime, *, whole: int = WHOLE, blocks: int = BLOCKS) -> Sample:
    """Return which verdicts are looked at of those since then: all, or some that lie evenly among them."""
    last = tx.execute(select(func.max(_verdicts.c.id))).scalar() or 0
    first = _first(tx, since, last)
    total = last - first + 1
    if total <= whole:
        return Sample(runs=((first, last),), share=1.0)
    size = whole // blocks
    starts = (first + index * total // blocks for index in range(blocks))
    return Sample(runs=tuple((start, start + size - 1) for start in starts), share=size * blocks / total)


def listened(tx: Transaction, since: datetime, now: datetime) -> float:
    """Return how many days since then something was heard: 1 at least."""
    first = tx.execute(select(func.min(_mentions.c.heard_at)).where(_mentions.c.heard_at >= since)).scalar()
    return 1.0 if first is None else max(1.0, (now - first).total_seconds() / 86_400)


def recent_cases(tx: Transaction, since: datetime, *, limit: int = MOST) -> list[int]:
    """Return the newest cases that were opened since then."""
    query = select(_cases.c.id).where(_cases.c.opened_at >= since).order_by(_cases.c.id.desc()).limit(limit)
    return list(tx.execute(query).scalars())


def scores(tx: Transaction, since: datetime, *, unless: Collection[str] = ()) -> tuple[list[float], float]:
    """Return the scores of what may be flagged, ours and by a customer or staff, judged live since then.

    With the share of all that they are, where only a sample is looked at; but of the brands in `unless`.
    """
    looked = sample(tx, since)
    ours = (one for one in _measured(tx, looked, since) if one.heard and one.brand not in unless)
    return [one.score for one in ours if one.score is not None], looked.share


def by_accounts(tx: Transaction, speakers: Iterable[KnownSpeaker], since: datetime, *, limit: int) -> list[int]:
    """Return the newest mentions that such accounts wrote, heard since then; accounts by the platform's own id."""
    wanted = [_written_by(one) for one in speakers]
    if not wanted:
        return []
    query = select(_mentions.c.id).where(or_(*wanted), _mentions.c.heard_at >= since, _mentions.c.gone_at.is_(None))
    return list(tx.execute(query.order_by(_mentions.c.id.desc()).limit(limit)).scalars())


def saying(tx: Transaction, words: Iterable[str], since: datetime, *, limit: int) -> list[int]:
    """Return the newest mentions that say one of these words, or what begins so, heard since then."""
    found = {row.id for word in words for row in tx.execute(newest_saying(tx, word, below=None, limit=limit))}
    query = select(_mentions.c.id).where(_mentions.c.id.in_(found), _mentions.c.heard_at >= since)
    return list(tx.execute(query.order_by(_mentions.c.id.desc()).limit(limit)).scalars())


def cases_of(tx: Transaction, mention_ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """Return the public numbers of the cases of these mentions, by mention and brand."""
    query = select(_cases.c.id, _cases.c.mention_id, _cases.c.brand).where(_cases.c.mention_id.in_(mention_ids))
    return {(row.mention_id, row.brand): f"C-{row.id}" for row in tx.execute(query)}


def _first(tx: Transaction, since: datetime, last: int) -> int:
    """Look for the first verdict since then by halves: they are numbered as they were made."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        found = select(_verdicts.c.id, _verdicts.c.decided_at).where(_verdicts.c.id >= middle)
        row = tx.execute(found.order_by(_verdicts.c.id).limit(1)).one_or_none()
        if row is None or row.decided_at >= since:
            high = middle
        else:
            low = row.id + 1
    return low


def _measured(tx: Transaction, looked: Sample, since: datetime) -> Iterator[Measured]:
    names = ("id", "mention_id", "brand", "about", "speaker", "score", "complaint", "alert", "critical")
    later = _verdicts.alias()
    newest = select(func.max(later.c.id)).where(
        later.c.mention_id == _verdicts.c.mention_id, later.c.brand == _verdicts.c.brand, later.c.lane == Lane.LIVE
    )  # looked up of each row: a condition that there is none made PostgreSQL read all verdicts for each run
    query = select(*(_verdicts.c[name] for name in names), newest.scalar_subquery().label("newest")).where(
        _verdicts.c.decided_at >= since, _verdicts.c.lane == Lane.LIVE
    )
    for first, last in looked.runs:
        for row in tx.execute(query.where(_verdicts.c.id.between(first, last))):
            if row.id != row.newest:
                continue
            yield Measured(
                mention_id=row.mention_id,
                brand=row.brand,
                heard=row.about == About.US.value and row.speaker in _SPEAKERS,
                score=row.score,
                complaint=row.complaint,
                alert=row.alert,
                critical=row.critical,
            )


def _examples(tx: Transaction, found: Sequence[Measured]) -> Iterator[Example]:
    ids = [one.mention_id for one in found]
    there = (_mentions.c.id.in_(ids), _mentions.c.gone_at.is_(None))
    rows = {row.id: row for row in tx.execute(select(_mentions).where(*there))}
    known = cases_of(tx, ids)
    for one in found:
        if one.mention_id in rows:
            case = known.get((one.mention_id, one.brand))
            yield Example(mention_id=one.mention_id, mention=mention_of(rows[one.mention_id]), case=case)


def _written_by(one: KnownSpeaker) -> ColumnElement[bool]:
    """As people write an account, and as platforms do."""
    ids = {form for account in one.accounts for form in (account, plain(account), f"@{plain(account)}")}
    return and_(_mentions.c.platform == one.platform, _mentions.c.author_id.in_(sorted(ids)))
