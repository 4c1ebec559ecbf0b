"""What the page of an incident says: its acts, its cases, its timeline, and one text for all of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from monitor.domain.bulk_answer import MOST, Handed, Part
from monitor.domain.case import JUDGE
from monitor.domain.incident import IncidentEvent, Titled
from monitor.domain.incident import IncidentEventKind as Kind
from monitor.domain.reply import Finding
from monitor.wording import names, times
from monitor.wording.answers import flaw
from monitor.wording.incidents import subject
from monitor.wording.pages import Moment
from monitor.wording.replying import HINT

ACTS, NAME, RENAME, OWN, HAND_BACK = "What to do", "Name", "Call it so", "Take it", "Hand it back"
MERGE, INTO, SPLIT, CLOSE, REOPEN = "Merge", "Merge into", "Split again", "Close", "Open again"
RESOLVE, OUTCOME, CLOSE_TOO = "Resolve its cases", "Outcome", "and close the incident"
TOLD, NAME_HINT = "Everybody was told", "What people call it; empty: what its cases name"
CASES, ONLY_WAITING, ALL_CASES, NO_CASES = "Its cases", "Not answered", "All", "No case to show."
PICK, PICK_ALL = "Choose", "Choose all shown"
TAKE_OUT = "Make an incident of their own of those chosen"
NEXT, FIRST = "Further cases", "Back to the first"
TIMELINE, MERGED = "What happened", "Merged into it"
ANSWER_ALL, ANSWER, CHECK, SEND_ALL, INSIST_ALL = (
    "Answer them all",
    "Answer",
    "Check",
    "Send to all",
    "Send it as it is",
)
SEND_TO_SOME = "Send to those where nothing is wrong"
ANSWER_HINT = "{name|there} is the customer's name, {brand}, {place} and {contact} are filled in for each."
APPROVE_ALL, APPROVE = "Answers that wait for a second person", "Approve them all"
WROTE_ALL = "You wrote them: somebody else must approve them before they are sent."
EXAMPLES, NOT_DONE = "As some of them would read it", "What was not done"
KNOWN, KNOWN_NAME, KNOWN_WHY, KNOWN_WORDS, KNOWN_HOURS = (
    "Set as a known outage",
    "What it is called",
    "Why: what people are told",
    "Only what says (words, with commas; empty: all about this topic)",
    "For how long",
)
KNOWN_HINT = "Complaints about it that come from now on join this incident and alert nobody alone, until it ends."
TRY, TAKE_IT, WOULD = "Try it", "Set it so", "In the last 30 days it would have meant"
NO_SUCH_CASES = "choose the cases that are another trouble"
INCOMPLETE = "Say what it is called, and why."
NOBODY_LEFT = "nobody in it waits for an answer"
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What one case would be told."""

    case: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """An incident that another one tells of now: what it was about, and who merged it when."""

    id: str
    about: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftForAll:
    """A text for all, as it was checked: who it goes to, what is wrong with it, how some would read it.

    `insist` is the label of the button that sends it all the same; empty where it cannot be.
    """

    text: str
    said: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    insist: str = ""


def draft(text: str, parts: Sequence[Part], left: int) -> DraftForAll:
    """Return a text for all as it was checked; `left` cases are more than are taken at once."""
    found = _grouped((part.case_id, one) for part in parts for one in part.found)
    hints_only = all(one.is_hint for part in parts for one in part.found)
    some_right = any(all(one.is_hint for one in part.found) for part in parts)
    return DraftForAll(
        text=text,
        said=tuple(_reach(parts, left)),
        wrong=tuple(_wrong(one, numbers) for one, numbers in found.items()),
        examples=tuple(Example(case=f"C-{part.case_id}", text=part.text) for part in parts[:SHOWN]),
        insist="" if not (found and some_right) else INSIST_ALL if hints_only else SEND_TO_SOME,
    )


def became(handed: Handed, left: int) -> tuple[str, ...]:
    """Say what became of a text for all."""
    said = []
    if handed.sent:
        said.append(f"{names.plural(handed.sent, 'answer is', 'answers are')} on the way, one after another.")
    if handed.waiting:
        said.append(f"{names.plural(handed.waiting, 'answer waits', 'answers wait')} for a second person.")
    if left:
        said.append(f"{names.plural(left, 'more case waits', 'more cases wait')}: at most {MOST} are taken at once.")
    return tuple(said) or ("Nothing was left to do.",)


def resolved(count: int, left: int) -> tuple[str, ...]:
    """Say how many cases were resolved, and how many are left."""
    more = [f"{names.plural(left, 'more case is', 'more cases are')} live: at most {MOST} are taken at once."]
    return (f"{names.plural(count, 'case is', 'cases are')} resolved.", *(more if left else ()))


