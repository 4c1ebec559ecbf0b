"""Previews: what other settings would have meant for what was judged, counted in the store."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select

from connectors.contract import Mention
from monitor.domain.lane import Lane
from monitor.domain.preview import Counted
from monitor.domain.relevance import COMPLAINING, About
from monitor.domain.verdict import Thresholds
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.mention_rows import mention_of
from monitor.store.tables import CaseRow, MentionRow, VerdictRow

_verdicts, _mentions, _cases = table(VerdictRow), table(MentionRow), table(CaseRow)

MOST = 1000
"""So many of the newest cases are looked at."""


def thresholds(tx: Transaction, since: datetime, old: Thresholds, new: Thresholds, *, examples: int = 3) -> Counted:
    """Count what was judged live since then, by the latest verdict on each mention and brand.

    What was sure for another reason than its score (a word of the trade, a danger) stays so.
    """
    seen = _latest(since)
    alert, case = (
        _would(seen, old.alert, new.alert, seen.c.alert, old),
        _would(seen, old.case, new.case, seen.c.complaint, old),
    )
    counts = select(
        func.count().filter(seen.c.alert).label("alerts_before"),
        func.count().filter(alert).label("alerts_after"),
        func.count().filter(seen.c.complaint).label("cases_before"),
        func.count().filter(case).label("cases_after"),
    )
    row = tx.execute(counts).one()
    lost = select(seen.c.mention_id).where(seen.c.alert, ~alert).order_by(seen.c.score.desc())
    gained = select(seen.c.mention_id).where(~seen.c.alert, alert).order_by(seen.c.score)
    return Counted(
        alerts_before=row.alerts_before,
        alerts_after=row.alerts_after,
        cases_before=row.cases_before,
        cases_after=row.cases_after,
        lost=_said(tx, tx.execute(lost.limit(examples)).scalars().all()),
        gained=_said(tx, tx.execute(gained.limit(examples)).scalars().all()),
    )


def listened(tx: Transaction, since: datetime, now: datetime) -> float:
    """Return how many days since then something was heard: 1 at least."""
    first = tx.execute(select(func.min(_mentions.c.heard_at)).where(_mentions.c.heard_at >= since)).scalar()
    return 1.0 if first is None else max(1.0, (now - first).total_seconds() / 86_400)


def recent_cases(tx: Transaction, since: datetime, *, limit: int = MOST) -> list[int]:
    """Return the newest cases that were opened since then."""
    query = select(_cases.c.id).where(_cases.c.opened_at >= since).order_by(_cases.c.id.desc()).limit(limit)
    return list(tx.execute(query).scalars())


def _latest(since: datetime) -> Subquery:
    newest = select(func.max(_verdicts.c.id)).where(_verdicts.c.decided_at >= since, _verdicts.c.lane == Lane.LIVE)
    mine = _verdicts.c.id.in_(newest.group_by(_verdicts.c.mention_id, _verdicts.c.brand))
    return select(_verdicts).where(mine).subquery()


def _would(seen: Subquery, was: float, now: float, flag: ColumnElement[bool], old: Thresholds) -> ColumnElement[bool]:
    """Whether something would be flagged: for another reason than its score, or by its score."""
    unscored = func.coalesce(seen.c.score, -1.0)
    otherwise = and_(flag, unscored < was)
    speakers = [one.value for one in COMPLAINING]
    unheard = and_(seen.c.about == About.US.value, seen.c.speaker.in_(speakers), unscored < old.case)
    return or_(
        otherwise, and_(seen.c.complaint, seen.c.critical), and_(or_(seen.c.complaint, unheard), unscored >= now)
    )


def _said(tx: Transaction, ids: Sequence[int]) -> tuple[Mention, ...]:
    rows = {row.id: row for row in tx.execute(select(_mentions).where(_mentions.c.id.in_(ids)))}
    return tuple(mention_of(rows[number]) for number in ids if number in rows)


def scores(tx: Transaction, since: datetime) -> list[float]:
    """Return the score of each mention that may be flagged, ours and by a customer or staff, judged live since then."""
    seen = _latest(since)
    speakers = [one.value for one in COMPLAINING]
    ours = and_(seen.c.about == About.US.value, seen.c.speaker.in_(speakers), seen.c.score.is_not(None))
    return list(tx.execute(select(seen.c.score).where(ours)).scalars())
