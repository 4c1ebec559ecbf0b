"""What one shift hands to the next: the list, the words that go with it, and who has it by now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo

from alerts.contract import Button, Fact, Notice, Tone
from alerts.interactive import Field, FieldKind, Form, Row
from monitor.domain.case import CaseFile
from monitor.domain.shift import Load, Matter, Outlook, Relay, Shift
from monitor.wording import incidents as incident_words
from monitor.wording import names, notices, times
from monitor.wording.pressable import Actions
from monitor.wording.summaries import LINE_LENGTH

SHOW, GIVE, TAKE = "shift.show", "shift.give", "shift.take"
ALL = "all"
"""Every department; empty is that of who asks."""
NOTE, BEGINS, ENDS, NEXT = "note", "begins", "ends", "next"
LONGEST_NOTE = 2000
MOST_OWNERS, BUTTONS = 8, 4
COUNTED: Mapping[Matter, str] = {
    Matter.LATE: "late",
    Matter.BEFORE: "due before it begins",
    Matter.WITHIN: "due in it",
    Matter.WAKES: "waking up until it ends",
    Matter.OPEN: "open with more time",
    Matter.ANSWERED: "waiting for the customer",
}


def listed(key: str, told: Outlook, quotes: Mapping[int, str], *, zone: tzinfo, actions: Actions) -> Notice:
    """Return the list for one person, with the way to hand it over; `quotes` are masked words by case id."""
    own = "" if told.whose.owner else ALL
    give = Button(label="Hand the shift over…", action=GIVE, value=told.whose.department or own, primary=True)
    shows = (
        Button(label=f"Show {file.case.public_id}", action="case.show", value=file.case.public_id)
        for _, file in told.named[:BUTTONS]
    )
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=title(told),
        body="\n".join(lines(told, zone=zone)),
        facts=tuple(_facts(told, quotes, zone=zone)),
        buttons=tuple(one for one in (give, *shows) if one.action in actions),
    )


def relayed(
    key: str,
    relay: Relay,
    told: Outlook,
    quotes: Mapping[int, str],
    *,
    zone: tzinfo,
    actions: Actions,
    web_url: str | None,
) -> Notice:
    """Return the message to the next shift: the words of who left, and the list as it stands."""
    take = Button(label="We have it", action=TAKE, value=str(relay.id), primary=True)
    free = (take,) if relay.taken_at is None and TAKE in actions else ()
    return Notice(
        key=key,
        tone=Tone.DONE if relay.taken_at else Tone.INFO,
        title=title(told),
        body="\n".join((*_said(relay, now=told.at, zone=zone), *lines(told, zone=zone))),
        facts=tuple(_facts(told, quotes, zone=zone)),
        buttons=(*free, *notices.all_cases(web_url)),
    )


def form(department: str | None, shift: Shift) -> Form:
    """Ask for the words to the next shift, and when it works."""
    fields = (
        Field(
            name=NOTE,
            label="What must they know?",
            kind=FieldKind.TEXT,
            hint="It also stands on the timeline of each case that it names, such as C-1042.",
            optional=True,
            longest=LONGEST_NOTE,
        ),
        Field(name=BEGINS, label="It begins", kind=FieldKind.MOMENT, value=_seconds(shift.begins_at)),
        Field(name=ENDS, label="It ends", kind=FieldKind.MOMENT, value=_seconds(shift.ends_at)),
        Field(name=NEXT, label="Who is on duty then?", kind=FieldKind.PERSON, optional=True),
    )
    channel = f"the channel of {department}" if department else "the channel"
    body = f"The list goes to {channel}; whoever comes says there that they have it."
    value = department or ALL
    return Form(action=GIVE, value=value, title="Hand the shift over", submit="Hand over", body=body, fields=fields)


def given(key: str, relay: Relay, *, now: datetime, zone: tzinfo) -> Notice:
    """Tell who handed a shift over that it is."""
    until = times.moment(relay.shift.ends_at, now=now, zone=zone)
    return Notice(
        key=key,
        tone=Tone.DONE,
        title=f"The shift{_of(relay.department)} is handed over",
        body=f"The list for those who come, until {until}, stands in their channel.",
    )


def rows(pending: Sequence[Relay], *, now: datetime, zone: tzinfo, actions: Actions) -> Iterator[Row]:
    """Yield the lines of a home: what was handed over and nobody took, and the way to the list."""
    for relay in pending:
        take = Button(label="We have it", action=TAKE, value=str(relay.id))
        said = " ".join(_said(relay, now=now, zone=zone))
        yield Row(text=said, buttons=(take,) if TAKE in actions else ())
    if SHOW in actions:
        yield Row(text="Going home?", buttons=(Button(label="The next shift's list", action=SHOW),))


def title(told: Outlook) -> str:
    """Return the headline: `Next shift, care: 3 late, 12 cases`."""
    whose = ", ".join(filter(None, (told.whose.department, told.whose.owner)))
    late = told.counts.get(Matter.LATE, 0)
    cases = names.plural(told.cases, "case") if told.cases else "no case"
    return f"Next shift{f', {whose}' if whose else ''}: {f'{late:,} late, ' if late else ''}{cases}"


def lines(told: Outlook, *, zone: tzinfo) -> Iterator[str]:
    """Yield what is said of the whole, a line each."""
    begins, ends, at = (
        times.moment(one, now=told.at, zone=zone) for one in (told.shift.begins_at, told.shift.ends_at, told.at)
    )
    yield f"It works from {begins} to {ends}. This is how it stood at {at}."
    counted = [f"{told.counts[matter]:,} {words}" for matter, words in COUNTED.items() if told.counts.get(matter)]
    yield f"{names.capital(', '.join(counted))}." if counted else "Nothing is open."
    if told.owners:
        yield f"Whose: {_loads(told.owners, 'nobody')}."
    if told.whose.department is None and len(told.departments) > 1:
        yield f"Departments: {_loads(told.departments, 'none')}."
    for one in told.incidents:
        said = incident_words.title(one.incident, one.crowding, one.keys)
        yield f"{one.incident.public_id} is open: {said}, {one.crowding.unanswered:,} unanswered."
    yield from (names.capital(one) for one in told.blind)
    if not told.blind:
        yield "Every source is heard, every channel takes messages."
    if len(told.named) < told.cases:
        yield f"The {len(told.named)} that press most are named here." if told.named else ""


def line(matter: Matter, file: CaseFile, *, now: datetime, zone: tzinfo) -> str:
    """Return a case as one line of our own words: `Late · C-12 · High · billing · since 09:00 UTC · Ann has it`."""
    case = file.case
    who = f"{case.owner} has it" if case.owner else "nobody has it"
    return " · ".join(filter(None, (case.public_id, _when(matter, file, now, zone), notices.title(file), who)))


def _when(matter: Matter, file: CaseFile, now: datetime, zone: tzinfo) -> str:
    case = file.case
    at = case.snoozed_until if matter is Matter.WAKES else case.due_at
    told = "" if at is None else times.moment(at, now=now, zone=zone)
    return {
        Matter.LATE: f"late since {told}",
        Matter.WAKES: f"wakes {told}",
        Matter.ANSWERED: "answered",
    }.get(matter, f"due {told}" if told else "open")


def _facts(told: Outlook, quotes: Mapping[int, str], *, zone: tzinfo) -> Iterator[Fact]:
    for matter, file in told.named:
        said = " ".join(("" if file.gone else quotes.get(file.case.id, "")).split())
        short = said if len(said) <= LINE_LENGTH else f"{said[: LINE_LENGTH - 1].rstrip()}…"
        yield Fact(label=line(matter, file, now=told.at, zone=zone), value=short or "(no words to show)")


def _said(relay: Relay, *, now: datetime, zone: tzinfo) -> Iterator[str]:
    at = times.moment(relay.at, now=now, zone=zone)
    noted = f": {relay.note}" if relay.note else "."
    yield f"{relay.by} handed the shift{_of(relay.department)} over, {at}{noted}"
    if relay.taken_at is not None:
        yield f"{relay.taken_by} has it, since {times.moment(relay.taken_at, now=now, zone=zone)}."


def _of(department: str | None) -> str:
    return f" of {department}" if department else ""


def _loads(loads: Sequence[Load], nobody: str) -> str:
    shown = [
        f"{one.name or nobody} {one.cases:,}{f' ({one.late:,} late)' if one.late else ''}"
        for one in loads[:MOST_OWNERS]
    ]
    rest = sum(one.cases for one in loads[MOST_OWNERS:])
    return ", ".join([*shown, f"others {rest:,}"] if rest else shown)


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
