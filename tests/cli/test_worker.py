"""`monitor worker`: what it does where nothing is asked of it."""

import argparse
import re

import pytest

from monitor.cli.failure import CommandError
from monitor.cli.running import stages_of
from monitor.cli.service import worker
from monitor.roles import STAGES
from tests.packaging.installing import ROOT


def asked(*options: str) -> str | None:
    parser = argparse.ArgumentParser()
    worker(parser)
    found: str | None = parser.parse_args(options).stages
    return found


def test_a_worker_does_all_there_is_unless_it_is_told_otherwise() -> None:
    assert stages_of(asked()) == STAGES
    assert stages_of(asked("--stages", "judge, hooks")) == ["judge", "hooks"]


def test_a_stage_that_there_is_not_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(CommandError, match='there is no stage "jugde"; did you mean "judge"'):
        stages_of("collect,jugde")


def test_every_stage_is_told_in_the_documents() -> None:
    reference = (ROOT / "docs/reference/cli.md").read_text("utf-8")
    [told] = re.findall(r"only these of `([^`]+)`; default: all", reference)
    assert tuple(told.split()) == STAGES
    several = (ROOT / "docs/how-to/run-on-several-machines.md").read_text("utf-8")
    divided = [name for line in re.findall(r"--stages (\S+)", several) for name in line.split(",")]
    assert sorted(divided) == sorted(STAGES)
