"""Filings: cases that people handled, as the judge filed them and as they stand now."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from connectors.contract import Mention
from monitor.domain.case import State
from monitor.domain.labels import What
from monitor.domain.score import Severity, Topic
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.label_tables import LabelRow
from monitor.store.mention_rows import mention_of
from monitor.store.tables import CaseRow, MentionRow, VerdictRow

_CASES, _MENTIONS, _VERDICTS, _LABELS = table(CaseRow), table(MentionRow), table(VerdictRow), table(LabelRow)
_HANDLED = (State.RESPONDED.value, State.RESOLVED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """A case that somebody answered, closed or corrected: its topic now, and how far its severity was moved by hand."""

    mention: Mention
    topic: Topic
    moved: int


def count(tx: Transaction, what: What) -> int:
    """Return how many cases tell how the team files: those that were answered or closed, or corrected in `what`."""
    corrected = _CASES.c.mention_id.in_(select(_LABELS.c.mention_id).where(_LABELS.c.what == what.value))
    known = or_(_CASES.c.state.in_(_HANDLED), corrected) & (_CASES.c.state != State.DISMISSED.value)
    return tx.execute(select(func.count()).select_from(_CASES).where(known)).scalar_one()


def handled(tx: Transaction, what: What, *, limit: int) -> list[Handled]:
    """Return the `limit` latest of them with their words, the earliest first."""
    mine = (_LABELS.c.mention_id == _CASES.c.mention_id) & (_LABELS.c.brand == _CASES.c.brand)
    said = select(_LABELS.c.value).where(mine, _LABELS.c.what == What.SEVERITY.value, _LABELS.c.counts)
    severity = said.order_by(_LABELS.c.id.desc()).limit(1).correlate(_CASES).scalar_subquery()
    own = (_VERDICTS.c.mention_id == _CASES.c.mention_id) & (_VERDICTS.c.brand == _CASES.c.brand)
    judged = select(_VERDICTS.c.severity).where(own).order_by(_VERDICTS.c.id.desc()).limit(1)
    columns = (
        _MENTIONS,
        _CASES.c.topic,
        severity.label("said"),
        judged.correlate(_CASES).scalar_subquery().label("was"),
    )
    corrected = _CASES.c.mention_id.in_(select(_LABELS.c.mention_id).where(_LABELS.c.what == what.value))
    known = or_(_CASES.c.state.in_(_HANDLED), corrected) & (_CASES.c.state != State.DISMISSED.value)
    query = select(*columns).join(_CASES, _CASES.c.mention_id == _MENTIONS.c.id)
    rows = tx.execute(query.where(known, _MENTIONS.c.gone_at.is_(None)).order_by(_CASES.c.id.desc()).limit(limit)).all()
    return [
        Handled(mention=mention_of(row), topic=Topic(row.topic), moved=_moved(row.said, row.was))
        for row in reversed(rows)
    ]


def _moved(said: str | None, judged: str | None) -> int:
    return Severity(said).rank - Severity(judged).rank if said and judged else 0
