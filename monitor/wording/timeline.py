"""What a case's timeline says of each event."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from connectors.contract import Rating
from monitor.domain.case import Dismissal, Event, EventKind, Outcome, State
from monitor.domain.escalation import AlarmKind
from monitor.domain.worsening import causes
from monitor.wording import names, times
from monitor.wording.reasons import sentence

CUSTOMER, MONITOR = "customer", "judge"
_Kind = TypeVar("_Kind")


def told(event: Event, *, now: datetime, zone: tzinfo = UTC) -> str:
    """Return an event as one sentence without its time: `Mia claimed it`. The words it holds are not in it.

    Who did it may be a name that a person chose: it is for a page that escapes, never for markup.
    """
    if event.kind is EventKind.SNOOZED:
        return _snoozed(event, now=now, zone=zone)
    return _TOLD[event.kind](event)


def _opened(event: Event) -> str:
    if event.by != MONITOR:
        return f"Opened by hand by {event.by}" + (f" as {event.became}" if event.became else "")
    return f"Opened as {event.became}" if event.became else "Opened"


def _assigned(event: Event) -> str:
    if event.became is None and event.by == MONITOR:
        return "Everybody's again: no answer came"
    if event.became is None:
        return f"{event.by} gave it back to everybody"
    return f"{event.by} took it over" if event.became == event.by else f"{event.by} assigned it to {event.became}"


def _resolved(event: Event) -> str:
    outcome = _one_of(Outcome, event.became)
    return f"{event.by} closed it" + (f": {names.outcome(outcome)}" if outcome else "")


def _dismissed(event: Event) -> str:
    reason = _one_of(Dismissal, event.became)
    return f"{event.by} dismissed it" + (f" as {names.dismissal(reason)}" if reason else "")


def _reopened(event: Event) -> str:
    if event.by == CUSTOMER:
        return "Open again: the customer complained again"
    was = _one_of(State, event.was)
    return f"{event.by} opened it again" + (f" (it was {was.value})" if was else "")


def _edited(event: Event) -> str:
    if event.was and event.became and event.was != event.became:
        return f"The customer changed the stars: {stars(event.was)} → {stars(event.became)}"
    return "The customer changed the words"


def _outcome(event: Event) -> str:
    outcome = _one_of(Outcome, event.became)
    name = names.outcome(outcome) if outcome else "unknown"
    return f"Seen by what the customer did: {name}" if event.by == CUSTOMER else f"{event.by} set the outcome: {name}"


def _rejudged(event: Event) -> str:
    return f"Judged anew: {_words(event.was)} → {_words(event.became)}"


def _worsened(event: Event) -> str:
    why = "".join(f": {sentence(cause)}" for cause in causes([event]))
    return f"More severe, {_words(event.was)} → {_words(event.became)}{why}"


def _answer_written(event: Event) -> str:
    told = {"waiting": "it waits for a second person", "draft": "it is kept as a draft"}
    return f"{event.by} wrote an answer: {told.get(event.became or '', 'it is being sent')}"


def _grouped(event: Event) -> str:
    if event.became is None and event.by == MONITOR:
        return "What it says now is another trouble: it left its incident"
    if event.became is None:
        return f"{event.by} took it out of its incident"
    return f"Joined {event.became}" if event.by == MONITOR else f"{event.by} put it into {event.became}"


def _snoozed(event: Event, *, now: datetime, zone: tzinfo) -> str:
    if event.became is None:
        return "The snooze is over"
    return f"{event.by} snoozed it until {times.moment(datetime.fromisoformat(event.became), now=now, zone=zone)}"


_TOLD: Mapping[EventKind, Callable[[Event], str]] = {
    EventKind.OPENED: _opened,
    EventKind.ACKNOWLEDGED: lambda event: f"{event.by} claimed it",
    EventKind.ASSIGNED: _assigned,
    EventKind.NOTED: lambda event: f"{event.by} noted",
    EventKind.RESPONDED: lambda event: "We answered" if event.by == "us" else f"{event.by} answered",
    EventKind.RESOLVED: _resolved,
    EventKind.DISMISSED: _dismissed,
    EventKind.REOPENED: _reopened,
    EventKind.EDITED: _edited,
    EventKind.DELETED: lambda _: "The customer deleted the post",
    EventKind.ERASED: lambda event: f"{event.by} had the words and the author erased",
    EventKind.OUTCOME: _outcome,
    EventKind.REJUDGED: _rejudged,
    EventKind.WORSENED: _worsened,
    EventKind.GROUPED: _grouped,
    EventKind.ANSWER_WRITTEN: _answer_written,
    EventKind.ANSWER_APPROVED: lambda event: f"{event.by} approved the answer",
    EventKind.ANSWER_REJECTED: lambda event: f"{event.by} rejected the answer",
    EventKind.ANSWER_DOUBTFUL: lambda _: "Whether the answer arrived is not clear: it is looked for",
    EventKind.ANSWER_FAILED: lambda _: "The answer was not sent",
    EventKind.ANSWER_WITHDRAWN: lambda event: f"{event.by} withdrew the answer",
    EventKind.OFFERED: lambda event: f"{event.by} offered {event.became}",
    EventKind.VALUED: lambda event: f"{event.by} recorded the recovered value: {event.became or 'none'}",
    EventKind.SEVERITY: lambda event: f"{event.by} set the severity: {_words(event.was)} → {_words(event.became)}",
    EventKind.TOPIC: lambda event: f"{event.by} set the topic: {_words(event.was)} → {_words(event.became)}",
    EventKind.DEPARTMENT: lambda event: f"{event.by} moved it from {event.was or 'no department'} to {event.became}",
    EventKind.REVEALED: lambda event: f"{event.by} was shown {event.became or 'what is masked'}",
    EventKind.MUTED: lambda event: f"Nobody was alerted: muted by {event.became}",
    EventKind.UNMUTED: lambda event: f"The silence {event.became} is over: it is told with what else was held",
    EventKind.REMINDED: lambda event: _REMINDED.get(event.became or "", "Reminded"),
}
_REMINDED: Mapping[str, str] = {
    AlarmKind.SOON: "Reminded: an answer is due soon",
    AlarmKind.LATE: "An answer is late: those were told who are named for that",
    AlarmKind.FORGOTTEN: "Reminded: it was taken, and not answered",
    AlarmKind.FOLLOW_UP: "Reminded: it was answered, and what the customer did is not known",
}


def stars(written: str) -> str:
    """Show stars that a timeline has as `2/5`."""
    given, _, out_of = written.partition("/")
    return names.stars(Rating(stars=float(given), out_of=float(out_of or 5)))


def _words(slugs: str | None) -> str:
    return (slugs or "").replace("_", " ") or "nothing"


def _one_of(kind: Callable[[str], _Kind], value: str | None) -> _Kind | None:
    return None if value is None else kind(value)
