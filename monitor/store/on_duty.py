"""On duty: who looks after what comes in, for each department and for all."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from monitor.domain.people import OnDuty
from monitor.store import handovers
from monitor.store.columns import from_instant, table, to_instant
from monitor.store.database import Transaction
from monitor.store.outbox_tables import SettingRow
from monitor.store.rows import upsert

_PREFIX = "on_duty:"
_rows = table(SettingRow)


def begin(tx: Transaction, duty: OnDuty) -> None:
    """Put somebody on duty, instead of whoever is."""
    until = None if duty.until is None else to_instant(duty.until)
    told = {"value": json.dumps({"name": duty.name, "until": until})}
    new = upsert(tx, _rows).values(name=_PREFIX + duty.department, **told)
    tx.execute(new.on_conflict_do_update(index_elements=["name"], set_=told))


def end(tx: Transaction, department: str) -> bool:
    """Have nobody on duty; return whether somebody was."""
    return tx.execute(delete(_rows).where(_rows.c.name == _PREFIX + department)).rowcount > 0


def at(tx: Transaction, now: datetime) -> list[OnDuty]:
    """Return who is on duty at `now`, by department; who is for all comes first."""
    query = select(_rows).where(_rows.c.name.startswith(_PREFIX, autoescape=True)).order_by(_rows.c.name)
    found = [_duty(row.name.removeprefix(_PREFIX), row.value) for row in tx.execute(query)]
    return [duty for duty in found if duty.until is None or duty.until > now]


def looking_after(tx: Transaction, department: str | None, now: datetime) -> OnDuty | None:
    """Return who is on duty for `department`, else for all; of who is away, whoever stands in."""
    duties = {duty.department: duty for duty in at(tx, now)}
    for duty in (duties.get(department or ""), duties.get("")):
        name = duty and handovers.stand_in(tx, duty.name, now)
        if duty and name:
            return duty if name == duty.name else replace(duty, name=name)
    return None


def _duty(department: str, written: str) -> OnDuty:
    told = json.loads(written)
    until = None if told["until"] is None else from_instant(told["until"])
    return OnDuty(department=department, name=told["name"], until=until)
