"""When to try again."""

from datetime import timedelta

LONGEST = timedelta(hours=1)
LONGEST_RETRY_AFTER = timedelta(minutes=15)


def delay(failures: int, *, first: timedelta, jitter: float, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after `failures` failures in a row (1 or more): `first`, doubled each time, to an hour.

    `jitter` in 0..1 spreads the wait over 0.75 to 1.25 of it, so that what failed together does not return together.
    The other side's `retry_after` (seconds) is the least, up to 15 minutes.
    """
    doubled = min(first * float(2 ** min(failures - 1, 12)), LONGEST)
    wait = doubled * (0.75 + 0.5 * jitter)
    if retry_after is None:
        return wait
    asked = min(timedelta(seconds=max(retry_after, 0.0)), LONGEST_RETRY_AFTER)
    return max(wait, asked)
