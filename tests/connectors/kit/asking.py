"""Asking for what fails, and asking a pretended internet."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from connectors.contract import SourceError
from connectors.kit.http import Door, Http

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def failure(ask: Callable[[], object]) -> SourceError:
    """The error that asking raises."""
    with pytest.raises(SourceError) as caught:
        ask()
    return caught.value


def answering(*answers: httpx.Response, **options: object) -> tuple[Door, list[httpx.Request], list[float]]:
    """A door to a pretended internet: with the requests that reached it, and how long it slept."""
    asked: list[httpx.Request] = []
    slept: list[float] = []
    clock = [1000.0]

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answers[min(len(asked), len(answers)) - 1]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    door = Door(
        transport=httpx.MockTransport(handle), now=lambda: NOW, monotonic=lambda: clock[0], sleep=sleep, **options
    )
    return door, asked, slept


def open_http(door: Door) -> Http:
    """The door for a source on the open internet."""
    return door.bind(timeout=5, allow_private=False)
