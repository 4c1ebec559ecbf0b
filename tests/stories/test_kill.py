"""`kill -9` at each second named step (the soak has all), and a restart: nothing lost, nothing said twice."""

from dataclasses import replace
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.stories.kill import NO_HISTORY, STEPS, Step, kill_at, scenario

NAMED = {step.name: step for step in STEPS}
SOAKED = 500
"""Scenarios of the soak, 40 mentions each: 20,000 in all."""


def _named() -> list[ParameterSet]:
    """All steps; in the tests of every change each second one."""
    marks = ((), pytest.mark.soak)
    return [pytest.param(step, id=step.name, marks=marks[number % 2]) for number, step in enumerate(STEPS)]


@pytest.mark.parametrize("step", _named())
def test_killed_at_a_step_nothing_is_lost_and_nothing_said_twice(step: Step, tmp_path: Path) -> None:
    toll = kill_at(step, tmp_path)

    assert (toll.lost, toll.copies, toll.stale) == (0, 0, 0), toll


@pytest.mark.parametrize("name", ["post, before accept", "post, after accept"])
def test_without_history_one_copy_too_many_is_the_most(name: str, tmp_path: Path) -> None:
    toll = kill_at(NAMED[name], tmp_path, scopes=NO_HISTORY)

    assert (toll.lost, toll.stale) == (0, 0), toll
    assert toll.copies <= 1, toll


@pytest.mark.parametrize("number", [5, 103])
def test_killed_in_a_crisis_of_slacks_nothing_is_lost_and_nothing_said_twice(number: int, tmp_path: Path) -> None:
    toll = kill_at(scenario(number), tmp_path)

    assert (toll.lost, toll.copies, toll.stale) == (0, 0, 0), toll


@pytest.mark.soak
@pytest.mark.parametrize("start", range(0, SOAKED, 20))
def test_killed_at_every_step_with_every_fault(start: int, tmp_path: Path) -> None:
    for number in range(start, start + 20):
        folder = tmp_path / str(number)
        folder.mkdir()
        toll = kill_at(replace(scenario(number), name=f"scenario {number}"), folder, mentions=40, complaints=12)
        assert (toll.lost, toll.copies, toll.stale) == (0, 0, 0), toll
