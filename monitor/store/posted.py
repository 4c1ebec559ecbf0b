"""Posted: which of our messages stands where somebody pressed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from alerts.contract import Receipt
from monitor.domain.delivery import DeliveryKind
from monitor.store import outbox
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow

_rows = table(DeliveryRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A message of ours, and what it tells of."""

    id: int
    channel: str
    kind: DeliveryKind
    case_id: int | None
    subject: str | None


def at(tx: Transaction, receipt: Receipt) -> Standing | None:
    """Return the message that stands at `receipt`; None where it is not ours, or not known any more."""
    here = (_rows.c.reference == receipt.reference) & (_rows.c.place == receipt.channel)
    row = tx.execute(select(_rows).where(here).limit(1)).one_or_none()
    if row is None:
        return None
    kind = DeliveryKind(row.kind)
    return Standing(id=row.id, channel=row.channel, kind=kind, case_id=row.case_id, subject=row.subject)


def told_in(tx: Transaction, case_id: int) -> set[str]:
    """Return the channels that are told of a case, or will be."""
    mine = (_rows.c.case_id == case_id) & (_rows.c.kind == DeliveryKind.ALERT.value)
    return set(tx.execute(select(_rows.c.channel).where(mine)).scalars())


def refresh(tx: Transaction, receipt: Receipt | None, now: datetime) -> bool:
    """Ask that the message at `receipt` be worded anew; return whether there is one."""
    standing = None if receipt is None else at(tx, receipt)
    if standing is not None:
        outbox.touch(tx, [standing.id], now)
    return standing is not None
