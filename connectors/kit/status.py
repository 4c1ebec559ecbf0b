"""From a status that is no success to the error that says what to do about it."""

import math
from collections.abc import Mapping
from datetime import datetime

from connectors.contract import Changed, Refused, SourceError, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.times import parse_time

LONGEST_WAIT = 900.0
"""Seconds: a place that asks for more is asked again after this all the same."""

_REFUSALS = {
    401: "the credentials are missing or not accepted",
    402: "the account there must be paid for",
    403: "access is not allowed",
    404: "there is nothing at this address",
    410: "this is gone for good",
    451: "this is withheld for legal reasons",
}
_PASSING = {408, 420, 425, 429}


def error_for(place: str, answer: Answer, now: datetime) -> SourceError:
    """Return the error for `answer`, got at `place` (host and path, free of secrets)."""
    said = f"{place} answered {answer.status}"
    if answer.status in _REFUSALS:
        return Refused(f"{said}: {_REFUSALS[answer.status]}")
    if answer.status in _PASSING or answer.status >= 500:
        return Unavailable(said, retry_after=retry_after(answer.headers, now))
    return Changed(f"{said}, which was not expected", payload=answer.sample())


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how many seconds the place wants to be left alone, from 0 to `LONGEST_WAIT`; None where it does not say.

    Reads `Retry-After` (seconds, a fraction, an HTTP date), else the `X-RateLimit-Reset` family, whose values are
    seconds, an epoch or an ISO time, depending on the place.
    """
    for name in ("retry-after", "x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset"):
        wait = _seconds(headers.get(name, ""), now)
        if wait is not None:
            return min(max(wait, 0.0), LONGEST_WAIT)
    return None


def _seconds(value: str, now: datetime) -> float | None:
    try:
        number = float(value)
    except ValueError:
        moment = parse_time(value)
    else:
        if math.isnan(number):
            return None
        moment = parse_time(number) if number > 1e9 else None
        if moment is None:
            return number
    return None if moment is None else (moment - now).total_seconds()
