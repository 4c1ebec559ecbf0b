"""`kill -9` at every step of an act, then a restart: none is lost, none applied twice, and its message shows it."""

from pathlib import Path

import pytest

from tests.stories.clicks import CLICK_STEPS, ClickStep, click_and_die

IN_EVERY_RUN = {
    ("take", "after keep, before ack"),
    ("respond, send", "sent, before it is known"),
    ("incident merge", "in act"),
}
"""One of each way that an act is applied; the soak has all."""


def _named(step: ClickStep) -> str:
    return f"{step.act.name}: {step.name}"


def _paid_nothing(step: ClickStep, folder: Path) -> None:
    toll = click_and_die(step, folder)
    assert (toll.lost, toll.twice, toll.stale, toll.copies) == (0, 0, 0, 0), toll


@pytest.mark.parametrize(
    "step",
    [pytest.param(one, id=_named(one)) for one in CLICK_STEPS if (one.act.name, one.name) in IN_EVERY_RUN],
)
def test_killed_at_a_step_of_an_act_it_is_neither_lost_nor_applied_twice(step: ClickStep, tmp_path: Path) -> None:
    _paid_nothing(step, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("step", [pytest.param(one, id=_named(one)) for one in CLICK_STEPS])
def test_killed_at_every_step_of_every_act(step: ClickStep, tmp_path: Path) -> None:
    _paid_nothing(step, tmp_path)
