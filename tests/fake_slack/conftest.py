"""The stand-in itself."""

from collections.abc import Iterator

import pytest

from tests.fake_slack import FakeSlack


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack that fails the test when a call breaks the reference."""
    with FakeSlack() as fake:
        yield fake
