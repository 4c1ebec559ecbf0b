"""The documents that are made of the code are current."""

from pathlib import Path

import pytest

from monitor.cli.documents import documents, write
from monitor.cli.table import COMMANDS

ROOT = Path(__file__).parents[2]
NAMES = ("docs/config.schema.json", "docs/reference/config.md")


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_current(name: str) -> None:
    current = (ROOT / name).read_text("utf-8") == documents()[name]
    assert current, f"{name} is not what the code says: run `make docs`"


def test_all_are_written_below_the_root(tmp_path: Path) -> None:
    write(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*") if path.is_file()} == set(NAMES)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_place_in_the_reference(command: str) -> None:
    assert f"\n## `monitor {command}" in (ROOT / "docs/reference/cli.md").read_text("utf-8")
