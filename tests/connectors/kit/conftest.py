"""What tests of the kit are handed."""

import pytest

from connectors.kit.http import Door, Http


@pytest.fixture
def http(door: Door) -> Http:
    """The door for a source in one's own network."""
    return door.bind(timeout=0.5, allow_private=True)
