"""Alarms: which cases are to be looked at for something that becomes late, and when."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.routing_tables import AlarmRow
from monitor.store.rows import upsert
from monitor.store.tables import CaseRow

_rows, _cases = table(AlarmRow), table(CaseRow)


def watch(tx: Transaction, case_ids: Sequence[int], now: datetime) -> None:
    """Give these cases alarms; in the transaction of the messages that tell of them."""
    if case_ids:
        new = [{"case_id": case_id, "look_at": now} for case_id in dict.fromkeys(case_ids)]
        tx.execute(
            upsert(tx, _rows).values(new).on_conflict_do_update(index_elements=["case_id"], set_={"look_at": now})
        )


def look_again(tx: Transaction, case_id: int, now: datetime) -> None:
    """Have a case that changed looked at, where it has alarms at all."""
    tx.execute(update(_rows).where(_rows.c.case_id == case_id).values(look_at=now))


def due(tx: Transaction, now: datetime, *, limit: int) -> list[int]:
    """Return cases that are to be looked at, but those that somebody changes this moment; hold them."""
    query = select(_rows.c.case_id).join(_cases, _cases.c.id == _rows.c.case_id).where(_rows.c.look_at <= now)
    return list(tx.execute(query.order_by(_rows.c.look_at).limit(limit).with_for_update(skip_locked=True)).scalars())


def looked(tx: Transaction, case_id: int, next_at: datetime | None) -> None:
    """Record when to look at a case next; None: not before it changes."""
    tx.execute(update(_rows).where(_rows.c.case_id == case_id).values(look_at=next_at))
