"""The wheel has all that is needed and nothing else, and installing it gives a command that works."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.packaging.installing import ROOT, Installed

PACKAGES = ("monitor", "connectors", "alerts")


def in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_it_has_every_file_of_the_three_packages_and_no_other(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in in_wheel(wheel) if ".dist-info/" not in name} == ours


@pytest.mark.parametrize(
    "name",
    [
        "monitor/web/templates/cases.html",
        "monitor/web/static/inbox.js",
        "monitor/web/static/style.css",
        "monitor/config/template.yaml",
        "monitor/store/migrations/versions/r0001_initial.py",
        "connectors/sample/story/week1.jsonl",
        "connectors/sample/story/live.jsonl",
        "monitor/py.typed",
        "connectors/py.typed",
        "alerts/py.typed",
    ],
)
def test_it_has_what_is_not_code(wheel: Path, name: str) -> None:
    assert name in in_wheel(wheel)


def test_it_names_its_license_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (info,) = {name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name}
        assert "MIT License" in archive.read(f"{info}/licenses/LICENSE").decode()
        assert "monitor = monitor.__main__:main" in archive.read(f"{info}/entry_points.txt").decode()


def test_what_runs_is_what_was_installed(installed: Installed) -> None:
    program = "import monitor, connectors, alerts; print(monitor.__file__, connectors.__file__, alerts.__file__)"
    assert all(Path(file).is_relative_to(installed.site) for file in installed.python(program).split())


def test_the_command_helps(installed: Installed) -> None:
    assert "complaints" in installed.monitor("--help").stdout


def test_a_new_place_is_set_up_and_found_right(installed: Installed) -> None:
    installed.monitor("init", "new")
    installed.monitor("--config", "new/config.yaml", "check")


def test_it_scores_with_the_data_it_brought(installed: Installed) -> None:
    lines = '{"id": "1", "text": "Charged twice and still no refund after 3 weeks. Nobody answers."}\n'
    scored = json.loads(installed.monitor("score", stdin=lines).stdout)
    assert scored["complaint"] is True
    assert scored["topic"] == "billing"


def test_one_round_on_the_sample_makes_a_store_and_shows_complaints(installed: Installed) -> None:
    installed.monitor("init", "sample")
    told = json.loads(installed.monitor("--config", "sample/config.yaml", "once", "--json").stdout)
    assert told["new"] >= 400
    assert told["cases_opened"] > 0
