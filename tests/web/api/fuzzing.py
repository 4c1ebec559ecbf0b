"""Whatever a program may send: made of the interface's own description, sent, and held against that description."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from starlette.types import ASGIApp

BASE_URL = "http://testserver"
"""As which Schemathesis asks."""
_UNSAID = (("query", "cursor"), ("query", "week"), ("headers", "If-Match"))
"""What fits only beside what was answered before, or in some years: no description can say which values do."""
_ENDLESS = "/events"
"""What never ends is listened to elsewhere."""
_numbers = count()


def fuzz(app: ASGIApp, token: str, *, examples: int, signed_in: bool = True, start: int | None = None) -> Counter[int]:
    """Send so many requests of each kind to each address, half of the kinds in vain; count what was answered.

    Raises what Schemathesis does where an answer is not as it is described, or a request is wrongly taken or refused.
    `token` is shown where the description is read, and elsewhere if `signed_in`; else all of it is in vain. With a
    `start` the requests are others than always.
    """
    known = {"Authorization": f"Bearer {token}"}
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=known)
    answered: Counter[int] = Counter()
    send = _sender(known if signed_in else {}, answered)
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.path == _ENDLESS:
            continue
        for mode in GenerationMode if signed_in else (GenerationMode.POSITIVE,):
            made = operation.as_strategy(generation_mode=mode)
            sent = given(case=made.map(_fitting) if mode is GenerationMode.POSITIVE else made)(send)
            _settled(examples, start)(sent)()
    return answered


def _sender(headers: Mapping[str, str], answered: Counter[int]) -> Callable[..., None]:
    def send(case: Case) -> None:
        answer = case.call(headers=dict(headers))
        answered[answer.status_code] += 1
        case.validate_response(answer, headers=dict(headers))

    return send


def _settled(examples: int, start: int | None) -> Callable[[Callable[[], None]], Callable[[], None]]:
    chosen = settings(
        max_examples=examples,
        derandomize=start is None,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return lambda sent: chosen(sent if start is None else seed(start)(sent))


def _fitting(case: Case) -> Case:
    """Leave out what would rightly be refused, and name every request anew."""
    for container, name in _UNSAID:
        values = getattr(case, container)
        if values and name in values:
            del values[name]
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"request-{next(_numbers)}"
    return case
