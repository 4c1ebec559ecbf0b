"""What tests of connectors are handed."""

from collections.abc import Iterator

import pytest

from connectors.kit.http import Door
from tests.connectors.server import ScriptedServer, serving


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A scripted server on a loopback port."""
    with serving() as running:
        yield running


@pytest.fixture
def door() -> Iterator[Door]:
    """A door to the real network that keeps nobody waiting."""
    opened = Door(interval=0)
    yield opened
    opened.close()
