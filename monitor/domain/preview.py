"""Preview: what a change would have meant in the days before it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.contract import Mention
from monitor.domain.case import UNANSWERED_STATES, CaseFile
from monitor.domain.match import Subject, fits, subject_of
from monitor.domain.muting import Silence
from monitor.domain.routing import Route, Routing, route
from monitor.domain.score import Severity
from monitor.domain.verdict import Thresholds, Verdict

BACK = timedelta(days=30)
"""How far a preview looks back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A line of a preview; `about` is the case (`C-7`) or mention (`M-9`) that it is an example of, or empty."""

    text: str
    about: str = ""

    @property
    def whole(self) -> str:
        """The line with the number of what it is an example of, for where nothing can be linked."""
        return self.text if self.about in self.text else f"{self.text} ({self.about})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was decided about a mention for a brand. `heard`: it is about us, by somebody who may complain."""

    mention_id: int
    brand: str
    heard: bool
    score: float | None
    complaint: bool
    alert: bool
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A mention as one brand's; `case` is the number of its case (`C-7`), where it has one."""

    mention_id: int
    mention: Mention
    case: str | None = None

    @property
    def about(self) -> str:
        """What is looked at to see more of it."""
        return self.case or f"M-{self.mention_id}"


class Turn(StrEnum):
    """How something would be decided otherwise."""

    MISSED = "missed"  # no case any more
    FLAGGED = "flagged"  # a case as well
    QUIET = "quiet"  # a case still, and alerted no more
    LOUD = "loud"  # a case as it was, and alerted as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """How many would be decided otherwise in one way, how many of these were or would be alerted, and some of them.

    Of what would be missed or quiet the surest are first, of what would be flagged or loud the least sure.
    """

    count: int
    alerts: int
    some: tuple[Measured, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Alerts and cases with the thresholds as they are and as they would be, of all that was `looked_at`."""

    looked_at: int
    alerts_before: int
    alerts_after: int
    cases_before: int
    cases_after: int
    turned: Mapping[Turn, Turned]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A difference with its examples. `share` of all there was is what was looked at, spread evenly: 1 is all of it."""

    difference: Difference
    share: float
    examples: Mapping[Turn, tuple[Example, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """A mention that was judged anew, by the rules as they are and as they would be."""

    example: Example
    before: Verdict
    after: Verdict


def differing(seen: Iterable[Measured], old: Thresholds, new: Thresholds, *, examples: int) -> Difference:
    """Return what other thresholds would have meant.

    What was sure for another reason than its score (a word of the trade, a danger) stays so.
    """
    counts: Counter[str] = Counter()
    turned: dict[Turn, list[Measured]] = {turn: [] for turn in Turn}
    for one in seen:
        alert = _would(one, one.alert, old.alert, new.alert, old)
        case = _would(one, one.complaint, old.case, new.case, old)
        counts.update(looked_at=1, alerts_before=one.alert, alerts_after=alert)
        counts.update(cases_before=one.complaint, cases_after=case)
        if (turn := _turn(one, case=case, alert=alert)) is not None:
            turned[turn].append(one)
            counts[turn] += one.alert or alert
    return Difference(
        looked_at=counts["looked_at"],
        alerts_before=counts["alerts_before"],
        alerts_after=counts["alerts_after"],
        cases_before=counts["cases_before"],
        cases_after=counts["cases_after"],
        turned={
            turn: Turned(count=len(those), alerts=counts[turn], some=_surest(turn, those)[:examples])
            for turn, those in turned.items()
            if those
        },
    )


def _turn(one: Measured, *, case: bool, alert: bool) -> Turn | None:
    if one.complaint is not case:
        return Turn.FLAGGED if case else Turn.MISSED
    if one.alert is not alert:
        return Turn.LOUD if alert else Turn.QUIET
    return None


def _surest(turn: Turn, those: Sequence[Measured]) -> tuple[Measured, ...]:
    down = turn in (Turn.MISSED, Turn.QUIET)
    return tuple(sorted(those, key=lambda one: one.score or 0.0, reverse=down))


def _would(one: Measured, flag: bool, was: float, now: float, old: Thresholds) -> bool:
    """Whether something would be flagged: for another reason than its score, or by its score."""
    score = -1.0 if one.score is None else one.score
    otherwise = flag and score < was
    unheard = one.heard and score < old.case
    return otherwise or (one.complaint and one.critical) or ((one.complaint or unheard) and score >= now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """What a silence would have muted of `looked_at` complaints and their `alerts`, and some of it.

    `critical` are the critical ones that it is about: alerted all the same, or muted too where it says so.
    """

    looked_at: int
    muted: int
    alerts: int
    alerts_muted: int
    critical: tuple[CaseFile, ...]
    examples: tuple[CaseFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Complaints that would have gone elsewhere: in words from where to where, how many, and some of them."""

    was: str
    becomes: str
    count: int
    examples: tuple[CaseFile, ...]


