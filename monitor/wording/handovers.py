"""What is said and asked when cases become somebody else's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from alerts.contract import Notice, Tone
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.case import CaseFile
from monitor.domain.handover import Absence, Handover
from monitor.wording import names, times
from monitor.wording.notices import all_cases
from monitor.wording.summaries import lines, rest, worst_first

GIVE, AWAY, BACK = "handover.give", "people.away", "people.back"
FROM, TO, NOTE, WHO, UNTIL, DEPUTY = "from", "to", "note", "who", "until", "deputy"
LONGEST_NOTE = 2000


def form(person: str) -> Form:
    """Ask whose cases shall be whose; `person` is the one who asks."""
    fields = (
        Field(name=FROM, label="Whose cases?", kind=FieldKind.PERSON, value=person),
        Field(name=TO, label="Who takes care of them?", kind=FieldKind.PERSON),
        Field(
            name=NOTE,
            label="Note",
            kind=FieldKind.TEXT,
            hint="It stands on each timeline, and in the message to them.",
            optional=True,
            longest=LONGEST_NOTE,
        ),
    )
    body = "Every open case of theirs changes hands at once."
    return Form(action=GIVE, value="", title="Hand cases over", submit="Hand over", body=body, fields=fields)


def given(
    handover: Handover, files: Sequence[CaseFile], quotes: Mapping[int, str], *, key: str, web_url: str | None
) -> Notice:
    """Tell the receiver what is theirs now."""
    named = worst_first(files)
    count = len(handover.cases)
    said = (f"{handover.by} says: {handover.note}",) if handover.note else ()
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"{handover.receiver}: {names.plural(count, 'case')} of {handover.giver} {_are(count)} yours now",
        body="\n".join((*said, *rest(count, len(named)))),
        facts=lines(named, quotes),
        buttons=all_cases(web_url),
    )


def taken(key: str, handover: Handover) -> Notice:
    """Tell who handed over what they did."""
    count = len(handover.cases)
    title = f"{names.plural(count, 'case')} of {handover.giver} {_are(count)} {handover.receiver}'s now"
    return Notice(key=key, tone=Tone.DONE, title=title, body="Each timeline says so.")


def away_form(person: str, now: datetime) -> Form:
    """Ask until when somebody is away, and who stands in."""
    until = now + timedelta(days=7)
    fields = (
        Field(name=WHO, label="Who is away?", kind=FieldKind.PERSON, value=person),
        Field(name=UNTIL, label="Until when?", kind=FieldKind.MOMENT, value=str(int(until.timestamp()))),
        Field(
            name=DEPUTY,
            label="Who stands in?",
            kind=FieldKind.PERSON,
            hint="Without anybody it is the department's.",
            optional=True,
        ),
    )
    body = "What would be assigned to them goes to whoever stands in, and so does what becomes late."
    return Form(action=AWAY, value="", title="Away", submit="Save", body=body, fields=fields)


def absent(key: str, absence: Absence, count: int, *, now: datetime, zone: tzinfo) -> Notice:
    """Tell that somebody is away, and how many cases of theirs are open."""
    takes = absence.deputy or "their department"
    until = times.moment(absence.until, now=now, zone=zone)
    body = f"What is new goes to {takes}, and what becomes late too."
    if count:
        body += f" {absence.name} has {names.plural(count, 'open case')}: hand them over where they cannot wait."
    return Notice(key=key, tone=Tone.DONE, title=f"{absence.name} is away until {until}", body=body)


def back(key: str, name: str) -> Notice:
    """Tell that somebody is here again."""
    return Notice(key=key, tone=Tone.DONE, title=f"{name} is back", body="What is assigned to them stays theirs.")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
