"""Watching: when a mention of a case is looked at again on its platform, less and less often as nothing changes.

Most platforms push neither edits nor deletions, nor answers that were written there: whoever wants to see them looks.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, State
from monitor.domain.score import Severity

SHARE = 4
"""The next look is after this part of the time since something last happened: a day later, after six hours."""
UNANSWERED = (timedelta(minutes=10), timedelta(hours=12))
CRITICAL = (timedelta(minutes=5), timedelta(hours=3))
ANSWERED = (timedelta(minutes=30), timedelta(days=1))
"""The shortest and the longest pause between two looks."""
FOLLOWED_FOR = timedelta(days=45)
"""So long after our answer, or after a case was closed, its customer may still change their word."""
FORGOTTEN_AFTER = timedelta(days=120)
"""Nobody looks for a move of a customer who was left alone for so long."""


def next_look(cases: list[Case], now: datetime) -> datetime | None:
    """Return when the mention of `cases` (one a brand) is looked at next; None where no look is of use any more."""
    looks = [look for case in cases if (look := _next(case, now)) is not None]
    return min(looks, default=None)


def is_urgent(cases: Iterable[Case]) -> bool:
    """Whether one of the cases is critical and nobody has answered it yet."""
    return any(case.state in UNANSWERED_STATES and case.severity is Severity.CRITICAL for case in cases)


def _next(case: Case, now: datetime) -> datetime | None:
    since = max(moment for moment in (case.opened_at, case.responded_at, case.resolved_at) if moment is not None)
    age = max(now - since, timedelta())
    if case.state is State.DISMISSED or age > (FORGOTTEN_AFTER if case.state in UNANSWERED_STATES else FOLLOWED_FOR):
        return None
    least, most = _pauses(case)
    return now + min(max(age / SHARE, least), most)


def _pauses(case: Case) -> tuple[timedelta, timedelta]:
    if case.state in UNANSWERED_STATES:
        return CRITICAL if is_urgent([case]) else UNANSWERED
    return ANSWERED if case.state in LIVE_STATES else (ANSWERED[1], ANSWERED[1])
