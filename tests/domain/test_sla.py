"""A promise is kept, broken, or not yet due."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.sla import Promise, promise

DUE = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("answered_at", "now", "said"),
    [
        (DUE, DUE + MINUTE, Promise.KEPT),
        (DUE + MINUTE, DUE + 2 * MINUTE, Promise.BROKEN),
        (None, DUE, Promise.PENDING),
        (None, DUE + MINUTE, Promise.BROKEN),
    ],
)
def test_an_answer_on_the_minute_is_in_time(answered_at, now, said):
    assert promise(DUE, answered_at, now) is said
