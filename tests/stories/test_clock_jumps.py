"""A clock that is set: nobody falls silent, and nothing is said twice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack
from tests.stories.clock import NOON, StoryClock
from tests.stories.town import Played, Town, complaint, scene_of


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack whose own clock is right."""
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def source() -> Played:
    """A source that has something to say."""
    found = Played()
    found.say(complaint(1, NOON))
    return found


@pytest.fixture
def town(tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played) -> Iterator[Town]:
    """A service that has begun well."""
    made = Town(scene_of(tmp_path, slack), clock, {"played": source})
    made.live(5)
    yield made
    made.close()


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=30)])
def test_a_clock_that_goes_back_silences_nobody(
    back: timedelta, town: Town, source: Played, slack: FakeSlack, clock: StoryClock
) -> None:
    clock.move(-back)
    source.say(complaint(7, NOON), complaint(8, NOON))
    town.live(60)

    assert len(slack.messages()) == 3


def test_a_clock_that_went_back_with_messages_waiting_delivers_them(
    town: Town, source: Played, slack: FakeSlack, clock: StoryClock
) -> None:
    source.say(complaint(7, NOON), complaint(8, NOON))
    town.monitor.collect.run_once(clock.now())
    town.monitor.judge.run_once(clock.now())
    clock.move(-timedelta(days=2))
    town.live(60)

    assert len(slack.messages()) == 3


def test_a_clock_that_leaps_forward_repeats_nothing(
    town: Town, source: Played, slack: FakeSlack, clock: StoryClock
) -> None:
    clock.move(timedelta(days=400))
    source.say(complaint(7, NOON), complaint(8, NOON))
    town.live(60)

    assert len([one for one in slack.messages() if (one.key or "").startswith("case:")]) == 3
    assert all(slack.copies(one.key or "") == 1 for one in slack.messages())
