"""What tests of the command line may ask for."""

from pathlib import Path

import pytest

from tests.cli.installation import Installation


@pytest.fixture
def here(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Installation:
    """A configured place without a store yet."""
    return Installation(tmp_path, capsys)
