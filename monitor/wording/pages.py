"""What the pages say: the list of cases, one case, and what is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from monitor.domain.case import UNANSWERED_STATES, Case, CaseFile, EventKind, State
from monitor.domain.promise import same_words
from monitor.domain.score import Severity, Topic
from monitor.wording import names, times
from monitor.wording.quotes import in_line
from monitor.wording.timeline import stars, told

TITLE, NAVIGATION = "Complaints", "Pages"
COLUMNS = ("Case", "Severity", "Topic", "What was said", "Where", "Who", "Owner", "State", "Answer due", "Opened")
NO_WORDS = "No words to show"
GONE = "Deleted by the customer, or erased"
NOBODY = "nobody"
DUE = "Answer"
"""The label of the fact that tells by when, as in a message."""
INCIDENTS, NO_INCIDENT = "Incidents", "No incident: nobody shares their trouble with others yet."
OLDER_INCIDENTS, ALL_INCIDENTS, FIRST_CASES = "Older incidents", "All incidents", "The first who complained"
ANY, WEEK = "Any", "Week"
DIGESTS, ALL_DIGESTS, OF_BRAND, MADE = "Digests", "All digests", "About", "Written"
FILES = "The figures of this week as"
NO_DIGEST = "No digest yet: the first is written once this week is over. Until then, this command tells how it stands:"
TELL_DIGEST = "monitor digest"
OLDER, NEWEST, BACK = "Further cases", "Back to the first", "All cases"
SKIP = "Skip to the cases"
STARS, OPEN_POST = "Stars", "Open the post"
TIMELINE, ABOUT_IT = "What happened", "About this case"
NOT_THERE = ("There is no such page", "The address may be mistyped, or the case may never have existed.")
NO_ANSWER = ("The store does not answer", "It may be locked, full or restarting. Load this page again in a minute.")
WRONG_HOST = "This name is not served here: `web: base_url` in config.yaml says which is.\n"
NOT_KEPT = "The disk did not keep it. See that it is well, then look whether it was done, and do it again."
QUOTE_LENGTH = 280


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A case as one row of the list; every text is plain. `quote` is None where there is none, and `without` why."""

    id: str
    severity: str
    severity_name: str
    topic: str
    quote: str | None
    without: str
    where: str
    who: str
    owner: str
    state: str
    due: str
    late: bool
    opened: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of a timeline. `words` are a person's, masked already."""

    at: str
    what: str
    words: str | None = None


def line(file: CaseFile, *, quote: str, now: datetime, zone: tzinfo = UTC) -> Line:
    """Return the row of a case; `quote` is the customer's words, masked already."""
    case, shown = file.case, in_line(quote)
    return Line(
        id=case.public_id,
        severity=case.severity.value,
        severity_name=names.severity(case.severity),
        topic=names.capital(names.topic(case.topic)),
        quote=None if file.gone else cut(shown) or None,
        without=GONE if file.gone else NO_WORDS,
        where=_where(file),
        who=file.mention.author.name or "",
        owner=case.owner or NOBODY,
        state=_state(case, now=now, zone=zone),
        due=_due(case, now=now),
        late=_is_late(case, now),
        opened=times.moment(case.opened_at, now=now, zone=zone),
    )


def timeline(file: CaseFile, masked: Sequence[str | None], *, now: datetime, zone: tzinfo = UTC) -> tuple[Moment, ...]:
    """Return what happened to a case, the latest first; `masked` are the words of its events, in their order.

    What we answered stands above it, and is not told twice.
    """
    answers = [reply.text for reply in file.replies]
    entries = [
        Moment(
            at=times.moment(event.at, now=now, zone=zone),
            what=told(event, now=now, zone=zone),
            words=None if event.kind is EventKind.RESPONDED and _stands(event.text, answers) else words,
        )
        for event, words in zip(file.events, masked, strict=True)
    ]
    return tuple(reversed(entries))


def star_changes(file: CaseFile) -> str | None:
    """Return how the stars changed since the case was opened: `1★ → 2★ → 5★`; None where they did not."""
    edits = [event for event in file.events if event.kind is EventKind.EDITED and event.was and event.became]
    moves = [edit for edit in edits if edit.was != edit.became]
    if not moves:
        return None
    return " → ".join([stars(moves[0].was or ""), *(stars(edit.became or "") for edit in moves)])


def heading(count: int, *, more: bool, from_top: bool, urgent: bool = False) -> str:
    """Return what stands above a page of the list: the whole of it, its first cases, or a page further down."""
    if not count:
        return "No case matches"
    if not from_top:
        return names.plural(count, "further case" if urgent else "older case")
    if not more:
        return names.plural(count, "case")
    return f"The {count:,} most urgent cases that match" if urgent else f"The newest {count:,} cases that match"


def empty(*, filtered: bool) -> str:
    """Say why the list is empty, and that this is not a fault."""
    if filtered:
        return "No case matches these filters."
    return "Nothing waits for an answer. That the sources are heard is told by /healthz."


def state_name(state: State) -> str:
    """Return a state as a filter's label."""
    return names.state(state)


def readable(value: object) -> str:
    """Return a value that a link asked for, as a filter's label."""
    return names.capital(names.topic(value)) if isinstance(value, Topic) else str(value)


def severity_name(severity: Severity) -> str:
    """Return a severity as a filter's label."""
    return names.severity(severity)


def _stands(text: str | None, answers: Sequence[str]) -> bool:
    """Whether an answer is among those that were seen; platforms change its blanks."""
    return text is not None and any(same_words(text, answer) for answer in answers)


def _where(file: CaseFile) -> str:
    place = names.capital(names.platform(file.mention.key.platform).removeprefix("the "))
    parts = (names.stars(file.mention.rating) if file.mention.rating else None, place, file.mention.place)
    return " · ".join(part for part in parts if part)


def _state(case: Case, *, now: datetime, zone: tzinfo) -> str:
    name = names.state(case.state)
    if case.state is State.RESOLVED and case.outcome:
        return f"{name}: {names.outcome(case.outcome)}"
    if case.state is State.DISMISSED and case.dismissal:
        return f"{name}: {names.dismissal(case.dismissal)}"
    if case.snoozed_until and case.snoozed_until > now:
        return f"{name}, snoozed until {times.moment(case.snoozed_until, now=now, zone=zone)}"
    return name


def _is_late(case: Case, now: datetime) -> bool:
    return case.state in UNANSWERED_STATES and case.due_at is not None and case.due_at < now


def _due(case: Case, *, now: datetime) -> str:
    if case.state not in UNANSWERED_STATES or case.due_at is None:
        return ""
    if _is_late(case, now):
        return f"{times.span(now - case.due_at)} overdue"
    return f"in {times.span(case.due_at - now)}"


def cut(text: str) -> str:
    """Return what fits a row of a list."""
    return text if len(text) <= QUOTE_LENGTH else text[: QUOTE_LENGTH - 1].rstrip() + "…"