def refused(handed: Handed) -> tuple[str, ...]:
    """Say of which cases it was not done, and why."""
    whys: dict[str, list[int]] = {}
    for case_id, why in handed.refused:
        whys.setdefault(why.replace(f"C-{case_id}", "it"), []).append(case_id)
    return tuple(f"{_cases(numbers)}: {why}" for why, numbers in whys.items())


def timeline(
    events: Sequence[IncidentEvent], incident: int, *, now: datetime, zone: tzinfo = UTC
) -> tuple[Moment, ...]:
    """Return what happened to an incident and to those that were merged into it, in the order given.

    A merge is told once: by the one that took the other in.
    """
    return tuple(
        Moment(
            at=times.moment(event.at, now=now, zone=zone),
            what=_TOLD[event.kind](event) if event.incident == incident else _of_another(event),
        )
        for event in events
        if event.kind is not Kind.MERGED
    )


def merged(one: Titled, event: IncidentEvent | None, *, now: datetime, zone: tzinfo = UTC) -> Merged:
    """Return what the page says of an incident that was merged into another; `event` is that merge."""
    told = f"{_who(event)}, {times.moment(event.at, now=now, zone=zone)}" if event else ""
    return Merged(id=one.incident.public_id, about=subject(one.incident, one.keys), told=told)


def _reach(parts: Sequence[Part], left: int) -> Iterator[str]:
    sends = [part for part in parts if part.sends]
    approval = [part for part in sends if part.approval]
    if len(sends) > len(approval):
        yield f"It goes to {names.plural(len(sends) - len(approval), 'customer')}, each as an answer of its own."
    if approval:
        yield f"{names.plural(len(approval), 'answer waits', 'answers wait')} for a second person first."
    if strange := [part.case_id for part in parts if not part.sends]:
        yield f"Not sent from here, so answered there one by one: {_cases(strange)}."
    if left:
        yield f"{names.plural(left, 'more case waits', 'more cases wait')}: at most {MOST} are taken at once."


def _wrong(one: Finding, numbers: Sequence[int]) -> str:
    return f"{HINT if one.is_hint else ''}{names.capital(flaw(one))} ({_cases(numbers)})."


def _grouped(found: Iterator[tuple[int, Finding]]) -> dict[Finding, list[int]]:
    grouped: dict[Finding, list[int]] = {}
    for case_id, one in found:
        grouped.setdefault(one, []).append(case_id)
    return grouped


def _cases(numbers: Sequence[int]) -> str:
    named = ", ".join(f"C-{number}" for number in numbers[:10])
    return named + (f" and {len(numbers) - 10:,} more" if len(numbers) > 10 else "")


def _of_another(event: IncidentEvent) -> str:
    return f"I-{event.incident}: {_TOLD[event.kind](event)}"


def _who(event: IncidentEvent) -> str:
    return "The monitor" if event.by == JUDGE else event.by


_TOLD: Mapping[Kind, Callable[[IncidentEvent], str]] = {
    Kind.OPENED: lambda event: f"{_who(event)} opened it",
    Kind.NAMED: lambda event: (
        f"{_who(event)} called it {event.became}" if event.became else f"{_who(event)} took its name away"
    ),
    Kind.ASSIGNED: lambda event: (
        f"{event.by} gave it to {event.became}" if event.became else f"{event.by} handed it back"
    ),
    Kind.MERGED: lambda event: f"{_who(event)} merged it into {event.became}",
    Kind.TOOK_IN: lambda event: f"{_who(event)} merged {event.became} into it",
    Kind.SPLIT: lambda event: f"{_who(event)} split it from {event.was} again",
    Kind.LEFT: lambda event: f"{_who(event)} split {event.became} from it again",
    Kind.TOOK_OUT: lambda event: (
        f"{_who(event)} made {event.became} of {names.plural(int(event.was or 0), 'case')} of it"
    ),
    Kind.KNOWN: lambda event: f"{_who(event)} set it as a known outage: {event.became}",
    Kind.ANSWERED: lambda event: f"{_who(event)} answered {names.plural(int(event.became or 0), 'case')} at once",
    Kind.RESOLVED: lambda event: f"{_who(event)} resolved {names.plural(int(event.became or 0), 'case')} at once",
    Kind.CLOSED: lambda event: f"{_who(event)} closed it",
    Kind.REOPENED: lambda event: f"{_who(event)} opened it again",
    Kind.TOLD: lambda event: f"{_who(event)} noted that {names.plural(int(event.became or 0), 'customer')} were told",
}
