"""Silences: those that people made, those of the configuration that they changed, and what each of them holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select, update

from monitor.domain.change import Change, Setting
from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.domain.muting import RULE, Held, Silence
from monitor.domain.muting_json import from_json, to_json
from monitor.store import changes, counters, outbox
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DeliveryRow

_deliveries = table(DeliveryRow)
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
    """Count what a silence holds, and what its messages tell of."""
    holding = select(func.count()).where(_HELD, _deliveries.c.rule == silence.rule)
    messages = select(_deliveries.c.id).where(
        _deliveries.c.subject == silence.rule, _deliveries.c.kind == DeliveryKind.OUTAGE.value
    )
    folding = select(func.count()).where(_deliveries.c.group_id.in_(messages))
    return Held(held=tx.execute(holding).scalar_one(), folded=tx.execute(folding).scalar_one())


def fold(tx: Transaction, silence: Silence, channel: str, now: datetime, *, due_at: datetime) -> int:
    """Return the message of an outage in a channel, which tells of what is folded into it; it counts up."""
    key = f"outage:{silence.name}:{silence.ends_at:%Y%m%dT%H%M%S}:{channel}"
    draft = Draft(
        key=key,
        channel=channel,
        kind=DeliveryKind.OUTAGE,
        told_at=now,
        due_at=due_at,
        subject=silence.rule,
        quiet=due_at > now,
    )
    return counters.counting(tx, draft, again=now)


def tell_over(tx: Transaction, acting: Iterable[Silence], now: datetime, *, loud_at: Callable[[str], datetime]) -> int:
    """Queue for each channel what was held by silences that are over (none of `acting`); return how many messages.

    A channel is told when quiet hours let it (`loud_at`).
    What is told of once is told of for good: a silence that is prolonged has another list at its new end.
    """
    lasting = [one.rule for one in acting]
    untold = (_HELD & _deliveries.c.group_id.is_(None)) & _deliveries.c.rule.startswith(RULE, autoescape=True)
    query = select(_deliveries.c.rule, _deliveries.c.channel).where(untold, _deliveries.c.rule.not_in(lasting))
    found = tx.execute(query.distinct().order_by("rule", "channel")).all()
    for rule, channel in found:
        key = f"muted:{rule}:{channel}:{now:%Y%m%dT%H%M%S.%f}"
        kind = DeliveryKind.MUTED
        at = loud_at(channel)
        draft = Draft(key=key, channel=channel, kind=kind, told_at=now, due_at=at, subject=rule, quiet=at > now)
        [number] = outbox.enqueue(tx, [draft])
        mine = untold & (_deliveries.c.rule == rule) & (_deliveries.c.channel == channel)
        tx.execute(update(_deliveries).where(mine).values(group_id=number))
    return len(found)


def release(tx: Transaction, case_id: int, now: datetime) -> int:
    """Have what tells of a case posted now that a silence holds or quiet hours delay; return how many messages."""
    rule, states = _deliveries.c.rule, [DeliveryState.HELD.value, DeliveryState.WAITING.value]
    delayed = (rule == outbox.QUIET) | rule.startswith(RULE, autoescape=True)
    mine = (_deliveries.c.case_id == case_id) & delayed & _deliveries.c.state.in_(states)
    again = {"state": DeliveryState.WAITING.value, "rule": None, "group_id": None, "due_at": now, "urgent": True}
    return tx.execute(update(_deliveries).where(mine).values(**again)).rowcount
