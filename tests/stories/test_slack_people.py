"""Whom messages call: owners in their threads, whoever is given cases alone, whoever is on duty; nobody else, ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.store import handovers
from tests.fake_slack import FakeSlack, Fault, Message
from tests.fake_slack.server import ANN, BOB
from tests.stories.clock import NOON, StoryClock
from tests.stories.test_slack_work import UNLIKE
from tests.stories.town import complaint
from tests.stories.work import Shift, shift

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LATE = {"after": "0m", "to": ["owner", "on_duty"]}
CARE = {"name": "care", "channel": "cx", "remind": [], "sla": {"high": "1h", "medium": "1h"}, "escalation": [LATE]}


@contextmanager
def working(folder: Path, slack: FakeSlack, clock: StoryClock, *said: str, **config: Any) -> Iterator[Shift]:
    with shift(folder, slack, clock, "http", *said, config={"departments": [CARE], **config}) as made:
        yield made


@pytest.fixture
def desk(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    with working(tmp_path, slack, clock) as made:
        yield made


def called(message: Message) -> list[str]:
    """The lines of a message that call somebody; nothing else in it is read as markup."""
    return [block["text"]["text"] for block in message.blocks if block["type"] == "section"]


def in_threads(desk: Shift) -> list[str]:
    replies = (one for one in desk.slack.messages() if one.thread_ts not in {None, one.ts})
    return [line for reply in replies for line in called(reply)]


def assign(desk: Shift, person: str, note: str = "", by: str = ANN) -> None:
    desk.choose("Assign…", by=by)
    assert desk.fill(by, person=person, note=note) == {}
    desk.town.live(15)


def ring(desk: Shift, after: timedelta) -> None:
    desk.town.clock.move(after)
    desk.town.monitor.remind.run_once(desk.town.clock.now())
    desk.town.live(3)


def test_who_is_assigned_a_case_is_called_in_its_thread_and_told_alone(desk: Shift) -> None:
    desk.click("Take")
    desk.town.live(15)
    assert (in_threads(desk), desk.slack.direct.messages(ANN)) == ([], [])
    assign(desk, BOB, "Yours, I think. <!channel> <@U0ANN>")
    assert in_threads(desk) == ["<@U0BOB>"]
    [told] = desk.slack.direct.messages(BOB)
    assert told.words.startswith("🟡 Medium · C-1 is yours now")
    assert "Ann gave it to you.\nAnn notes: Yours, I think. <!channel> <@U0ANN>" in told.words
    assert called(told) == []
    assert "idiots" not in told.words
    desk.click("Show C-1", by=BOB, on=told)
    assert "claimed by Bob the lead" in desk.slack.whispers(BOB)[-1].words


def test_of_many_cases_one_message_tells(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    with working(tmp_path, slack, clock, *UNLIKE) as desk:
        desk.town.live(10)
        for alert in desk.town.scene.alerts:
            desk.click("Take", on=alert)
        with desk.town.write() as tx:
            handovers.hand_over(tx, "Ann", "Bob the lead", note="Night shift", channel="cx", by="Ann", now=clock.now())
        desk.town.live(20)
        [told] = slack.direct.messages(BOB)
        assert "6 cases are yours now" in told.words
        assert told.words.count("Night shift") == 1
        assert in_threads(desk) == []


def test_a_message_to_one_person_in_doubt_is_looked_for(desk: Shift) -> None:
    desk.choose("Assign…")
    desk.fill(person=BOB)
    desk.slack.fail("chat.postMessage", Fault.reset(accepted=True), times=2)  # the thread's line, and theirs
    desk.town.live(90)
    assert len(desk.slack.direct.messages(BOB)) == 1
    assert in_threads(desk) == ["<@U0BOB>"]


def test_what_was_given_and_taken_away_again_is_told_to_nobody(desk: Shift) -> None:
    desk.choose("Assign…")
    desk.fill(person=BOB)
    desk.choose("Assign…")
    desk.fill(person=ANN)
    desk.town.live(20)
    assert desk.slack.direct.messages(BOB) == []


def test_words_that_a_customer_deletes_leave_the_direct_message_too(desk: Shift) -> None:
    assign(desk, BOB)
    assert "suitcase" in desk.slack.direct.messages(BOB)[0].words
    desk.said.say(deleted=(complaint(0, NOON).key,))
    desk.town.live(15)
    [told] = desk.slack.direct.messages(BOB)
    assert "suitcase" not in told.words
    assert "C-1 is yours now" in told.words


def test_who_is_on_duty_is_named_and_called_when_an_answer_is_late(desk: Shift) -> None:
    desk.slack.type("/complaints on-duty <@U0BOB> for 12h", by=BOB)
    desk.settle()
    desk.choose("Severity or topic…", by=BOB)
    desk.fill(BOB, severity="critical")
    desk.town.live(3)
    assert "On duty  Bob the lead until" in desk.alert.words
    assert called(desk.alert) == ["<@U0BOB>"]
    desk.click("Take")
    assert "On duty" not in desk.alert.words
    ring(desk, timedelta(hours=3))
    assert in_threads(desk) == ["<@U0ANN> <@U0BOB>"]


def test_who_is_away_is_not_called_and_whoever_stands_in_is(desk: Shift) -> None:
    desk.slack.type("/complaints on-duty <@U0BOB>", by=BOB)
    desk.settle()
    away = desk.town.clock.now() + timedelta(days=2)
    with desk.town.write() as tx:
        handovers.go_away(tx, "Bob the lead", away, None, by="Ann", now=desk.town.clock.now())
    ring(desk, timedelta(hours=3))
    told = desk.slack.messages()[-1]
    assert told.thread_ts is None  # nobody is on duty: the channel is told
    assert called(told) == []
    desk.click("Take", on=told)
    assert "claimed by Ann" in desk.alert.words


def test_whoever_is_named_by_their_address_is_known_before_they_press_anything(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    people = [{"name": "Annabel", "email": "ann@example.org"}, {"name": "Nemo", "email": "nemo@example.org"}]
    with working(tmp_path, slack, clock, people=people) as desk:
        desk.town.monitor.people.acquaint(clock.now())
        desk.town.monitor.people.acquaint(clock.now())
        assert len(slack.called("users.lookupByEmail")) == 2
        assign(desk, ANN, by=BOB)
        assert in_threads(desk) == ["<@U0ANN>"]
        assert "C-1 is yours now" in slack.direct.messages(ANN)[0].words
