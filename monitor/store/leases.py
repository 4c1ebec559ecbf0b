"""Leases: short, so that the work of the dead is soon taken up, and extended by whoever still lives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from sqlalchemy import tuple_, update

from monitor.store.answer_tables import AnswerRow
from monitor.store.columns import table
from monitor.store.database import Transaction, clock_plus
from monitor.store.happening_tables import HookRow
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import SourceRow

LEASE = timedelta(seconds=20)
"""How long a lease lasts, by the database's clock, where nobody extends it."""


class Leased(Enum):
    """What can be leased for long."""

    SOURCE = "source"
    DELIVERY = "delivery"
    ANSWER = "answer"
    HOOK = "hook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A claim on one row; `token` is that of the claim."""

    on: Leased
    id: int
    token: int


def extend(tx: Transaction, held: Iterable[Lease]) -> None:
    """Let the leases that are still held last for `LEASE` from now. One that was taken over or given back stays so."""
    leases = list(held)
    until = clock_plus(tx, LEASE)
    for on, rows in _TABLES.items():
        mine = [(lease.id, lease.token) for lease in leases if lease.on is on]
        if mine:
            still = tuple_(rows.c.id, rows.c.lease_token).in_(mine) & rows.c.lease_until.is_not(None)
            tx.execute(update(rows).where(still).values(lease_until=until))


_TABLES = {
    Leased.SOURCE: table(SourceRow),
    Leased.DELIVERY: table(DeliveryRow),
    Leased.ANSWER: table(AnswerRow),
    Leased.HOOK: table(HookRow),
}
