"""Handovers and absences: many cases become somebody else's in one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from monitor.domain.act import Assign, NotAllowed, Note
from monitor.domain.case import LIVE_STATES
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.handover import Absence, Handover
from monitor.domain.team import ANYBODY, Team
from monitor.store import cases, outbox
from monitor.store.change_tables import AbsenceRow, HandoverRow
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.rows import next_ids, upsert
from monitor.store.tables import CaseRow, EventRow

_rows, _away, _cases, _events = table(HandoverRow), table(AbsenceRow), table(CaseRow), table(EventRow)


def owned(tx: Transaction, name: str) -> list[int]:
    """Return the live cases of somebody."""
    live = _cases.c.state.in_([state.value for state in LIVE_STATES])
    return list(tx.execute(select(_cases.c.id).where(live, _cases.c.owner == name).order_by(_cases.c.id)).scalars())


def hand_over(
    tx: Transaction, giver: str, receiver: str, *, note: str, channel: str, by: str, now: datetime, team: Team = ANYBODY
) -> Handover:
    """Give every live case of `giver` to `receiver` of the `team`, and tell `channel` once. Raises `NotAllowed`."""
    if giver == receiver:
        raise NotAllowed(f"{giver} has them already: choose somebody else")
    found = owned(tx, giver)
    if not found:
        raise NotAllowed(f"{giver} has no open case: there is nothing to hand over")
    receiver = team.named(receiver, [cases.get(tx, number) for number in found], by=by)
    if (away := absence(tx, receiver, now)) is not None:
        raise NotAllowed(f"{receiver} is away until {away.until:%Y-%m-%d %H:%M} UTC: choose somebody who is here")
    [number] = next_ids(tx, _rows, 1)
    told = {"at": now, "by": by, "giver": giver, "receiver": receiver, "note": note}
    tx.execute(insert(_rows), [{"id": number, **told}])
    for case_id in found:
        cases.act(tx, case_id, Assign(owner=receiver), by=by, now=now, key=_key(number))
        if note:
            cases.act(tx, case_id, Note(text=note), by=by, now=now)
    draft = Draft(
        key=_key(number),
        channel=channel,
        kind=DeliveryKind.HANDOVER,
        told_at=now,
        due_at=now,
        subject=_key(number),
    )
    outbox.enqueue(tx, [draft])
    return Handover(id=number, at=now, by=by, giver=giver, receiver=receiver, note=note, cases=tuple(found))


def get(tx: Transaction, number: int) -> Handover | None:
    """Return a handover with the cases that it gave."""
    row = tx.execute(select(_rows).where(_rows.c.id == number)).one_or_none()
    if row is None:
        return None
    given = tx.execute(select(_events.c.case_id).where(_events.c.key == _key(number)).order_by(_events.c.case_id))
    return Handover(
        id=row.id,
        at=row.at,
        by=row.by,
        giver=row.giver,
        receiver=row.receiver,
        note=row.note,
        cases=tuple(given.scalars()),
    )


def of_event(tx: Transaction, key: str | None) -> Handover | None:
    """Return the handover that an event of this key belongs to."""
    noun, _, number = (key or "").partition(":")
    return get(tx, int(number)) if noun == "handover" and number.isdecimal() else None


def go_away(
    tx: Transaction,
    name: str,
    until: datetime,
    deputy: str | None,
    *,
    by: str,
    now: datetime,
    team: Team = ANYBODY,
) -> Absence:
    """Write down that one of the `team` is away, in the place of what was known. Raises `NotAllowed`."""
    if until <= now:
        raise NotAllowed("that is past: name a later time")
    name, deputy = team.named(name, by=by), deputy and team.named(deputy, by=by)
    if deputy == name:
        raise NotAllowed("nobody stands in for themselves: name somebody else")
    told = {"until": until, "deputy": deputy, "by": by, "at": now}
    new = upsert(tx, _away).values(name=name, **told)
    tx.execute(new.on_conflict_do_update(index_elements=["name"], set_=told))
    return Absence(name=name, until=until, deputy=deputy, by=by)


def come_back(tx: Transaction, name: str) -> bool:
    """Write down that somebody is here; return whether they were away."""
    return tx.execute(delete(_away).where(_away.c.name == name)).rowcount > 0


def absence(tx: Transaction, name: str, now: datetime) -> Absence | None:
    """Return that somebody is away at `now`."""
    row = tx.execute(select(_away).where(_away.c.name == name, _away.c.until > now)).one_or_none()
    return None if row is None else _absence(row)


def absences(tx: Transaction, now: datetime) -> list[Absence]:
    """Return who is away at `now`, whoever is back first."""
    return [_absence(row) for row in tx.execute(select(_away).where(_away.c.until > now).order_by(_away.c.until))]


def stand_in(tx: Transaction, name: str, now: datetime) -> str | None:
    """Return who takes what would be `name`'s: they themselves, a deputy who is here, or None: their department."""
    seen: set[str] = set()
    while (away := absence(tx, name, now)) is not None:
        seen.add(name)
        if away.deputy is None or away.deputy in seen:
            return None
        name = away.deputy
    return name


def who_is_here(tx: Transaction, name: str, now: datetime) -> str:
    """Return `name`, or whoever stands in for them while they are away. Raises `NotAllowed` where nobody does."""
    here = stand_in(tx, name, now)
    if here is None:
        raise NotAllowed(f"{name} is away, and nobody stands in: name somebody else")
    return here


def _key(number: int) -> str:
    return f"handover:{number}"


def _absence(row: Row[Any]) -> Absence:
    return Absence(name=row.name, until=row.until, deputy=row.deputy, by=row.by)
