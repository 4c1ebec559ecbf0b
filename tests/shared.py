"""Test data that lives beside the project, where it is there at all."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def shared(name: str) -> Path:
    """Return the path of `../shared/<name>` from the project's root; skip the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs test data at ../shared/{name}, which is not on this machine")
    return path
