"""What tests of the command line may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.cli.installation import Installation


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Installation]:
    """A configured place without a store yet."""
    yield Installation(tmp_path, capsys)
    structlog.reset_defaults()  # a command may have turned the logs to what is captured here
