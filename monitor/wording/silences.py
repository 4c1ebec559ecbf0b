"""What people fill in to mute what is known of, and what they are told of it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from alerts.contract import Button, Choice, Notice, Tone
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.case import Case
from monitor.domain.muting import Silence
from monitor.domain.score import Topic
from monitor.wording import names, times

ADD, END = "silence.add", "silence.end"
HOLD, FOLD = "hold", "fold"
_ANY = Choice(label="Any", value="any")
_USUAL = timedelta(hours=4)


def form(case: Case | None, *, brands: Iterable[str], now: datetime) -> Form:
    """Return the form that mutes, filled in for what `case` is about."""
    several = [Choice(label=brand, value=brand) for brand in brands]
    topics = tuple(Choice(label=names.capital(names.topic(topic)), value=topic.value) for topic in Topic)
    brand = Field(
        name="brand",
        label="Of which brand",
        kind=FieldKind.CHOICE,
        value=case.brand if case else _ANY.value,
        choices=(_ANY, *several),
    )
    return Form(
        action=ADD,
        value=case.public_id if case else "",
        title="Mute what is known",
        submit="Mute",
        body="Complaints that match become cases and alert nobody until the end, when they are listed. "
        "Critical ones are alerted all the same.",
        fields=(
            Field(name="name", label="What is it called", hint="carrier-strike", longest=100),
            *((brand,) if len(several) > 1 else ()),
            Field(
                name="topic",
                label="About what",
                kind=FieldKind.CHOICE,
                value=case.topic.value if case else _ANY.value,
                choices=(_ANY, *topics),
            ),
            Field(name="keyword", label="With one of these words", hint="login, password", optional=True, longest=200),
            Field(name="place", label="About which branch or location", optional=True, longest=200),
            Field(name="until", label="Until when", kind=FieldKind.MOMENT, value=str(int((now + _USUAL).timestamp()))),
            Field(
                name="how",
                label="Meanwhile",
                kind=FieldKind.CHOICE,
                value=HOLD,
                choices=(
                    Choice(label="Hold them, and list them at the end", value=HOLD),
                    Choice(label="Count them in one message: an outage", value=FOLD),
                ),
            ),
            Field(name="reason", label="Why", kind=FieldKind.TEXT, longest=500),
        ),
    )


def added(key: str, silence: Silence, *, now: datetime, zone: tzinfo = UTC) -> Notice:
    """Tell who muted something that it is muted, with the way back."""
    does = "counted in one message" if silence.fold else "held"
    until = times.moment(silence.ends_at, now=now, zone=zone)
    return Notice(
        key=key,
        tone=Tone.DONE,
        title=f"Muted: {silence.name}",
        body=f"What matches is {does} until {until}.",
        buttons=(Button(label="End it", action=END, value=silence.name),),
    )


def ended(key: str, silence: Silence, *, held: int, folded: int) -> Notice:
    """Tell who ended a silence what it held."""
    counted = f"It held {names.plural(held, 'complaint')} and folded {folded:,}."
    then = " What it held is listed in its channels." if held else ""
    return Notice(key=key, tone=Tone.DONE, title=f"{silence.name} is over", body=f"{counted}{then}")


def listed(key: str, acting: Sequence[Silence], *, now: datetime, zone: tzinfo = UTC) -> Notice:
    """Tell what is muted now."""
    lines = [f"{one.name} until {times.moment(one.ends_at, now=now, zone=zone)}: {one.reason}" for one in acting]
    ends = tuple(Button(label=f"End {one.name}"[:75], action=END, value=one.name) for one in acting[:5])
    return Notice(
        key=key,
        tone=Tone.INFO,
        title="Muted now" if acting else "Nothing is muted",
        body="\n".join(lines),
        buttons=(Button(label="Mute something", action=ADD), *ends),
    )
