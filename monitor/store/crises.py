"""Crises: one switch, kept among the changes, and what is counted while it lasts."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Text, cast, func, literal, select

from monitor.domain.case import UNANSWERED_STATES
from monitor.domain.change import Change, Setting
from monitor.domain.crisis import Crisis, Emergency, Standing
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.score import Severity
from monitor.store import changes, outbox, outbox_subjects
from monitor.store.columns import from_instant, table, to_instant
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow, MentionRow

_cases, _mentions = table(CaseRow), table(MentionRow)
EVERY = timedelta(hours=1)


def begin(tx: Transaction, *, statement: str, call: str | None, channel: str, by: str, now: datetime) -> Crisis:
    """Begin a crisis, or change the one there is; its first message calls whom it names."""
    known = acting(tx)
    began = known.began_at if known else now
    said = {"statement": statement, "call": call, "channel": channel, "began": to_instant(began)}
    made = changes.make(tx, Setting.CRISIS, json.dumps(said), by=by, now=now)
    if known is None or known.call != call:
        _tell(tx, _crisis(made), "begin" if known is None else f"begin{made.id}", now)
    return _crisis(made)


def end(tx: Transaction, *, by: str, now: datetime) -> Crisis | None:
    """End the crisis, where there is one, and queue its summary."""
    known = acting(tx)
    if known is None:
        return None
    made = changes.make(tx, Setting.CRISIS, None, by=by, now=now)
    _tell(tx, known, f"end{made.id}", now)
    return known


def undone(tx: Transaction, change: Change, now: datetime) -> None:
    """Tell what follows from taking back a change of the switch: that the crisis is over, or that it goes on."""
    if change.after is not None and change.before is None:
        _tell(tx, _crisis(change), f"begin{change.id}", now)
    over = past(tx, change.undoes or 0) if change.after is None else None
    if over is not None:
        _tell(tx, over, f"end{change.id}", now)


def acting(tx: Transaction) -> Crisis | None:
    """Return the crisis that there is."""
    held = changes.value(tx, Setting.CRISIS)
    return None if held is None else _crisis(held)


def statement(tx: Transaction) -> str | None:
    """Return the statement that alone is suggested now; None where there is no crisis."""
    known = acting(tx)
    return known.statement if known else None


def past(tx: Transaction, number: int) -> Crisis | None:
    """Return the crisis that a change began."""
    found = next((one for one in changes.history(tx, Setting.CRISIS, limit=1000) if one.id == number), None)
    return None if found is None or found.after is None else _crisis(found)


def ended(tx: Transaction, crisis: Crisis) -> Change | None:
    """Return the change that ended a crisis."""
    later = (one for one in changes.history(tx, Setting.CRISIS, limit=1000) if one.id > crisis.id)
    return min((one for one in later if one.after is None), key=lambda one: one.id, default=None)


def within(tx: Transaction, start: datetime, end: datetime) -> tuple[Emergency, ...]:
    """Return the crises that lasted into a time, the earliest first, with what came in while each lasted."""
    rows = changes.history(tx, Setting.CRISIS, limit=1000)[::-1]
    begun = {one.began_at: one for one in (_crisis(row) for row in rows if row.after and not row.before)}
    found = [(one, ended(tx, one)) for one in begun.values() if one.began_at < end]
    return tuple(
        _emergency(tx, one, over.at if over and over.at <= end else None, end)
        for one, over in found
        if over is None or over.at >= start
    )


def _emergency(tx: Transaction, crisis: Crisis, ended_at: datetime | None, end: datetime) -> Emergency:
    told = standing(tx, crisis.began_at, ended_at or end)
    return Emergency(by=crisis.by, began_at=crisis.began_at, ended_at=ended_at, cases=told.cases, people=told.people)


def note(tx: Transaction, crisis: Crisis, now: datetime) -> bool:
    """Queue the note of this hour of a crisis, once; return whether it was."""
    hours = int((now - crisis.began_at) / EVERY)
    if hours < 1:
        return False
    return _tell(tx, crisis, f"hour{hours}", now)


def standing(tx: Transaction, since: datetime, until: datetime) -> Standing:
    """Count the cases that were opened in a time. A person without an id counts as one for each mention."""
    who = func.coalesce(_mentions.c.author_id, literal("m") + cast(_mentions.c.id, Text))
    waits = _cases.c.state.in_([state.value for state in UNANSWERED_STATES])
    query = select(
        func.count().label("cases"),
        func.count(who.distinct()).label("people"),
        func.count().filter(_cases.c.severity == Severity.CRITICAL.value).label("critical"),
        func.count().filter(waits).label("unanswered"),
    ).join(_mentions, _mentions.c.id == _cases.c.mention_id)
    row = tx.execute(query.where(_cases.c.opened_at >= since, _cases.c.opened_at < until)).one()
    return Standing(cases=row.cases, people=row.people, critical=row.critical, unanswered=row.unanswered)


def _tell(tx: Transaction, crisis: Crisis, what: str, now: datetime) -> bool:
    key = f"crisis:{to_instant(crisis.began_at)}:{what}"
    draft = Draft(
        key=key,
        channel=crisis.channel,
        kind=DeliveryKind.CRISIS,
        told_at=now,
        due_at=now,
        subject=f"crisis:{crisis.id}:{what}",
        urgent=True,
    )
    if outbox_subjects.is_known(tx, key):
        return False
    outbox.enqueue(tx, [draft])
    return True


def _crisis(change: Change) -> Crisis:
    said = json.loads(change.after or "{}")
    return Crisis(
        id=change.id,
        by=change.by,
        began_at=from_instant(said["began"]),
        statement=said["statement"],
        call=said["call"],
        channel=said["channel"],
    )
