"""What is said and asked on the worst day."""

from datetime import UTC, datetime, tzinfo

from alerts.contract import Button, Fact, Notice, Tone
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.crisis import Crisis, Standing
from monitor.wording import names, times

START, END, STATEMENT, STATUS = "crisis.start", "crisis.end", "crisis.statement", "crisis.status"
WORDS, CALL = "statement", "call"
LONGEST = 2000
NO_STATEMENT = "Write what may be said."
NO_GROUP = "The id of a user group begins with S: copy it from the group's menu."
NO_CRISIS = "There is no crisis: somebody has ended it."


def form(known: Crisis | None) -> Form:
    """Ask for the statement and for whom to call."""
    body = (
        "Answers to customers stop until you end it. The statement is all that Respond suggests, the channel hears "
        "once an hour how it stands, and critical complaints are alerted at once as ever."
    )
    said = Field(
        name=WORDS,
        label="The one approved statement",
        kind=FieldKind.TEXT,
        value=known.statement if known else "",
        longest=LONGEST,
    )
    call = Field(
        name=CALL,
        label="Call this group",
        value=(known.call or "") if known else "",
        hint="The id of a user group (S...).",
        optional=True,
        longest=40,
    )
    title = "Change the statement" if known else "Start crisis mode"
    submit = "Save" if known else "Start"
    return Form(action=START, value="", title=title, submit=submit, body=body, fields=(said, call))


def begun(crisis: Crisis, *, key: str) -> Notice:
    """Tell the channel that there is a crisis, calling whom it names."""
    return Notice(
        key=key,
        tone=Tone.CRITICAL,
        title=f"Crisis mode, called by {crisis.by}",
        body="Answers to customers are paused. Until this is over, say this and nothing else:\n" + crisis.statement,
        calls=(crisis.call,) if crisis.call else (),
        buttons=_BUTTONS,
    )


def note(
    crisis: Crisis, hour: Standing, whole: Standing, *, key: str, now: datetime, over: bool = False, zone: tzinfo = UTC
) -> Notice:
    """Tell how it stands: the last hour beside the whole. `over`: its summary."""
    lasted = times.span(now - crisis.began_at)
    title = f"Crisis mode is over after {lasted}" if over else f"Crisis, {lasted} in"
    since = times.moment(crisis.began_at, now=now, zone=zone)
    facts = (Fact(label="In the last hour", value=counted(hour)), Fact(label=f"Since {since}", value=counted(whole)))
    body = "Answers are sent again: those that were approved meanwhile go out now." if over else crisis.statement
    return Notice(
        key=key,
        tone=Tone.DONE if over else Tone.HIGH,
        title=title,
        body=body,
        facts=facts[1:] if over else facts,
        buttons=() if over else _BUTTONS,
    )


def status(key: str, crisis: Crisis | None, whole: Standing | None, *, now: datetime) -> Notice:
    """Tell one person how it stands."""
    if crisis is None or whole is None:
        start = Button(label="Start crisis mode", action=START)
        return Notice(key=key, tone=Tone.INFO, title="There is no crisis", buttons=(start,))
    title = f"Crisis mode since {times.span(now - crisis.began_at)}, called by {crisis.by}"
    return Notice(key=key, tone=Tone.HIGH, title=title, body=f"{counted(whole)}.\n{crisis.statement}", buttons=_BUTTONS)


def line(crisis: Crisis, whole: Standing, *, now: datetime) -> str:
    """Return one line for a terminal."""
    return f"crisis mode since {times.span(now - crisis.began_at)}, called by {crisis.by}: {counted(whole)}"


def counted(found: Standing) -> str:
    """Say how many complaints there were in a time."""
    people = names.plural(found.people, "person", "people")
    said = f"{names.plural(found.cases, 'complaint')} by {people}"
    return f"{said}, {found.critical:,} critical, {found.unanswered:,} unanswered"


_BUTTONS = (
    Button(label="Change the statement", action=STATEMENT),
    Button(label="End crisis mode", action=END),
)
