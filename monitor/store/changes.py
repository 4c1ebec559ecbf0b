"""Changes: what a lead set while the monitor runs. Append-only; the latest of a setting holds."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, true

from monitor.domain.change import WRITTEN, Change, Draft, Overtaken, Setting
from monitor.domain.journal import Deed
from monitor.store import journal
from monitor.store.change_tables import ChangeRow, DraftRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.rows import next_ids

_rows, _drafts = table(ChangeRow), table(DraftRow)


def version(tx: Transaction) -> int:
    """Return a number that grows with every change of what is worked by; 0 before the first."""
    mine = _rows.c.setting.in_([setting.value for setting in (*WRITTEN, Setting.SHADOW)])
    return int(tx.execute(select(func.coalesce(func.max(_rows.c.id), 0)).where(mine)).scalar_one())


def current(tx: Transaction) -> dict[Setting, Change]:
    """Return the change of each setting that holds; what was never changed, or has parts, is not here."""
    return {one.setting: one for one in _latest_of(tx, _rows.c.part == "")}


def parts(tx: Transaction, setting: Setting) -> dict[str, Change]:
    """Return the change of each part of a setting that holds, by part."""
    return {one.part: one for one in _latest_of(tx, _rows.c.setting == setting.value)}


def value(tx: Transaction, setting: Setting) -> Change | None:
    """Return the change of a setting that holds, where it gives it a value of its own."""
    held = current(tx).get(setting)
    return held if held is not None and held.after is not None else None


def make(tx: Transaction, setting: Setting, after: str | None, *, by: str, now: datetime, part: str = "") -> Change:
    """Let a setting (or a part of it) be `after` from now on; None: what `config.yaml` says."""
    return _add(tx, setting, part, after, by=by, now=now, undoes=None)


def undo(tx: Transaction, number: int, *, by: str, now: datetime) -> Change:
    """Let a setting be what it was before its latest change. Raises `Overtaken` where that is another by now."""
    row = tx.execute(select(_rows).where(_rows.c.id == number)).one_or_none()
    if row is None:
        raise Overtaken(f"there is no change {number}; `monitor settings history` lists them")
    change = _change(row)
    held = _held(tx, change.setting, change.part)
    if held is not None and held.id != number:
        name = change.part or change.setting
        raise Overtaken(f"{held.by} has changed `{name}` since: undo change {held.id} first")
    return _add(tx, change.setting, change.part, change.before, by=by, now=now, undoes=number)


def history(
    tx: Transaction,
    setting: Setting | None = None,
    *,
    part: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Change]:
    """Return changes, the latest first, those `before` a number."""
    query = select(_rows).order_by(_rows.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(_rows.c.id < before)
    if setting is not None:
        query = query.where(_rows.c.setting == setting.value)
    if part is not None:
        query = query.where(_rows.c.part == part)
    return [_change(row) for row in tx.execute(query)]


def draft(
    tx: Transaction,
    setting: Setting,
    after: str | None,
    *,
    by: str,
    now: datetime,
    part: str = "",
    seen: int | None = None,
) -> int:
    """Keep a change that is only tried; return its number, for `take`.

    `seen` is the change that its author looked at (0: none). Raises `Overtaken` where another one holds by now.
    """
    held = _held(tx, setting, part)
    if held is not None and seen not in (None, held.id):
        raise Overtaken(f"{held.by} has changed `{part or setting}` since you looked: look at it once more")
    [number] = next_ids(tx, _drafts, 1)
    told = {"id": number, "setting": setting.value, "part": part, "at": now, "by": by, "after": after}
    tx.execute(insert(_drafts), [{**told, "follows": held.id if held else 0}])
    return number


def latest(tx: Transaction, those: Iterable[Change]) -> frozenset[int]:
    """Return the numbers of those that are the latest of what they change: they can be taken back."""
    held = {(one.setting, one.part): one.id for one in _latest_of(tx, true())}
    return frozenset(one.id for one in those if held[one.setting, one.part] == one.id)


def draft_of(tx: Transaction, number: int) -> Draft | None:
    """Return a change that was tried; None where nothing is known of it any more."""
    row = tx.execute(select(_drafts).where(_drafts.c.id == number)).one_or_none()
    return None if row is None else Draft(setting=Setting(row.setting), part=row.part, by=row.by, after=row.after)


def drafted(tx: Transaction, number: int) -> str | None:
    """Return what a change that was tried would say; None where nothing is known of it any more."""
    return tx.execute(select(_drafts.c.after).where(_drafts.c.id == number)).scalar_one_or_none()


def take(tx: Transaction, number: int, *, by: str, now: datetime) -> Change:
    """Make a change that was tried. Raises `Overtaken` where the setting is another than when it was."""
    row = tx.execute(select(_drafts).where(_drafts.c.id == number)).one_or_none()
    if row is None:
        raise Overtaken("nothing is known of that change any more: try it once more")
    setting = Setting(row.setting)
    held = _held(tx, setting, row.part)
    if held is not None and row.follows != held.id:
        raise Overtaken(f"{held.by} has changed `{row.part or setting}` since you tried this: look at it once more")
    return make(tx, setting, row.after, by=by, now=now, part=row.part)


def _add(
    tx: Transaction, setting: Setting, part: str, after: str | None, *, by: str, now: datetime, undoes: int | None
) -> Change:
    held = _held(tx, setting, part)
    [number] = next_ids(tx, _rows, 1)
    change = Change(
        id=number,
        setting=setting,
        part=part,
        at=now,
        by=by,
        before=held.after if held else None,
        after=after,
        undoes=undoes,
    )
    told = {one.name: getattr(change, one.name) for one in fields(Change)}
    tx.execute(insert(_rows), [{**told, "setting": setting.value, "follows": held.id if held else 0}])
    about = f"{setting.value} {part}".strip()
    journal.write(tx, Deed.SETTING_CHANGED, by=by, now=now, about=about, told=f"change {number}")
    return change


def _held(tx: Transaction, setting: Setting, part: str) -> Change | None:
    return next(iter(history(tx, setting, part=part, limit=1)), None)


def _latest_of(tx: Transaction, mine: ColumnElement[bool]) -> list[Change]:
    latest = select(func.max(_rows.c.id)).where(mine).group_by(_rows.c.setting, _rows.c.part)
    return [_change(row) for row in tx.execute(select(_rows).where(_rows.c.id.in_(latest)))]


def _change(row: Row[Any]) -> Change:
    return Change(
        id=row.id,
        setting=Setting(row.setting),
        at=row.at,
        by=row.by,
        before=row.before,
        after=row.after,
        undoes=row.undoes,
        part=row.part,
    )
