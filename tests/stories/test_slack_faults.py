"""Slack in trouble: every error has its class, the queue is kept, others go on, and nothing is posted into the dark."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from alerts.contract import Invalid, Refused, Unavailable
from alerts.slack.errors import class_of
from monitor.domain.act import Take
from monitor.store import cases
from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.reference import METHODS
from tests.fake_slack.server import CHANNEL
from tests.stories.clock import NOON, StoryClock
from tests.stories.scene import slack_channel
from tests.stories.town import Played, Town, complaint, scene_of

OTHER = "C0000000OPS"
CODES = [
    code if number % 4 == 0 else pytest.param(code, marks=pytest.mark.soak)
    for number, code in enumerate(sorted(METHODS["chat.postMessage"].errors))
]
"""What posting may answer: every fourth, and in the soak all the others."""


@contextmanager
def town(
    folder: Path, slack: FakeSlack, clock: StoryClock, source: Played, *, operators: bool = False
) -> Iterator[Town]:
    """One played source into one channel, and a second channel for operators where asked for."""
    scene = scene_of(folder, slack)
    if operators:
        ops = slack_channel(slack, name="ops", channel=OTHER)
        scene.write(channels=[slack_channel(slack), ops], operators="ops")
    made = Town(scene, clock, {"played": source})
    yield made
    made.close()


@pytest.fixture
def source() -> Played:
    """Two complaints, waiting to be heard."""
    found = Played()
    found.say(complaint(1, NOON), complaint(2, NOON))
    return found


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("1", 1, 15),
        ("30", 30, 45),
        ("1.5", 1.5, 15),
        (format_datetime(NOON + timedelta(seconds=60), usegmt=True), 58, 75),
        ("0", 0, 15),
        ("-5", 0, 15),
        (None, 0, 15),
        ("86400", 900, 920),
    ],
)
def test_a_429_is_waited_out(
    asked: str | None, least: float, most: float, tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played
) -> None:
    slack.fail("chat.postMessage", Fault.rate_limited(asked))
    with town(tmp_path, slack, clock, source) as made:
        made.live(1000 if least > 100 else 90, step=5)

    first, second = (call.at for call in slack.called("chat.postMessage")[:2])
    assert least <= second - first <= most
    assert len(slack.messages()) == len(slack.called("chat.postMessage")) - 1 == 2


def test_while_one_channel_waits_the_other_goes_on(tmp_path: Path, clock: StoryClock) -> None:
    source = Played()
    with FakeSlack([CHANNEL, OTHER], now=clock.seconds, speed=1.0) as slack:
        scene = scene_of(tmp_path, slack)
        other = slack_channel(slack, name="app", channel=OTHER)
        departments = [{"name": "app", "topics": ["digital"], "channel": "app"}, {"name": "care", "channel": "cx"}]
        scene.write(channels=[slack_channel(slack), other], departments=departments)
        made = Town(scene, clock, {"played": source})
        source.say(complaint(0, NOON))
        slack.fail("chat.postMessage", Fault.rate_limited("600"))
        made.live(3)
        source.say(complaint(2, NOON))
        made.live(5)

        assert [len(slack.messages(CHANNEL)), len(slack.messages(OTHER))] == [0, 1]
        made.close()


def test_while_changes_wait_what_is_new_goes_on(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    source = Played()
    source.say(complaint(1, NOON))
    with town(tmp_path, slack, clock, source) as made:
        made.live(3)
        slack.fail("chat.update", Fault.rate_limited("600"))
        with made.write() as tx:
            cases.act(tx, 1, Take(), by="Ann", now=clock.now())
        made.live(3)
        source.say(complaint(2, NOON))
        made.live(6)
        assert len(made.scene.alerts) == 2
        assert len(slack.called("chat.update")) == 1
        made.live(620, step=30)
        assert "claimed by Ann" in made.scene.alerts[0].words
        assert slack.called("chat.update")[1].at - slack.called("chat.update")[0].at >= 600


@pytest.mark.parametrize("code", CODES)
def test_each_documented_error_keeps_the_queue_and_is_over_when_slack_is_well(
    code: str, tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played
) -> None:
    slack.fail("chat.postMessage", Fault.error(code))
    with town(tmp_path, slack, clock, source) as made:
        made.live(60, step=5)
        states = sorted(row.state for row in made.deliveries())

    if class_of(code) is Invalid:  # our own bug: a person sees it, and everything else goes on
        assert states == ["dead", "posted"]
        assert len(slack.messages()) == 1
    else:
        assert states == ["posted", "posted"]
        assert len(slack.messages()) == 2
        assert all(slack.copies(message.key or "") == 1 for message in slack.messages())


@pytest.mark.parametrize(
    "fault",
    [
        Fault.reset(accepted=True),
        Fault.reset(accepted=False),
        Fault.server_error(accepted=True),
        Fault.server_error(accepted=False),
        Fault.html(accepted=True),
        Fault.html(accepted=False),
        Fault.cut_json(),
        Fault.empty(),
        Fault.empty(accepted=False),
        Fault.error("fatal_error", accepted=True),
        Fault.error("brand_new_error", documented=False, accepted=True),
    ],
    ids=lambda fault: (
        f"{fault.kind.name.lower()}-{fault.code or fault.status}-{'after' if fault.accepted else 'before'}"
    ),
)
def test_a_doubtful_post_is_looked_for_before_it_is_posted_again(
    fault: Fault, tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played
) -> None:
    slack.fail("chat.postMessage", fault)
    with town(tmp_path, slack, clock, source) as made:
        made.live(90, step=5)

    posts = len(slack.called("chat.postMessage"))
    assert (len(slack.messages()), posts) == (2, 2 if fault.accepted else 3)
    assert slack.called("conversations.history")
    assert all(slack.copies(message.key or "") == 1 for message in slack.messages())


def test_history_that_lags_makes_no_copy(tmp_path: Path, clock: StoryClock, source: Played) -> None:
    with FakeSlack(now=clock.seconds, speed=1.0, lag=12.0) as slack:
        slack.fail("chat.postMessage", Fault.reset(accepted=True))
        with town(tmp_path, slack, clock, source) as made:
            made.live(90, step=5)
        assert len(slack.messages()) == 2


def test_a_refused_channel_is_probed_without_posting_told_of_once_an_hour_and_resumes(
    tmp_path: Path, clock: StoryClock, source: Played
) -> None:
    with FakeSlack([CHANNEL, OTHER], now=clock.seconds, speed=1.0) as slack:
        slack.workspace.channels[CHANNEL].is_member = False
        with town(tmp_path, slack, clock, source, operators=True) as made:
            made.live(600, step=5)
            to_cx = [call for call in slack.called("chat.postMessage") if call.arguments["channel"] == CHANNEL]
            assert len(to_cx) == 1
            probes = [call.at for call in slack.called("conversations.info")]
            assert all(20 <= later - sooner <= 30 for sooner, later in pairwise(probes))
            assert len(probes) >= 20
            assert len(slack.messages(OTHER)) == 1
            assert "cx" in slack.messages(OTHER)[0].words

            made.live(3 * 3600, step=60)
            assert 3 <= len(slack.messages(OTHER)) <= 4

            slack.workspace.channels[CHANNEL].is_member = True
            repaired = clock.seconds()
            made.live(60, step=5)
            assert len(slack.messages(CHANNEL)) == 2
            assert float(slack.messages(CHANNEL)[0].ts) - repaired <= 30
            assert "cx works again" in slack.messages(OTHER)[-1].words


def test_after_an_outage_the_first_post_comes_within_thirty_seconds(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played
) -> None:
    slack.fail("chat.postMessage", Fault.server_error(accepted=False, status=503), times=100)
    slack.fail("conversations.history", Fault.server_error(accepted=False, status=503), times=100)
    with town(tmp_path, slack, clock, source) as made:
        made.live(900, step=5)
        assert slack.messages() == []
        slack.heal()
        well = clock.seconds()
        made.live(60)

    assert len(slack.messages()) == 2
    assert float(slack.messages()[0].ts) - well <= 30


def test_a_message_that_a_person_deleted_is_not_posted_again(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played
) -> None:
    with town(tmp_path, slack, clock, source) as made:
        made.live(10)
        first = slack.messages()[0]
        slack.delete(first.ts)
        source.say(complaint(1, NOON, text="Acme Air lost it all again. Terrible service!", edited_at=NOON))
        source.say(complaint(2, NOON, text="Acme Air hung up again. Awful customer service!", edited_at=NOON))
        made.live(30)

        assert slack.copies(first.key or "") == 0
        assert [row.state for row in made.deliveries() if row.kind == "alert"] == ["withdrawn", "posted"]


def test_told_to_stop_while_it_waits_for_its_turn_it_posts_nothing_more(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_instead(_: float) -> None:
        clock.stopped = len(slack.messages()) == 1

    with town(tmp_path, slack, clock, source) as made:
        monkeypatch.setattr(clock, "wait", stop_instead)
        made.tick()
        assert len(slack.called("chat.postMessage")) == 1
        assert [row.lease_until for row in made.deliveries() if row.state == "waiting"] == [None]

        monkeypatch.undo()
        clock.stopped = False
        made.live(5)
        assert len(slack.messages()) == 2


def test_the_classes_are_those_that_the_stories_above_rely_on() -> None:
    assert issubclass(class_of("not_in_channel"), Refused)
    assert class_of("internal_error") is Unavailable
