"""Slack's tiers: what all processes together may call in a minute, and what a 429 holds for each of them."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from alerts.contract import Notice, Tone, Unavailable
from alerts.kind import Tools
from alerts.slack import KIND
from alerts.slack.channel import SlackChannel
from alerts.slack.tiers import A_MINUTE
from monitor.store.database import Database
from monitor.store.pacing import CallTurns
from tests.alerts.forms import SCREEN
from tests.fake_slack import ANN, BOB, FakeSlack, Fault
from tests.fake_slack.reference import METHODS
from tests.store.seeds import NOON

OUR_OWN_RULES = {
    "auth.test",  # called once
    "chat.postMessage",  # one a second and channel: the outbox
    "chat.update",  # 50 a minute in all: the outbox
    "apps.connections.open",  # by the socket, which has pauses of its own
    "views.update",  # not called
}
NOTICE = Notice(key="k", tone=Tone.INFO, title="x")


class Team:
    """Two processes that speak for one app, on one store."""

    def __init__(self, db: Database, slack: FakeSlack) -> None:
        self.now = NOON
        turns = [CallTurns(db, self._clock) for _ in range(2)]
        self.one, self.other = (_channel(slack, self._clock, each) for each in turns)

    def _clock(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def _channel(slack: FakeSlack, now: object, turns: CallTurns) -> SlackChannel:
    settings = KIND.settings(token="xoxb-1", channel="C0123456789", base_url=slack.base_url)  # type: ignore[call-arg]
    made = KIND.build(settings, Tools(name="cx", now=now, turns=turns))  # type: ignore[arg-type]
    assert isinstance(made, SlackChannel)
    return made


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def team(db: Database, slack: FakeSlack) -> Team:
    return Team(db, slack)


def test_every_method_has_the_rate_of_its_tier() -> None:
    wanted = {name: method.a_minute for name, method in METHODS.items() if name not in OUR_OWN_RULES}
    assert wanted == A_MINUTE


def test_what_is_over_a_minutes_share_is_not_called_by_any_process(team: Team, slack: FakeSlack) -> None:
    for _ in range(25):
        team.one.show_home(SCREEN, ANN)
        team.other.show_home(SCREEN, BOB)
    with pytest.raises(Unavailable) as told:
        team.other.show_home(SCREEN, ANN)
    assert told.value.retry_after == pytest.approx(1.2)
    for _ in range(60):
        team.wait(1)
        for each in (team.one, team.other):
            with suppress(Unavailable):
                each.show_home(SCREEN, ANN)
    assert len(slack.called("views.publish")) == 100


def test_one_method_waits_for_itself_alone_and_in_every_process(team: Team, slack: FakeSlack) -> None:
    slack.fail("views.publish", Fault.rate_limited("30"))
    with pytest.raises(Unavailable):
        team.one.show_home(SCREEN, ANN)
    with pytest.raises(Unavailable):
        team.other.show_home(SCREEN, ANN)
    assert len(slack.called("views.publish")) == 1
    assert team.other.profile(ANN).name == "Ann"
    team.one.post(NOTICE)
    team.wait(31)
    team.other.show_home(SCREEN, ANN)
