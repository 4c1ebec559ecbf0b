"""What people fill in to mute what is known of, and what they are told of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from alerts.contract import Button, Choice, Notice, Tone
from alerts.interactive import Field, FieldKind, Form
from monitor.domain.case import Case
from monitor.domain.change import Change
from monitor.domain.match import Match
from monitor.domain.muting import Held, Silence
from monitor.domain.preview import Finding
from monitor.domain.score import Topic
from monitor.wording import names, times
from monitor.wording.settings import UNDO

ADD, TAKE, END, LIST = "silence.add", "silence.take", "silence.end", "silence.list"
HOLD, FOLD = "hold", "fold"
AGAIN = "draft "
"""Before the number of a silence that was tried, to be filled in anew."""
USUAL = timedelta(hours=4)
_ANY = Choice(label="Any", value="any")
_BUTTONS = 5
FILL_IN = "Fill this in."
CALLED_SO = "There is one called so already: end it, or choose another name."
PAST = "That is past, or before it begins: choose a later time."
EVERYTHING = "That would mute everything: choose what it is about, or name words."


def blank(case: Case | None, now: datetime) -> Silence:
    """Return what the form is filled in with at first: what `case` is about."""
    about = Match(brand=(case.brand,), topic=(case.topic,)) if case else Match()
    return Silence(name="", match=about, ends_at=now + USUAL, reason="")


def form(filled: Silence, *, value: str, brands: Iterable[str]) -> Form:
    """Return the form that mutes, filled in so."""
    several = [Choice(label=brand, value=brand) for brand in brands]
    topics = tuple(Choice(label=names.capital(names.topic(topic)), value=topic.value) for topic in Topic)
    match = filled.match
    brand = Field(
        name="brand",
        label="Of which brand",
        kind=FieldKind.CHOICE,
        value=next(iter(match.brand), _ANY.value),
        choices=(_ANY, *several),
    )
    topic = Field(
        name="topic",
        label="About what",
        kind=FieldKind.CHOICE,
        value=next(iter(match.topic), _ANY).value,
        choices=(_ANY, *topics),
    )
    return Form(
        action=ADD,
        value=value,
        title="Mute what is known",
        submit="Try",
        body="Complaints that match become cases and alert nobody until the end, when they are listed. Critical ones "
        "are alerted all the same. First you see what it would have muted; nothing is muted before you say so.",
        fields=(
            Field(name="name", label="What is it called", hint="carrier-strike", value=filled.name, longest=100),
            *((brand,) if len(several) > 1 else ()),
            topic,
            *_words(match),
            Field(name="until", label="Until when", kind=FieldKind.MOMENT, value=str(int(filled.ends_at.timestamp()))),
            Field(
                name="how",
                label="Meanwhile",
                kind=FieldKind.CHOICE,
                value=FOLD if filled.fold else HOLD,
                choices=(
                    Choice(label="Hold them, and list them at the end", value=HOLD),
                    Choice(label="Count them in one message: an outage", value=FOLD),
                ),
            ),
            Field(name="reason", label="Why", kind=FieldKind.TEXT, value=filled.reason, longest=500),
        ),
    )


def _words(match: Match) -> tuple[Field, ...]:
    said, hint = ", ".join(match.keyword), "login, password"
    return (
        Field(name="keyword", label="With one of these words", value=said, hint=hint, optional=True, longest=200),
        Field(
            name="place",
            label="About which branch or location",
            value=", ".join(match.place),
            optional=True,
            longest=200,
        ),
    )


def tried(key: str, silence: Silence, draft: int, lines: Sequence[Finding]) -> Notice:
    """Tell what a silence would have muted, and offer to let it act."""
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"Tried on the last 30 days: {silence.name}",
        body="\n".join((*(one.whole for one in lines), "Nothing is muted yet.")),
        buttons=(
            Button(label="Mute", action=TAKE, value=str(draft), primary=True),
            Button(label="Change it again", action=ADD, value=f"{AGAIN}{draft}"),
        ),
    )


def added(key: str, silence: Silence, change: Change, *, now: datetime, zone: tzinfo = UTC) -> Notice:
    """Tell who muted something that it is muted, with the ways back."""
    does = "counted in one message" if silence.fold else "held"
    until = times.moment(silence.ends_at, now=now, zone=zone)
    undo = Button(label="Undo", action=UNDO, value=str(change.id))
    return Notice(
        key=key,
        tone=Tone.DONE,
        title=f"Muted: {silence.name}",
        body=f"What matches is {does} until {until}.",
        buttons=(Button(label="End it", action=END, value=silence.name), undo),
    )


def ended(key: str, silence: Silence, *, held: int, folded: int) -> Notice:
    """Tell who ended a silence what it held."""
    counted = f"It held {names.plural(held, 'complaint')} and folded {folded:,}."
    then = " What it held is listed in its channels." if held else ""
    return Notice(key=key, tone=Tone.DONE, title=f"{silence.name} is over", body=f"{counted}{then}")


def listed(
    key: str, known: Sequence[tuple[Silence, Held]], *, kept: Collection[str], now: datetime, zone: tzinfo = UTC
) -> Notice:
    """Tell what is muted and will be, with what each holds so far; `kept` names those that the store has."""
    ends = tuple(Button(label=f"End {one.name}"[:75], action=END, value=one.name) for one, _ in known[:_BUTTONS])
    return Notice(
        key=key,
        tone=Tone.INFO,
        title="Muted now" if any(one.active(now) for one, _ in known) else "Nothing is muted",
        body="\n".join(_line(one, holds, one.name in kept, now, zone) for one, holds in known),
        buttons=(Button(label="Mute something", action=ADD), *ends),
    )


def _line(silence: Silence, holds: Held, stored: bool, now: datetime, zone: tzinfo) -> str:
    until = times.moment(silence.ends_at, now=now, zone=zone)
    begins = silence.starts_at
    later = f"from {times.moment(begins, now=now, zone=zone)} " if begins and begins > now else ""
    counted = f"{holds.folded:,} counted" if silence.fold else f"{holds.held:,} held"
    by = f"by {silence.by}" if stored else "by config.yaml"
    return f"{silence.name} {later}until {until}, {by}: {silence.reason} ({counted})"
