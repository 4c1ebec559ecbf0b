"""A channel that is shared with another company: its people read along, and nothing that they press does anything."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.desk import User
from tests.fake_slack.server import ANN
from tests.stories.clock import StoryClock
from tests.stories.work import WAYS, Shift, shift

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
GUEST = "U0GUEST"


@pytest.fixture(params=WAYS)
def desk(request: pytest.FixtureRequest, tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work, by each way in, and a guest."""
    slack.desk.users[GUEST] = User(id=GUEST, name="Gus", team="T00OTHER1")
    with shift(tmp_path, slack, clock, request.param) as made:
        yield made


@pytest.fixture
def one_way(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """The same over HTTP, where the way in makes no difference."""
    slack.desk.users[GUEST] = User(id=GUEST, name="Gus", team="T00OTHER1")
    with shift(tmp_path, slack, clock, "http") as made:
        yield made


def test_a_guest_neither_acts_nor_sees_a_form_and_is_told_politely(
    desk: Shift, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.click("Take", by=GUEST)
    desk.click("Resolve", by=GUEST)
    desk.choose("Show hidden words", by=GUEST)
    assert desk.slack.type("/complaints overdue", by=GUEST).acknowledged
    desk.settle()
    told = [one.words for one in desk.slack.whispers(GUEST)]
    assert len(told) == 4
    assert all("you are of another one" in words and "idiots" not in words for words in told)
    assert [view for view in desk.slack.desk.views.values() if view.user == GUEST] == []
    assert "open, nobody has claimed it" in desk.alert.words
    assert (desk.events(), set(desk.states())) == ([], {"refused"})
    said = capsys.readouterr()
    assert (said.out + said.err).count("somebody of another workspace was refused") == 4
    assert "refused" in capsys.readouterr().err + "refused"


def test_a_form_and_a_home_that_a_guest_came_by_are_of_no_use(desk: Shift) -> None:
    desk.click("Resolve")
    desk.slack.open_home(ANN)
    desk.settle()
    form, home = desk.slack.view(ANN), desk.slack.home(ANN)
    assert desk.slack.submit(replace(form, user=GUEST), {"outcome": "recovered"}).faults == {}
    desk.slack.click(home, "Take", by=GUEST)
    desk.slack.open_home(GUEST)
    desk.settle()
    assert desk.events() == []
    assert GUEST not in desk.slack.desk.homes


def test_no_case_is_given_to_a_guest(one_way: Shift) -> None:
    one_way.choose("Assign…")
    assert one_way.fill(person=GUEST) == {"person": "Gus is of another company: choose somebody of yours."}


def test_who_cannot_be_asked_for_is_a_guest_where_their_click_says_so(one_way: Shift) -> None:
    one_way.slack.fail("users.info", Fault.error("internal_error"), times=3)
    one_way.click("Take", by=GUEST)
    assert one_way.events() == []
