"""The documents that are made of the code are current."""

import argparse
import re
from pathlib import Path

import pytest

from monitor.cli.commands import runner
from monitor.cli.documents import documents, write
from monitor.cli.table import COMMANDS

ROOT = Path(__file__).parents[2]
WRITTEN = documents()


@pytest.mark.parametrize("name", WRITTEN)
def test_the_document_is_current(name: str) -> None:
    current = (ROOT / name).read_text("utf-8") == WRITTEN[name]
    assert current, f"{name} is not what the code says: run `make docs`"


def test_all_are_written_below_the_root(tmp_path: Path) -> None:
    write(tmp_path)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*") if path.is_file()} == set(WRITTEN)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_place_in_the_reference(command: str) -> None:
    assert f"\n## `monitor {command}" in (ROOT / "docs/reference/cli.md").read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_a_command_is_told_in_its_place(command: str) -> None:
    reference = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    heading, _, section = reference.partition(f"\n## `monitor {command}")[2].partition("\n## ")[0].partition("\n")
    told = re.findall(rf"`(?:monitor {command} )?([a-z-]+)", section)
    assert _inner(command) <= {*told, *re.findall("[a-z-]+", heading)}


def _inner(command: str) -> set[str]:
    parser = argparse.ArgumentParser()
    runner(COMMANDS[command][1])(parser)
    found = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {str(name) for choices in found for name in choices}
