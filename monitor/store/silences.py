"""Silences: those that people made, those of the configuration that they changed, and what each of them holds."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, insert, select, update

from monitor.domain.case import JUDGE, UNANSWERED_STATES, Event, EventKind
from monitor.domain.change import Change, Setting
from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.domain.muting import KNOWN, RULE, Held, Silence
from monitor.domain.muting_json import from_json, to_json
from monitor.store import alarms, changes, incident_acts, incident_figures, incident_outbox, incidents, outbox
from monitor.store.case_rows import row_of_event
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow, EventRow

_deliveries, _cases = table(DeliveryRow), table(CaseRow)
OVER = "over:"
"""What the subject of a message begins with that tells that an outage is over; the number of its incident follows."""
_CHUNK = 500
_HELD = _deliveries.c.state == DeliveryState.HELD.value


class NoSuchSilence(Exception):
    """There is no silence of that name; the message says so."""


def known(tx: Transaction, first: Sequence[Silence]) -> list[Silence]:
    """Return every silence, over or not, the one that ends last first; what people changed stands for the `first`."""
    found = {one.name: one for one in first} | kept(tx)
    return sorted(found.values(), key=lambda one: (one.ends_at, one.name), reverse=True)


def kept(tx: Transaction) -> dict[str, Silence]:
    """Return those that people made, or changed from what the configuration says, by name."""
    held = changes.parts(tx, Setting.SILENCE)
    return {name: from_json(change.after) for name, change in held.items() if change.after is not None}


def acting(tx: Transaction, first: Sequence[Silence], now: datetime) -> list[Silence]:
    """Return the silences that act at `now`."""
    return [one for one in known(tx, first) if one.active(now)]


def named(tx: Transaction, first: Sequence[Silence], rule: str) -> Silence | None:
    """Return the silence that is meant by a rule on what it holds; one that was taken back as it was last."""
    found = next((one for one in known(tx, first) if one.rule == rule), None)
    if found is not None:
        return found
    past = changes.history(tx, Setting.SILENCE, part=rule.removeprefix(RULE))
    return next((from_json(change.before) for change in past if change.before is not None), None)


def save(tx: Transaction, silence: Silence, now: datetime) -> Change:
    """Let a silence act, in the place of one of that name: a change like those of settings, to be taken back."""
    return changes.make(tx, Setting.SILENCE, to_json(silence), by=silence.by, now=now, part=silence.name)


def attempt(tx: Transaction, silence: Silence, now: datetime) -> int:
    """Keep a silence that does not act yet; return its number, for `changes.take`."""
    return changes.draft(tx, Setting.SILENCE, to_json(silence), by=silence.by, now=now, part=silence.name)


def end(tx: Transaction, first: Sequence[Silence], name: str, *, by: str, now: datetime) -> Silence:
    """End a silence now, where it is not over. Raises `NoSuchSilence`."""
    found = next((one for one in known(tx, first) if one.name == name), None)
    if found is None:
        raise NoSuchSilence(f"there is no silence called {name!r}; `monitor silences list --all` lists them")
    if found.ends_at > now:
        found = replace(found, ends_at=now, by=by)
        save(tx, found, now)
    return found


def held(tx: Transaction, silence: Silence) -> Held:
    """Count what a silence holds, and who is in the incident of what it folds."""
    holding = select(func.count()).where(_HELD, _deliveries.c.rule == silence.rule)
    folding = incidents.marked(tx, f"{KNOWN}{silence.name}")
    folded = sum(incident_figures.size(tx, incidents.root(tx, one.id)) for one in folding)
    return Held(held=tx.execute(holding).scalar_one(), folded=folded)


def tell_over(tx: Transaction, acting: Iterable[Silence], now: datetime, *, loud_at: Callable[[str], datetime]) -> int:
    """Have what was held by silences that are over (none of `acting`) come back; return how many messages tell it.

    Each channel is told once, when quiet hours let it (`loud_at`), and from now on the cases have alarms.
    What is told of once is told of for good: a silence that is prolonged has another list at its new end.
    """
    lasting = [one.rule for one in acting]
    untold = (_HELD & _deliveries.c.group_id.is_(None)) & _deliveries.c.rule.startswith(RULE, autoescape=True)
    query = select(_deliveries.c.rule, _deliveries.c.channel).where(untold, _deliveries.c.rule.not_in(lasting))
    found = tx.execute(query.distinct().order_by("rule", "channel")).all()
    for rule, channel in found:
        key = f"muted:{rule}:{channel}:{now:%Y%m%dT%H%M%S.%f}"
        number = _queue(tx, key, rule, channel, now, loud_at(channel))
        mine = untold & (_deliveries.c.rule == rule) & (_deliveries.c.channel == channel)
        tx.execute(update(_deliveries).where(mine).values(group_id=number))
        _come_back(tx, number, rule.removeprefix(RULE), now)
    return len(found) + _outages_over(tx, lasting, now, loud_at=loud_at)


def _outages_over(
    tx: Transaction, lasting: Collection[str], now: datetime, *, loud_at: Callable[[str], datetime]
) -> int:
    """Close the incidents of outages that are over, and tell their channels who still waits; return how many."""
    told = 0
    for mark, incident in incidents.open_by_mark(tx, KNOWN):
        name = mark.removeprefix(KNOWN)
        if f"{RULE}{name}" in lasting or incident.merged_into is not None:
            continue
        closed = incident_acts.close(tx, incident.id, by=f"the end of {name}", now=now)
        if incident_figures.crowding(tx, closed).unanswered:
            for channel in incident_outbox.channels(tx, closed):
                key = f"over:{incident.id}:{channel}:{now:%Y%m%dT%H%M%S.%f}"
                _queue(tx, key, f"{OVER}{incident.id}", channel, now, loud_at(channel))
                told += 1
    return told


def _queue(tx: Transaction, key: str, subject: str, channel: str, now: datetime, at: datetime) -> int:
    kind = DeliveryKind.MUTED
    draft = Draft(key=key, channel=channel, kind=kind, told_at=now, due_at=at, subject=subject, quiet=at > now)
    return outbox.enqueue(tx, [draft])[0]


def _come_back(tx: Transaction, group_id: int, name: str, now: datetime) -> None:
    """Give the cases that a message lists alarms, but for what came due before it told of them."""
    waits = _cases.c.state.in_([state.value for state in UNANSWERED_STATES])
    members = select(_deliveries.c.case_id).where(_deliveries.c.group_id == group_id)
    numbers = list(tx.execute(select(_cases.c.id).where(waits, _cases.c.id.in_(members))).scalars())
    told = Event(kind=EventKind.UNMUTED, at=now, by=JUDGE, became=name, key=f"unmuted:{name}:{group_id}")
    for start in range(0, len(numbers), _CHUNK):
        some = numbers[start : start + _CHUNK]
        tx.execute(insert(table(EventRow)), [row_of_event(number, told) for number in some])
        alarms.watch(tx, some, now)


def release(tx: Transaction, case_id: int, now: datetime) -> int:
    """Have what tells of a case posted alone now: held by a silence, told by a crowd or an incident, or delayed.

    Return how many messages.
    """
    states = [DeliveryState.HELD.value, DeliveryState.WAITING.value]
    ruled = (_deliveries.c.rule == outbox.QUIET) | _deliveries.c.rule.startswith(RULE, autoescape=True)
    delayed = ruled & _deliveries.c.state.in_(states)
    grouped = _deliveries.c.state == DeliveryState.GROUPED.value
    mine = (_deliveries.c.case_id == case_id) & (_deliveries.c.kind == DeliveryKind.ALERT.value) & (delayed | grouped)
    again = {"state": DeliveryState.WAITING.value, "rule": None, "group_id": None, "due_at": now, "urgent": True}
    return tx.execute(update(_deliveries).where(mine).values(**again)).rowcount
