"""Escalation: which alarms a case has, when each is due, and which of them ring now."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.case import UNANSWERED_STATES, Case, Event, EventKind, State
from monitor.domain.hours import ALWAYS, Hours, add, between, next_open

OWNER, ON_DUTY, CHANNEL, LEAD = "owner", "on_duty", "channel", "lead"
"""Who can be told beside a channel by its name: the owner and who is on duty (called in the thread), the case's own
channels, the lead."""


class AlarmKind(StrEnum):
    """What an alarm says."""

    SOON = "soon"  # an answer will be due
    LATE = "late"  # an answer was due
    FORGOTTEN = "forgotten"  # somebody has it, and has not answered
    HANDED_BACK = "handed_back"  # nobody has it any more
    FOLLOW_UP = "follow_up"  # it was answered, and what the customer did then is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """When to remind before an answer is due: so long before, or once this `share` (0 to 1) of the time has passed."""

    before: timedelta | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens so long after an answer was due. `to` is owner, on_duty, channel, lead, or a channel's name."""

    after: timedelta
    to: tuple[str, ...]
    call: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """What a department wants to be told. Lengths are in its hours, but for `follow_up`, which is in plain days.

    `forgotten` and `hand_back` count from when somebody took the case; None: never.
    """

    ahead: tuple[Ahead, ...] = ()
    steps: tuple[Step, ...] = ()
    forgotten: timedelta | None = None
    hand_back: timedelta | None = None
    follow_up: timedelta | None = None


NO_ALARMS = Alarms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm of one case. `key` is its own for ever: what it counts from is in it, so a new clock has new alarms."""

    key: str
    kind: AlarmKind
    at: datetime
    to: tuple[str, ...] = (OWNER,)
    call: str | None = None

    @property
    def line(self) -> str:
        """What it belongs to: of alarms of one line only the latest rings."""
        return self.key.rpartition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing:
    """The alarms that ring now, and when the next one will."""

    now: tuple[Alarm, ...] = ()
    next_at: datetime | None = None


def alarms(case: Case, events: Sequence[Event], plan: Alarms, hours: Hours = ALWAYS) -> tuple[Alarm, ...]:
    """Return every alarm that `case` has as it stands, the earliest first; `events` are those of its timeline.

    What came due while a silence held it has none: it was told at the end of that.
    """
    started = max((one.at for one in events if one.kind is EventKind.REOPENED), default=case.opened_at)
    found = [*_due(case, started, plan, hours), *_taken(case, events, plan, hours)]
    found += _answered(case, events, started, plan, hours)
    told = max((one.at for one in events if one.kind is EventKind.UNMUTED), default=None)
    return tuple(sorted((one for one in found if told is None or one.at > told), key=lambda alarm: alarm.at))


def ring(found: Sequence[Alarm], rung: Collection[str], now: datetime) -> Ringing:
    """Return those of `found` that ring at `now`, where those of the keys `rung` have rung before.

    Of several in a line that came due meanwhile (the machine was asleep) only the latest ring; the others are passed
    over, and so is one that is added before one that has rung.
    """
    reached: dict[str, datetime] = {}
    for alarm in found:
        if alarm.key in rung or alarm.at <= now:
            reached[alarm.line] = max(alarm.at, reached.get(alarm.line, alarm.at))
    fresh = [alarm for alarm in found if alarm.key not in rung]
    due = (alarm for alarm in fresh if alarm.at <= now and alarm.at == reached[alarm.line])
    return Ringing(now=tuple(due), next_at=min((alarm.at for alarm in fresh if alarm.at > now), default=None))


def _due(case: Case, started: datetime, plan: Alarms, hours: Hours) -> Iterator[Alarm]:
    """Reminders before an answer is due, and what follows when none comes."""
    if case.due_at is None or case.state not in UNANSWERED_STATES:
        return
    line = f"due:{_stamp(case.due_at)}"
    within = between(hours, started, case.due_at)
    for ahead in plan.ahead:
        passed = within * ahead.share if ahead.share is not None else within - (ahead.before or timedelta())
        if timedelta() < passed < within:
            name = f"{ahead.share:g}" if ahead.share is not None else f"{ahead.before}"
            yield Alarm(key=f"{line}/soon:{name}", kind=AlarmKind.SOON, at=add(hours, started, passed))
    for step in plan.steps:
        key = f"{line}/late:{step.after}:{','.join(step.to)}"
        yield Alarm(key=key, kind=AlarmKind.LATE, at=add(hours, case.due_at, step.after), to=step.to, call=step.call)


def _taken(case: Case, events: Sequence[Event], plan: Alarms, hours: Hours) -> Iterator[Alarm]:
    """Somebody has it and does not answer. Whoever takes it next begins anew."""
    if case.owner is None or case.state not in UNANSWERED_STATES:
        return
    takes = (one.at for one in events if _is_taking(one))
    at = max(takes, default=case.acknowledged_at)
    if at is None:
        return
    line = f"taken:{_stamp(at)}"
    for kind, length in ((AlarmKind.FORGOTTEN, plan.forgotten), (AlarmKind.HANDED_BACK, plan.hand_back)):
        if length is not None:
            yield Alarm(key=f"{line}/{kind}", kind=kind, at=add(hours, at, length))


def _answered(case: Case, events: Sequence[Event], started: datetime, plan: Alarms, hours: Hours) -> Iterator[Alarm]:
    """It was answered, and nobody knows what became of it."""
    if case.state is not State.RESPONDED or case.outcome is not None or plan.follow_up is None:
        return
    answers = (one.at for one in events if one.kind is EventKind.RESPONDED and one.at >= started)
    at = max(answers, default=case.responded_at or started)
    key = f"answered:{_stamp(at)}/{AlarmKind.FOLLOW_UP}"
    yield Alarm(key=key, kind=AlarmKind.FOLLOW_UP, at=next_open(hours, at + plan.follow_up))


def _is_taking(event: Event) -> bool:
    given = event.kind is EventKind.ASSIGNED and event.became is not None
    return given or event.kind is EventKind.ACKNOWLEDGED


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S.%f}"
