"""Changes: what a lead set while the monitor runs. Append-only; the latest of a setting holds."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from monitor.domain.change import Change, Overtaken, Setting
from monitor.store.change_tables import ChangeRow, DraftRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.rows import next_ids

_rows, _drafts = table(ChangeRow), table(DraftRow)


def version(tx: Transaction) -> int:
    """Return a number that grows with every change; 0 before the first."""
    return int(tx.execute(select(func.coalesce(func.max(_rows.c.id), 0))).scalar_one())


def current(tx: Transaction) -> dict[Setting, Change]:
    """Return the change of each setting that holds; what was never changed is not here."""
    latest = select(func.max(_rows.c.id)).group_by(_rows.c.setting)
    return {one.setting: one for one in map(_change, tx.execute(select(_rows).where(_rows.c.id.in_(latest))))}


def value(tx: Transaction, setting: Setting) -> Change | None:
    """Return the change of a setting that holds, where it gives it a value of its own."""
    held = current(tx).get(setting)
    return held if held is not None and held.after is not None else None


def make(tx: Transaction, setting: Setting, after: str | None, *, by: str, now: datetime) -> Change:
    """Let a setting be `after` from now on; None: what `config.yaml` says."""
    return _add(tx, setting, after, by=by, now=now, undoes=None)


def undo(tx: Transaction, number: int, *, by: str, now: datetime) -> Change:
    """Let a setting be what it was before its latest change. Raises `Overtaken` where that is another by now."""
    row = tx.execute(select(_rows).where(_rows.c.id == number)).one_or_none()
    if row is None:
        raise Overtaken(f"there is no change {number}; `monitor settings history` lists them")
    change = _change(row)
    held = current(tx)[change.setting]
    if held.id != number:
        raise Overtaken(f"{held.by} has changed `{change.setting}` since: undo change {held.id} first")
    return _add(tx, change.setting, change.before, by=by, now=now, undoes=number)


def history(tx: Transaction, setting: Setting | None = None, *, limit: int = 50) -> list[Change]:
    """Return changes, the latest first."""
    query = select(_rows).order_by(_rows.c.id.desc()).limit(limit)
    return [_change(row) for row in tx.execute(query if setting is None else query.where(_rows.c.setting == setting))]


def draft(tx: Transaction, setting: Setting, after: str | None, *, by: str, now: datetime) -> int:
    """Keep a change that is only tried; return its number, for `take`."""
    [number] = next_ids(tx, _drafts, 1)
    row = {"id": number, "setting": setting.value, "follows": _latest(tx, setting), "at": now, "by": by, "after": after}
    tx.execute(insert(_drafts), [row])
    return number


def take(tx: Transaction, number: int, *, by: str, now: datetime) -> Change:
    """Make a change that was tried. Raises `Overtaken` where the setting is another than when it was."""
    row = tx.execute(select(_drafts).where(_drafts.c.id == number)).one_or_none()
    if row is None:
        raise Overtaken("nothing is known of that change any more: try it once more")
    setting = Setting(row.setting)
    if row.follows != _latest(tx, setting):
        held = current(tx)[setting]
        raise Overtaken(f"{held.by} has changed `{setting}` since you tried this: look at it once more")
    return make(tx, setting, row.after, by=by, now=now)


def _add(tx: Transaction, setting: Setting, after: str | None, *, by: str, now: datetime, undoes: int | None) -> Change:
    held = current(tx).get(setting)
    [number] = next_ids(tx, _rows, 1)
    row = {
        "id": number,
        "setting": setting.value,
        "follows": held.id if held else 0,
        "at": now,
        "by": by,
        "before": held.after if held else None,
        "after": after,
        "undoes": undoes,
    }
    tx.execute(insert(_rows), [row])
    return Change(
        id=number, setting=setting, at=now, by=by, before=held.after if held else None, after=after, undoes=undoes
    )


def _latest(tx: Transaction, setting: Setting) -> int:
    found = select(func.coalesce(func.max(_rows.c.id), 0)).where(_rows.c.setting == setting.value)
    return int(tx.execute(found).scalar_one())


def _change(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        setting=Setting(row.setting),
        at=row.at,
        by=row.by,
        before=row.before,
        after=row.after,
        undoes=row.undoes,
    )
