"""Preview: what a change would have meant in the days before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.contract import Mention
from monitor.domain.case import UNANSWERED_STATES, CaseFile
from monitor.domain.match import Subject, fits, subject_of
from monitor.domain.muting import Silence
from monitor.domain.routing import Route, Routing, route
from monitor.domain.score import Severity

BACK = timedelta(days=30)
"""How far a preview looks back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Alerts and cases with the thresholds as they are and as they would be, and some mentions of each difference.

    `lost` would no more be alerted, the surest first; `gained` would be, the least sure first.
    """

    alerts_before: int
    alerts_after: int
    cases_before: int
    cases_after: int
    lost: tuple[Mention, ...] = ()
    gained: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """What a silence would have muted of `looked_at` complaints, and some of it.

    `critical` are the critical ones that it is about: alerted all the same, or muted too where it says so.
    """

    looked_at: int
    muted: int
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


def would_mute(files: Sequence[CaseFile], silence: Silence, *, examples: int = 3) -> Muted:
    """Return what `silence` would have muted, whenever it acts."""
    about = [one for one in files if fits(silence.match, _subject(one))]
    critical = tuple(one for one in about if one.case.severity is Severity.CRITICAL)
    muted = [one for one in about if silence.critical or one.case.severity is not Severity.CRITICAL]
    return Muted(looked_at=len(files), muted=len(muted), critical=critical, examples=tuple(muted[:examples]))


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
