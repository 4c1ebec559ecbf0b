"""Backfills: where each was stopped, so that it goes on from there."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import SettingRow

_settings = table(SettingRow)


def cursor(tx: Transaction, name: str, since: datetime) -> str | None:
    """Return where a backfill to `since` was stopped."""
    query = select(_settings.c.value).where(_settings.c.name == _named(name, since))
    return tx.execute(query).scalar_one_or_none()


def save_cursor(tx: Transaction, name: str, since: datetime, cursor: str | None) -> None:
    """Move a backfill with the page of the same transaction; None: it starts over when it is run again."""
    mine = _settings.c.name == _named(name, since)
    tx.execute(delete(_settings).where(mine))
    if cursor is not None:
        tx.execute(insert(_settings).values(name=_named(name, since), value=cursor))


def _named(name: str, since: datetime) -> str:
    return f"backfill:{name}:{since.isoformat()}"
