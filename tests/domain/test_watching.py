"""When a mention is looked at again: often while it is young and unanswered, less and less as nothing changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.case import Case, State
from monitor.domain.score import Severity, Topic
from monitor.domain.watching import next_look

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CASE = Case(
    id=1,
    mention_id=1,
    brand="Acme Air",
    state=State.OPEN,
    severity=Severity.MEDIUM,
    topic=Topic.BILLING,
    need=None,
    department=None,
    opened_at=NOON,
)


@pytest.mark.parametrize(
    ("case", "age", "pause"),
    [
        (CASE, 0 * MINUTE, 10 * MINUTE),
        (CASE, 2 * HOUR, 30 * MINUTE),
        (CASE, 10 * DAY, 12 * HOUR),
        (CASE, 121 * DAY, None),
        (replace(CASE, severity=Severity.CRITICAL), 0 * MINUTE, 5 * MINUTE),
        (replace(CASE, severity=Severity.CRITICAL), 10 * DAY, 3 * HOUR),
        (replace(CASE, state=State.RESPONDED, responded_at=NOON), HOUR, 30 * MINUTE),
        (replace(CASE, state=State.RESPONDED, responded_at=NOON), 2 * DAY, 12 * HOUR),
        (replace(CASE, state=State.RESPONDED, responded_at=NOON), 46 * DAY, None),
        (replace(CASE, state=State.RESOLVED, resolved_at=NOON), HOUR, DAY),
        (replace(CASE, state=State.RESOLVED, resolved_at=NOON), 46 * DAY, None),
        (replace(CASE, state=State.DISMISSED), HOUR, None),
    ],
)
def test_the_pause_grows_with_the_time_since_something_happened(
    case: Case, age: timedelta, pause: timedelta | None
) -> None:
    assert next_look([case], NOON + age) == (None if pause is None else NOON + age + pause)


def test_an_answer_makes_an_old_case_young_again() -> None:
    answered = replace(CASE, state=State.RESPONDED, responded_at=NOON + 20 * DAY)
    assert next_look([answered], NOON + 20 * DAY) == NOON + 20 * DAY + 30 * MINUTE


def test_of_several_brands_the_most_urgent_decides() -> None:
    urgent = replace(CASE, severity=Severity.CRITICAL, brand="Acme Rail")
    assert next_look([CASE, urgent, replace(CASE, state=State.DISMISSED)], NOON) == NOON + 5 * MINUTE


def test_without_a_case_there_is_nothing_to_look_for() -> None:
    assert next_look([], NOON) is None
