"""What the page Health says: how each source was heard hour by hour, what waits, and what was not taken."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from monitor.domain.hourly import Fare, Stretch
from monitor.wording import health as words
from monitor.wording import names, times

TITLE, WELL = "Health", "All is well"
FINDINGS, LOOKED_AT = "What needs somebody", "What was looked at and is well"
SOURCES, NO_SOURCE = "Sources, hour by hour", "There is no source that you may know of."
FURTHER, FIRST = "Further sources", "Back to the first sources"
NOT_HEARD = "Hours that were not heard, and what was missed"
CHANNELS, NO_CHANNEL = "Channels", "Nothing waits for a channel, and none is in trouble."
LOST, NONE_LOST = "Messages that no channel will take", "None in the last seven days."
BUDGETS, NO_BUDGET = "Budgets at places outside", "No account has spent anything that still counts."
WAITS, NOTHING_WAITS = "What waits", "nothing waits"
WAITING_IS = (
    "Here and for each channel a message waits that is due by now and was not posted. What is due later, or held by a "
    "silence or by shadow, does not."
)
PROCESS, JOBS, JUDGE = "At work", "Work of this process", "Judged by"
LISTENERS, NO_LISTENER = "Who listens to presses", "No process listens to presses of buttons."
DUTIES, NO_JOBS = "Shared work, due next", "This process serves pages alone; others do the work."
SOME_ONLY = "What channels take, budgets and the work itself are told to those who see all brands."
SOURCE_COLUMNS = ("Source", "State")
CHANNEL_COLUMNS = ("Channel", "State", "Waiting", "Of these in doubt", "Waits since", "What to do")
LOST_COLUMNS = ("When", "Channel", "What", "Case", "Why")
BUDGET_COLUMNS = ("Account", "Spent", "Of", "Left", "Freed from")
WAIT_COLUMNS = ("For", "How many", "Oldest since")
MISSED_COLUMNS = ("When", "What")
FARES = {
    Fare.HEARD: "heard something new",
    Fare.QUIET: "quiet",
    Fare.FAILING: "failing",
    Fare.BLIND: "blind",
    Fare.ABSENT: "not there yet",
}
STAGES = {
    "collect": "sources to be asked",
    "judge": "mentions to be judged",
    "deliver": "messages to be sent",
    "presses": "presses to be acted on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do: words, and the command that does it."""

    says: str
    command: str = ""


def heading(troubles: int) -> str:
    """Return what stands on top."""
    if not troubles:
        return WELL
    return f"{names.plural(troubles, 'thing')} {'needs' if troubles == 1 else 'need'} somebody"


def heard(stretches: Sequence[Stretch]) -> str:
    """Say how a source fared: `heard something new in 92 of 168 hours, quiet in 64, failing in 12`."""
    hours: Counter[Fare] = Counter()
    for each in stretches:
        hours[each.fare] += each.hours
    there = hours.total() - hours[Fare.ABSENT]
    if not there:
        return "not asked yet"
    told = f"heard something new in {hours[Fare.HEARD]} of {names.plural(there, 'hour')}"
    others = [f"{FARES[fare]} in {hours[fare]}" for fare in (Fare.QUIET, Fare.FAILING, Fare.BLIND) if hours[fare]]
    return ", ".join([told, *others])


def stretch(each: Stretch, zone: tzinfo) -> str:
    """Say what happened in some hours: `Tue 24 Nov 03:00 to 07:00: failing, 16 polls (503)`."""
    polls, new = sum(hour.polls for hour in each.polled), sum(hour.new for hour in each.polled)
    told = f"{between(each, zone)}: {FARES[each.fare]}"
    if polls:
        told += f", {names.plural(polls, 'poll')}"
    return f"{told}, {new:,} new" if new else told


