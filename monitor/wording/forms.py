"""What somebody fills in about a case."""

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from alerts.contract import Choice
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.case import Case, Outcome
from monitor.domain.score import Severity, Topic
from monitor.wording import names, times

LONGEST_NOTE = 2000
MORNING = 9
OUTCOMES = {
    Outcome.RECOVERED: "Recovered: happy again",
    Outcome.UNCHANGED: "Unchanged: heard nothing, or nothing new",
    Outcome.WORSENED: "Worsened: more unhappy than before",
    Outcome.UNKNOWN: "Unknown: nobody can tell",
}


def resolve(case: Case, quote: str | None) -> Form:
    """Ask how a case ended."""
    outcomes = tuple(Choice(label=OUTCOMES[outcome], value=outcome.value) for outcome in Outcome)
    how = Field(
        name="outcome",
        label="How did it end for the customer?",
        kind=FieldKind.CHOICE,
        value=case.outcome or "",
        hint="What the customer does next changes it by itself.",
        choices=outcomes,
    )
    return _form("case.resolve", case, "Resolve", "Resolve", quote, how, _note(optional=True))


def assign(case: Case, quote: str | None, person: str) -> Form:
    """Ask whose a case shall be; `person` is the one who asks."""
    whose = Field(name="person", label="Who takes care of it?", kind=FieldKind.PERSON, value=person)
    return _form("case.assign", case, "Assign", "Assign", quote, whose, _note(optional=True))


def snooze(case: Case, quote: str | None, *, now: datetime, zone: tzinfo) -> Form:
    """Ask until when a case shall be out of the way."""
    choices = tuple(
        Choice(label=f"{label}: {times.moment(at, now=now, zone=zone)}", value=_seconds(at))
        for label, at in moments(now, zone)
    )
    usual = Field(name="for", label="Until when?", kind=FieldKind.CHOICE, value=choices[0].value, choices=choices)
    hint = "Leave it empty to take the choice above."
    exact = Field(name="until", label="Or a moment of your own", kind=FieldKind.MOMENT, hint=hint, optional=True)
    return _form("case.snooze", case, "Snooze", "Snooze", quote, usual, exact)


def department(case: Case, quote: str | None, departments: Sequence[str]) -> Form:
    """Ask whose department's a case is."""
    choices = tuple(Choice(label=name, value=name) for name in departments)
    value = case.department if case.department in departments else ""
    which = Field(name="department", label="Department", kind=FieldKind.CHOICE, value=value or "", choices=choices)
    return _form("case.department", case, "Move", "Move", quote, which)


def label(case: Case, quote: str | None) -> Form:
    """Ask how bad a case is, and what it is about."""
    severities = tuple(Choice(label=names.severity(one), value=one.value) for one in reversed(Severity))
    topics = tuple(Choice(label=names.capital(names.topic(one)), value=one.value) for one in Topic)
    hint = "The monitor learns from what you set."
    how_bad = Field(
        name="severity", label="How bad is it?", kind=FieldKind.CHOICE, value=case.severity, choices=severities
    )
    about = Field(
        name="topic", label="What is it about?", kind=FieldKind.CHOICE, value=case.topic, hint=hint, choices=topics
    )
    return _form("case.severity", case, "Correct", "Save", quote, how_bad, about)


def note(case: Case, quote: str | None) -> Form:
    """Ask for words for colleagues."""
    return _form("case.note", case, "Note", "Save", quote, _note(optional=False))


def moments(now: datetime, zone: tzinfo) -> list[tuple[str, datetime]]:
    """Return until when people usually snooze."""
    local = now.astimezone(zone)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = morning + timedelta(days=7 - local.weekday())
    found = [
        ("An hour", now + timedelta(hours=1)),
        ("Four hours", now + timedelta(hours=4)),
        ("Tomorrow morning", morning + timedelta(days=1)),
        ("Monday morning", monday),
        ("A week", now + timedelta(days=7)),
    ]
    return [one for place, one in enumerate(found) if one[1] not in {at for _, at in found[:place]}]


def _note(*, optional: bool) -> Field:
    return Field(
        name="note",
        label="Note for colleagues",
        kind=FieldKind.TEXT,
        hint="It stays on the timeline, and shows in the thread.",
        optional=optional,
        longest=LONGEST_NOTE,
    )


def _form(action: str, case: Case, verb: str, submit: str, quote: str | None, *fields: Field) -> Form:
    title = f"{verb} {case.public_id}"
    return Form(action=action, value=case.public_id, title=title, submit=submit, quote=quote, fields=fields)


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
