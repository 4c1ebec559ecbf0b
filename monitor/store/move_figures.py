"""What the week's figures say of outcomes and dismissals, from the timelines of cases."""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from monitor.domain.case import Dismissal, EventKind, Outcome, State
from monitor.domain.edition import Edition
from monitor.domain.figures import Figures
from monitor.domain.world import CUSTOMER
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.editions import cases_of
from monitor.store.spans import Span
from monitor.store.tables import CaseRow, EventRow
from monitor.store.tallies import in_order, tallies

_CASES, _EVENTS = table(CaseRow), table(EventRow)


class _Move(NamedTuple):
    """An event that closes a case or tells its outcome, and how the case stands now."""

    id: int
    kind: str
    became: str | None
    by: str
    state: str
    owner: str | None
    outcome: str | None
    dismissal: str | None
    responded_at: datetime | None


def added(told: Figures, tx: Transaction, week: Span) -> Figures:
    """Return `told` with what customers and people did in the week, to cases of any age; the last word counts."""
    outcomes: dict[int, str] = {}
    dismissed: dict[int, str] = {}
    owners: dict[int, str] = {}
    unanswered: set[int] = set()
    for move in _moves(tx, week, told.edition):
        if move.kind == EventKind.DISMISSED:
            if move.state == State.DISMISSED:
                dismissed[move.id] = move.became if move.became in set(Dismissal) else move.dismissal or ""
        elif move.kind == EventKind.REOPENED:
            if move.by != CUSTOMER:  # a person takes the outcome back; a customer's move tells it
                outcomes.pop(move.id, None)
        elif outcome := move.became if move.became in set(Outcome) else move.outcome:
            outcomes[move.id] = outcome
            owners[move.id] = move.owner or ""
            if move.responded_at is None:
                unanswered.add(move.id)
    recovered = ((owners[case], case) for case, outcome in outcomes.items() if outcome == Outcome.RECOVERED)
    return replace(
        told,
        outcomes=in_order(tallies((outcome, case) for case, outcome in outcomes.items()), list(Outcome)),
        outcomes_unanswered=in_order(
            tallies((outcome, case) for case, outcome in outcomes.items() if case in unanswered), list(Outcome)
        ),
        thanks=tallies((owner, case) for owner, case in recovered if owner),
        dismissals=tallies((reason, case) for case, reason in dismissed.items() if reason),
    )


def _moves(tx: Transaction, week: Span, edition: Edition) -> list[_Move]:
    columns = (
        _CASES.c.id,
        _EVENTS.c.kind,
        _EVENTS.c.became,
        _EVENTS.c.by,
        *(_CASES.c[name] for name in _Move._fields[4:]),
    )
    kinds = (EventKind.OUTCOME, EventKind.RESOLVED, EventKind.REOPENED, EventKind.DISMISSED)
    found = select(*columns).join(_CASES, _CASES.c.id == _EVENTS.c.case_id)
    found = found.where(week.has(_EVENTS.c.at), _EVENTS.c.kind.in_(kinds), cases_of(edition))
    return [_Move(*row) for row in tx.execute(found.order_by(_EVENTS.c.at, _EVENTS.c.id))]
