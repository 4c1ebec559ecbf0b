"""People at work while Slack is in trouble: what they do holds, and shows in the end."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.server import ANN, BOB, CHANNEL
from tests.stories.clock import StoryClock
from tests.stories.work import Shift, shift


@pytest.fixture
def one_way(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work over HTTP, where the way in makes no difference."""
    with shift(tmp_path, slack, clock, "http") as made:
        yield made


def test_a_click_on_a_case_that_is_gone_is_explained(one_way: Shift) -> None:
    with one_way.town.write() as tx:
        tx.exec_driver_sql("DELETE FROM cases")
    one_way.click("Take")
    assert "there is no case C-1" in one_way.slack.whispers(ANN)[-1].words


def test_a_message_that_was_deleted_is_left_alone_and_the_act_holds(one_way: Shift) -> None:
    old = one_way.alert
    one_way.slack.delete(old.ts)
    one_way.click("Take", on=old)
    one_way.town.live(30)
    assert one_way.events() == [("acknowledged", "Ann", "acknowledged")]
    assert one_way.slack.messages() == []
    assert {row.state for row in one_way.town.deliveries()} == {"withdrawn"}


@pytest.mark.parametrize(
    "lost",
    [{"is_archived": True}, {"is_member": False}, {"is_member": False, "is_private": True}],
    ids=["archived", "not in it", "not seen"],
)
def test_while_a_channel_is_lost_acts_hold_and_show_once_it_is_back(one_way: Shift, lost: dict[str, bool]) -> None:
    place, old = one_way.slack.workspace.channels[CHANNEL], one_way.alert
    for name, value in lost.items():
        setattr(place, name, value)
    one_way.click("Take", on=old)
    one_way.click("Not a complaint", by=BOB, on=old)
    one_way.town.live(60, step=10)
    assert [kind for kind, _, _ in one_way.events()] == ["acknowledged", "dismissed"]
    assert one_way.alert == old
    place.is_archived, place.is_member = False, True
    one_way.town.live(60, step=10)
    assert one_way.alert.words.startswith("✅ Dismissed")
    assert len(one_way.town.scene.alerts) == 1
    assert one_way.replies() == ["Ann claimed it (12:00 UTC)\nBob the lead dismissed it as not a complaint (12:00 UTC)"]


def test_while_the_app_is_removed_acts_hold_and_show_once_it_is_back(one_way: Shift) -> None:
    one_way.slack.fail("chat.update", Fault.error("token_revoked"))
    one_way.slack.fail("auth.test", Fault.error("token_revoked"), times=3)
    one_way.click("Take")
    assert "claimed by" not in one_way.alert.words
    assert [(kind, became) for kind, _, became in one_way.events()] == [("acknowledged", "acknowledged")]
    one_way.town.live(120, step=5)
    assert "claimed by" in one_way.alert.words


@pytest.mark.parametrize(
    "fault",
    [
        Fault.reset(accepted=True),
        pytest.param(Fault.reset(accepted=False), marks=pytest.mark.soak),
        pytest.param(Fault.server_error(accepted=True), marks=pytest.mark.soak),
        Fault.html(accepted=False),
        pytest.param(Fault.cut_json(), marks=pytest.mark.soak),
        Fault.empty(),
        Fault.rate_limited("30"),
        pytest.param(Fault.error("internal_error"), marks=pytest.mark.soak),
        pytest.param(Fault.error("fatal_error", accepted=True), marks=pytest.mark.soak),
        Fault.error("channel_not_found"),
        Fault.error("invalid_auth"),
    ],
    ids=lambda fault: f"{fault.kind.name.lower()}-{fault.code or fault.status}",
)
def test_whatever_becomes_of_an_update_the_act_holds_and_shows_in_the_end(one_way: Shift, fault: Fault) -> None:
    one_way.slack.fail("chat.update", fault)
    one_way.click("Take")
    assert one_way.events() == [("acknowledged", "Ann", "acknowledged")]
    one_way.town.live(120, step=5)
    assert "claimed by Ann" in one_way.alert.words
    assert one_way.replies() == ["Ann claimed it"]


@pytest.mark.parametrize(
    ("method", "code"),
    [
        ("users.info", "missing_scope"),
        ("users.info", "user_not_found"),
        ("users.info", "internal_error"),
        ("usergroups.list", "missing_scope"),
    ],
)
def test_who_cannot_be_asked_for_is_known_by_their_id_at_least(one_way: Shift, method: str, code: str) -> None:
    one_way.slack.fail(method, Fault.error(code), times=3)
    one_way.click("Take")
    assert one_way.events()[0][1] in {"Ann", ANN}


def test_a_stranger_is_known_by_name_from_the_next_press_on(one_way: Shift) -> None:
    one_way.slack.fail("users.info", Fault.error("internal_error"))
    one_way.click("Take")
    one_way.town.clock.move(timedelta(minutes=6))
    one_way.click("Hand back")
    assert [who for _, who, _ in one_way.events()] == [ANN, "Ann"]
