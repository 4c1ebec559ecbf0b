"""What the stories share: one clock for all, and a Slack that lives by it."""

from collections.abc import Iterator

import pytest
import structlog

from tests.connectors.server import ScriptedServer, serving
from tests.fake_slack import FakeSlack
from tests.stories.clock import StoryClock


@pytest.fixture
def clock() -> StoryClock:
    """The story's time."""
    return StoryClock()


@pytest.fixture
def slack(clock: StoryClock) -> Iterator[FakeSlack]:
    """A Slack that holds to its own rates and fails the test when a call breaks the reference."""
    with FakeSlack(now=clock.seconds, speed=1.0) as fake:
        yield fake


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """Where all platforms are."""
    with serving() as found:
        yield found


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """The command line sets the log to a stream that is gone when its test ends."""
    yield
    structlog.reset_defaults()
