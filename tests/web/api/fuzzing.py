"""Whatever a program may send: made of the interface's own description, sent, and held against that description."""

from collections import Counter
from itertools import count

import schemathesis
from fastapi import FastAPI
from schemathesis import GenerationMode

HOST = "http://testserver"
"""As which it asks."""
_UNTOLD = (("query", "cursor"), ("query", "week"), ("headers", "If-Match"))
"""What fits only beside what was answered before, or not in every year: no description can say which does."""
_numbers = count()


def fuzz(
    app: FastAPI, token: str | None, *, examples: int, start: int | None = None, apart: str = "/events"
) -> Counter[int]:
    """Send so many requests to each address, half of them in vain; return how often each status was answered.

    Raises what Schemathesis does where an answer is none that is described. Without a token nobody is signed in.
    `apart` is an address that never ends. With `start`, others than always.
    """
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    described = schemathesis.openapi.from_dict(_description(app, headers or None))
    described.app = app
    answered: Counter[int] = Counter()
    for found in described.get_all_operations():
        operation = found.ok()
        if operation.path != apart:
            for mode in GenerationMode:
                made = operation.as_strategy(generation_mode=mode)
                _run(
                    made.map(_fitting) if mode is GenerationMode.POSITIVE else made, headers, examples, start, answered
                )
    return answered
