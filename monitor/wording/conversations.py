"""What the page of a case says of the conversation that it stands in, and of the customer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from alerts.contract import Fact
from monitor.domain.case import Dismissal, Outcome
from monitor.domain.conversation import MOST, Known, Turn
from monitor.domain.links import followed
from monitor.wording import names, times

THREAD, SEE_IT, THIS, NO_WORDS = "The conversation", "See it there", "This complaint", "No words to show"
US, CUSTOMER, SOMEBODY = "We", "The customer", "Somebody"
ABOUT, OTHERS = "The customer", "Other cases of this customer"
EXPORT, ERASE, ERASE_TITLE = "Export what we hold of them", "Erase…", "Erase what a customer said"
ERASE_LEGEND = "What is to leave"
ERASE_WHAT: Mapping[str, str] = {
    "mention": "This post alone; who wrote it may be heard again elsewhere",
    "author": "All that this person said here, and what they say later is not taken in",
}
ERASE_FOR_GOOD = (
    "It leaves for good: the words, the names and the links, also from the messages in your channels. That there was a "
    "case, when, and how it went stays. E-mails, exports and copies of the store that were made before still hold it."
)
ERASE_SURE, ERASE_NOW, ERASE_TICK = (
    "I know that this cannot be undone",
    "Erase it",
    "Tick the box: it cannot be undone.",
)
BACK_TO_CASE = "Back to the case"
MUTE = "Mute what is known like this"
MANY = 3
"""From so many people on an incident is better answered as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was said, as the page shows it. `words` are masked already; None: it is the complaint itself."""

    who: str
    at: str
    words: str | None
    ours: bool
    link: str | None
    case: str | None
    note: str


def line(turn: Turn, words: str, *, now: datetime, zone: tzinfo = UTC) -> Line:
    """Return one thing that was said; `words` are masked already."""
    return Line(
        who=_who(turn),
        at=times.moment(turn.at, now=now, zone=zone),
        words=None if turn.own else words or NO_WORDS,
        ours=turn.ours,
        link=followed(turn.url),
        case=f"C-{turn.case_id}" if turn.case_id is not None and not turn.own else None,
        note=", ".join(_note(turn)),
    )


def crowd(incident: int | None, people: int) -> str | None:
    """Say that others have the same trouble, where so many do that one answers them together."""
    if incident is None or people < MANY:
        return None
    return f"{people:,} people have this trouble. Answer them together in I-{incident}."


def facts(known: Known, *, now: datetime, zone: tzinfo = UTC) -> tuple[Fact, ...]:
    """Return what is known of who complains."""
    return tuple(_facts(known, now=now, zone=zone))


def _facts(known: Known, *, now: datetime, zone: tzinfo) -> Iterator[Fact]:
    more = known.mentions > MOST
    yield Fact(label="Heard", value=f"{MOST:,} times and more" if more else names.plural(known.mentions, "time"))
    if known.since is not None and known.mentions > 1:
        yield Fact(label="First", value=times.moment(known.since, now=now, zone=zone))
    yield Fact(label="Cases", value=_ends(known))


def _ends(known: Known) -> str:
    ends = [f"{count:,} {_end(name)}" for name, count in known.outcomes]
    return f"{known.cases:,}" + (f": {', '.join(ends)}" if ends else "")


def _end(name: str) -> str:
    if name in set(Outcome):
        return names.outcome(Outcome(name))
    return f"dismissed as {names.dismissal(Dismissal(name))}"


def _who(turn: Turn) -> str:
    if turn.ours:
        return f"{US} ({turn.by})" if turn.by else US
    if turn.own or turn.same_author:
        return f"{CUSTOMER} ({turn.by})" if turn.by else CUSTOMER
    return turn.by or SOMEBODY


def _note(turn: Turn) -> Iterator[str]:
    if turn.written_by:
        yield f"written by {turn.written_by}"
    if turn.approved_by:
        yield f"approved by {turn.approved_by}"
