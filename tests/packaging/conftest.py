"""One wheel a run."""

from pathlib import Path

import pytest

from tests.packaging.installing import ROOT, Installed, build, install


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this project."""
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """This project, installed from its wheel."""
    return install(tmp_path_factory.mktemp("installed"), wheel)


@pytest.fixture(scope="session")
def extended(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """This project with a third party's package beside it."""
    plugin = build(Path(__file__).parent / "plugin", tmp_path_factory.mktemp("plugin"))
    theirs = install(tmp_path_factory.mktemp("extended"), plugin)
    return Installed(site=installed.site, home=theirs.home, beside=(theirs.site,))