def moved(
    files: Sequence[CaseFile], before: Routing, after: Routing, named: Callable[[str], str | None], *, examples: int = 2
) -> tuple[Moved, ...]:
    """Return what would have gone elsewhere, most first; `named` is the department that a source names."""
    found: dict[tuple[str, str], list[CaseFile]] = {}
    for file in files:
        was, becomes = (_where(_route(one, file, named)) for one in (before, after))
        if was != becomes:
            found.setdefault((was, becomes), []).append(file)
    by_count = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Moved(was=was, becomes=becomes, count=len(those), examples=tuple(those[:examples]))
        for (was, becomes), those in by_count
    )


def by_channel(
    files: Sequence[CaseFile], before: Routing, after: Routing, named: Callable[[str], str | None]
) -> Mapping[str, tuple[int, int]]:
    """Return of each channel how many alerts it was told, and would be, where that differs."""
    told: Counter[tuple[str, bool]] = Counter()
    for file in files:
        if file.case.alert:
            for changed, routing in enumerate((before, after)):
                told.update((channel, bool(changed)) for channel in _route(routing, file, named).channels)
    found = {channel: (told[channel, False], told[channel, True]) for channel, _ in sorted(told)}
    return {channel: counts for channel, counts in found.items() if counts[0] != counts[1]}


def severities(rejudged: Iterable[Rejudged]) -> Iterator[Rejudged]:
    """Yield what would be of another severity."""
    return (one for one in rejudged if one.before.severity is not one.after.severity)


def would_mute(files: Sequence[CaseFile], silence: Silence, *, examples: int = 3) -> Muted:
    """Return what `silence` would have muted, whenever it acts."""
    about = [one for one in files if fits(silence.match, _subject(one))]
    critical = tuple(one for one in about if one.case.severity is Severity.CRITICAL)
    muted = [one for one in about if silence.critical or one.case.severity is not Severity.CRITICAL]
    return Muted(
        looked_at=len(files),
        muted=len(muted),
        alerts=sum(one.case.alert for one in files),
        alerts_muted=sum(one.case.alert for one in muted),
        critical=critical,
        examples=tuple(muted[:examples]),
    )


def due_otherwise(files: Sequence[CaseFile], before: Routing, after: Routing) -> list[tuple[CaseFile, datetime]]:
    """Return the cases that wait for an answer and would be due at another time now, with that time."""
    found = []
    for file in files:
        case = file.case
        if case.state not in UNANSWERED_STATES:
            continue
        was, becomes = (one.due_at(case.department, case.severity, case.opened_at) for one in (before, after))
        if becomes is not None and was != becomes:
            found.append((file, becomes))
    return found


def _route(routing: Routing, file: CaseFile, named: Callable[[str], str | None]) -> Route:
    return route(routing, _subject(file), named=named(file.source))


def _subject(file: CaseFile) -> Subject:
    case = file.case
    return subject_of(
        file.mention,
        brand=case.brand,
        topic=case.topic,
        severity=case.severity,
        source=file.source,
        language=file.language,
    )


def _where(found: Route) -> str:
    calls = f", calling {' and '.join(found.calls)}" if found.calls else ""
    return f"{found.department or 'nobody'} in {' and '.join(found.channels)}{calls}"
