"""Reading the story: its lines, the events that they are made of, and the labels that its author gave them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import msgspec

WEEKS = 5
_STORY = Path(__file__).parent / "story"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What became of a mention later: the brand's reply, an edit (of text, stars or both), or its deletion."""

    at: str | int
    reply: str | None = None
    text: str | None = None
    stars: int | None = None
    deleted: bool = False


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mention of the story, with all that becomes of it.

    `at` is `w2 tue 08:15` (UTC) in the five weeks; in the live part it is a number that only says what comes before
    what. `on` is a platform, `by` an author. From `kind` (`is` in the file) to `tags` they are the author's labels:
    they never become part of a mention.
    """

    id: str
    at: str | int
    on: str
    text: str
    kind: str = msgspec.field(name="is")
    by: str | None = None
    title: str | None = None
    stars: int | None = None
    language: str = "en"
    followers: int | None = None
    likes: int | None = None
    shares: int | None = None
    replies: int | None = None
    views: int | None = None
    place: str | None = None
    media: str | None = None
    topic: str | None = None
    need: str | None = None
    speaker: str | None = None
    outcome: str | None = None
    tags: tuple[str, ...] = ()
    then: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happens: a mention is posted, or one of its turns.

    `offset` is counted from the story's first Monday, midnight UTC. `steps` are the places, in the list of events that
    this one is in, of all that happened to the mention up to now: the post first, this event last.
    """

    offset: timedelta
    line: Line
    steps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the story's author says that a mention is: for tests and benchmarks, never for the service itself.

    `kind` is `complaint`, `praise`, `question`, `mixed`, `noise` or `own` (the brand's own post). A complaint has
    `topic` and `need`, noise may have a `speaker` (`news`, `job`, `bot`, `competitor`, `staff`, `homonym`). `outcome`
    is what the customer did after a reply. `tags` name what else it shows (`incident`, `critical`, `sarcasm` ...).
    """

    native_id: str
    platform: str
    kind: str
    language: str
    topic: str | None
    need: str | None
    speaker: str | None
    outcome: str | None
    tags: tuple[str, ...]


def labels() -> tuple[Label, ...]:
    """Return the labels of the five weeks' mentions, in the order in which these were posted."""
    return tuple(_label(event.line) for event in past() if len(event.steps) == 1)


@cache
def past() -> tuple[Event, ...]:
    """Return all events of the five weeks in the order in which they happened."""
    return _in_order([line for week in range(1, WEEKS + 1) for line in _lines(f"week{week}.jsonl")])


@cache
def scenes() -> tuple[Event, ...]:
    """Return what is played live beside the weeks; `offset` only says what comes before what."""
    return _in_order(_lines("live.jsonl"))


def _lines(name: str) -> list[Line]:
    text = (_STORY / name).read_text(encoding="utf-8")
    return [msgspec.json.decode(line, type=Line) for line in text.splitlines()]


def _in_order(lines: list[Line]) -> tuple[Event, ...]:
    happenings = [
        Event(offset=_offset(at), line=line) for line in lines for at in (line.at, *(turn.at for turn in line.then))
    ]
    steps: dict[str, tuple[int, ...]] = {}
    events = []
    for place, event in enumerate(sorted(happenings, key=lambda event: event.offset)):
        steps[event.line.id] = (*steps.get(event.line.id, ()), place)
        events.append(replace(event, steps=steps[event.line.id]))
    return tuple(events)


def _offset(at: str | int) -> timedelta:
    if isinstance(at, int):
        return timedelta(minutes=at)
    week, day, time = at.split()
    hours, minutes = time.split(":")
    return timedelta(weeks=int(week[1:]) - 1, days=_DAYS.index(day), hours=int(hours), minutes=int(minutes))


def _label(line: Line) -> Label:
    return Label(
        native_id=line.id,
        platform=line.on,
        kind=line.kind,
        language=line.language,
        topic=line.topic,
        need=line.need,
        speaker=line.speaker,
        outcome=line.outcome,
        tags=line.tags,
    )
