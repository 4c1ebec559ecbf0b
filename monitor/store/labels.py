"""Labels: what the team said of mentions, kept beside what the judge thought of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, insert, select

from connectors.contract import Mention
from monitor.domain.labels import YES, How, Label, Labelled, What
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.label_tables import LabelRow
from monitor.store.mention_rows import mention_of
from monitor.store.tables import MentionRow, SourceRow, VerdictRow

_LABELS, _MENTIONS, _VERDICTS, _SOURCES = table(LabelRow), table(MentionRow), table(VerdictRow), table(SourceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A labelled mention with its words, to learn from."""

    labelled: Labelled
    mention: Mention


def add(tx: Transaction, mention_id: int, brand: str, labels: Iterable[Label]) -> None:
    """Write what was said of a mention, with what the judge thinks of it now."""
    wanted = list(labels)
    if not wanted:
        return
    score = _latest_score(tx, mention_id, brand)
    revision = tx.execute(select(_MENTIONS.c.revision).where(_MENTIONS.c.id == mention_id)).scalar_one()
    rows = [
        {
            "mention_id": mention_id,
            "brand": brand,
            "revision": revision,
            "what": label.what.value,
            "value": label.value,
            "how": label.how.value,
            "by": label.by,
            "at": label.at,
            "counts": label.counts,
            "score": score,
            "weight": label.weight,
        }
        for label in wanted
    ]
    tx.execute(insert(_LABELS), rows)


def count(tx: Transaction, what: What) -> int:
    """Return how many mentions have a label about `what` that counts."""
    return tx.execute(select(func.count()).select_from(_latest(what).subquery())).scalar_one()


def not_counted(tx: Transaction, what: What, since: datetime) -> int:
    """Return how many labels since then do not count, because a deadline was near."""
    near = (_LABELS.c.what == what.value) & ~_LABELS.c.counts & (_LABELS.c.at >= since)
    return tx.execute(select(func.count()).where(near)).scalar_one()


def labelled(tx: Transaction, what: What, since: datetime | None = None) -> list[Labelled]:
    """Return the latest label that counts of each mention, the earliest first."""
    flagged = _flagged()
    columns = (_LABELS, _SOURCES.c.name.label("source"), flagged.label("flagged"))
    query = select(*columns).where(_LABELS.c.id.in_(_latest(what)))
    query = query.join(_MENTIONS, _MENTIONS.c.id == _LABELS.c.mention_id)
    query = query.join(_SOURCES, _SOURCES.c.id == _MENTIONS.c.source_id).order_by(_LABELS.c.at, _LABELS.c.id)
    if since is not None:
        query = query.where(_LABELS.c.at >= since)
    return [
        Labelled(
            mention_id=row.mention_id,
            brand=row.brand,
            source=row.source,
            at=row.at,
            yes=row.value == YES,
            how=How(row.how),
            weight=row.weight,
            score=row.score,
            flagged=bool(row.flagged),
        )
        for row in tx.execute(query)
    ]


def lessons(tx: Transaction, what: What, *, limit: int) -> list[Lesson]:
    """Return the `limit` latest of them with their words, the earliest first: those whose words are as they were."""
    known = labelled(tx, what)[-limit:]
    words = dict(_mentions(tx, [one.mention_id for one in known]))
    stale = _edited_since(tx, what)
    return [
        Lesson(labelled=one, mention=words[one.mention_id])
        for one in known
        if one.mention_id in words and (one.mention_id, one.brand) not in stale
    ]


def _mentions(tx: Transaction, ids: Sequence[int]) -> Iterator[tuple[int, Mention]]:
    for start in range(0, len(ids), 500):
        query = select(_MENTIONS).where(_MENTIONS.c.id.in_(ids[start : start + 500]), _MENTIONS.c.gone_at.is_(None))
        for row in tx.execute(query):
            yield row.id, mention_of(row)


def _edited_since(tx: Transaction, what: What) -> frozenset[tuple[int, str]]:
    query = select(_LABELS.c.mention_id, _LABELS.c.brand).where(_LABELS.c.id.in_(_latest(what)))
    query = query.join(_MENTIONS, _MENTIONS.c.id == _LABELS.c.mention_id).where(
        _MENTIONS.c.revision != _LABELS.c.revision
    )
    return frozenset((row.mention_id, row.brand) for row in tx.execute(query))


def _latest(what: What) -> Select[tuple[int]]:
    counting = (_LABELS.c.what == what.value) & _LABELS.c.counts
    return select(func.max(_LABELS.c.id)).where(counting).group_by(_LABELS.c.mention_id, _LABELS.c.brand)


def _latest_score(tx: Transaction, mention_id: int, brand: str) -> float | None:
    mine = (_VERDICTS.c.mention_id == mention_id) & (_VERDICTS.c.brand == brand)
    return tx.execute(select(_VERDICTS.c.score).where(mine).order_by(_VERDICTS.c.id.desc()).limit(1)).scalar()


def _flagged() -> ScalarSelect[bool]:
    mine = (_VERDICTS.c.mention_id == _LABELS.c.mention_id) & (_VERDICTS.c.brand == _LABELS.c.brand)
    latest = select(_VERDICTS.c.complaint).where(mine).order_by(_VERDICTS.c.id.desc()).limit(1)
    return latest.correlate(_LABELS).scalar_subquery()
