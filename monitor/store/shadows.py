"""Shadow: a new set-up holds its alerts back and lists once a day what it would have sent."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.store import outbox
from monitor.store.columns import from_instant, table, to_instant
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow, SettingRow
from monitor.store.rows import upsert

_rows = table(DeliveryRow)
_settings = table(SettingRow)
_BEGAN = "began_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A day's list: when it was made, and when alerts go live."""

    told_at: datetime
    live_at: datetime | None


def began_at(tx: Transaction, now: datetime) -> datetime:
    """Return when this store was first used; the first call says that it is now."""
    first = {"name": _BEGAN, "value": str(to_instant(now))}
    tx.execute(upsert(tx, _settings).values(first).on_conflict_do_nothing())
    value = tx.execute(select(_settings.c.value).where(_settings.c.name == _BEGAN)).scalar_one()
    return from_instant(int(value))


def list_held(tx: Transaction, channel: str, rule: str, *, now: datetime, live_at: datetime) -> int:
    """Queue one message that lists what `rule` held and no list told yet; return how many. None: no message."""
    unlisted = ((_rows.c.state == DeliveryState.HELD.value) & (_rows.c.rule == rule) & _rows.c.group_id.is_(None)) & (
        _rows.c.channel == channel
    )
    held = tx.execute(select(func.count()).where(unlisted)).scalar_one()
    if not held:
        return 0
    draft = Draft(
        key=f"shadow:{channel}:{now:%Y%m%dT%H%M%S}",
        channel=channel,
        kind=DeliveryKind.SHADOW,
        told_at=now,
        due_at=now,
        subject=f"{rule}:{to_instant(live_at)}",
    )
    [number] = outbox.enqueue(tx, [draft])
    tx.execute(update(_rows).where(unlisted).values(group_id=number))
    return held


def listed(tx: Transaction, delivery_id: int) -> Listed:
    """Return when a list was made, and when alerts go live."""
    row = tx.execute(select(_rows.c.told_at, _rows.c.subject).where(_rows.c.id == delivery_id)).one()
    live_at = (row.subject or "").rpartition(":")[2]
    return Listed(told_at=row.told_at, live_at=from_instant(int(live_at)) if live_at else None)


def members(tx: Transaction, delivery_id: int, *, after: int, limit: int) -> list[int]:
    """Return cases that a list tells of, by number, those behind `after`."""
    mine = (_rows.c.group_id == delivery_id) & (_rows.c.case_id > after)
    return list(tx.execute(select(_rows.c.case_id).where(mine).order_by(_rows.c.case_id).limit(limit)).scalars())