def between(each: Stretch, zone: tzinfo) -> str:
    """Return from when to when: `Tue 24 Nov 03:00 to 07:00`."""
    start, end = each.start.astimezone(zone), each.end.astimezone(zone)
    if f"{end:%H:%M}" == "00:00" and end.date() - start.date() == timedelta(days=1):
        return f"{_hour(each.start, zone)} to 24:00"
    return f"{_hour(each.start, zone)} to {f'{end:%H:%M}' if start.date() == end.date() else _hour(each.end, zone)}"


def in_parts(says: str) -> tuple[tuple[str, bool], ...]:
    """Return a sentence in parts; those that are true are commands, which stand between backticks in it."""
    parts = names.capital(says).split("`")
    return tuple((part, place % 2 == 1) for place, part in enumerate(parts) if part)


def _hour(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def missed(each: Stretch) -> str:
    """Say what went wrong in hours that were not heard, or in which something may have been missed."""
    errors = [hour.error for hour in each.polled if hour.error and hour.good < hour.polls]
    gaps = [hour.gap for hour in each.polled if hour.gap]
    rejected = sum(hour.rejected for hour in each.polled)
    told = [FARES[each.fare]] if each.fare in {Fare.FAILING, Fare.BLIND} else []
    told += [errors[-1]] if errors and told else []
    told += [f"possible gap: {gaps[-1]}"] if gaps else []
    told += [f"{names.plural(rejected, 'item')} not understood"] if rejected else []
    return "; ".join(told)


def is_missed(each: Stretch) -> bool:
    """Return whether there is anything of that to say."""
    return bool(missed(each))


def state(*, paused: bool, failing: bool, asked: bool) -> str:
    """Return how a source fares now."""
    if paused:
        return "waits for a person"
    if failing:
        return "fails, tried again"
    return "is heard" if asked else "not asked yet"


def source_advice(name: str, trouble: str | None, *, paused: bool) -> Advice | None:
    """Say what to do about a source in trouble."""
    if trouble is None and not paused:
        return None
    why = f"{trouble}. " if trouble else ""
    if paused:
        return Advice(says=f"{why}Repair it, then let it go on:", command=f"monitor sources resume {name}")
    return Advice(says=f"{why}It is tried again by itself; to see more:", command=f"monitor sources try {name}")


def last_moments(asked: datetime | None, new: datetime | None, due: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Say when a source was asked, when it brought something, and when it is asked next."""
    told = [
        f"last asked {times.moment(asked, now=now, zone=zone)}" if asked else "",
        f"last news {times.moment(new, now=now, zone=zone)}" if new else "",
        f"next {times.moment(due, now=now, zone=zone)}" if due > now else "due now",
    ]
    return " · ".join(filter(None, told))


def channel_state(trouble: str | None, *, refused: bool) -> str:
    """Return how a channel fares."""
    if refused:
        return "waits for a person"
    return "fails, tried again" if trouble else "takes messages"


def channel_advice(trouble: str | None, since: datetime | None, *, now: datetime, zone: tzinfo) -> Advice | None:
    """Say what is wrong with a channel, and what to do."""
    if trouble is None:
        return None
    when = f", since {times.moment(since, now=now, zone=zone)}" if since else ""
    return Advice(says=f"{trouble}{when}. To try it:", command="monitor check --live")


def message_kind(kind: str) -> str:
    """Return what a message was."""
    return kind.replace("_", " ")


def connection(*, connected: bool, since: datetime, seen: datetime, now: datetime) -> str:
    """Say how a process listens."""
    for_so_long = times.span(now - since)
    told = f"connected for {for_so_long}" if connected else f"not connected for {for_so_long}"
    return f"{told}, last seen {times.span(now - seen)} ago" if now - seen > timedelta(minutes=1) else told


def judged(version: str, at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """Say by which version it was judged last."""
    return f"version {version}, last {times.moment(at, now=now, zone=zone)}"


def ran(name: str, last: datetime, now: datetime) -> str:
    """Say when a stage ran last."""
    return words.stage(name, last, now)
