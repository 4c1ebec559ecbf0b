"""Silence: how long a source was not heard, told from the pauses between its good polls."""

from collections.abc import Sequence
from datetime import timedelta
from statistics import median

LONG = timedelta(hours=1)
"""A shorter pause is never silence."""


def silent(long_pauses: Sequence[timedelta], short_pauses: int) -> timedelta:
    """Return how much of the time a source was silent.

    `long_pauses` are those of an hour or more, from the start of the time to its end; `short_pauses` counts the others.
    """
    bound = usual(long_pauses, short_pauses)
    return sum((pause for pause in long_pauses if pause > bound), timedelta())


def usual(long_pauses: Sequence[timedelta], short_pauses: int) -> timedelta:
    """Return how long a pause of an hour or more may be without being silence.

    Where short ones are the rule every long one is silence. A source that is asked less often than hourly is silent in
    pauses of more than twice its usual one.
    """
    if short_pauses >= len(long_pauses) or len(long_pauses) <= 2:
        return timedelta()
    return 2 * timedelta(seconds=median(pause.total_seconds() for pause in long_pauses))
