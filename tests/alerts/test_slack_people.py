"""People in Slack: found by their address, told apart from those of other companies, and written to alone."""

from dataclasses import replace

import pytest

from alerts.contract import Gone, Uncertain, Unsearchable
from alerts.interactive import Personal
from alerts.slack.account import Account
from alerts.slack.blocks import message_for
from tests.alerts.notices import ALERT
from tests.alerts.slack_channel import channel, long_ago, refused_with
from tests.fake_slack import ANN, BOB, FakeSlack, Fault, User

TO_ANN = replace(ALERT, key="personal:1", to=ANN)


def test_somebody_is_found_by_their_address(slack: FakeSlack) -> None:
    cx = channel(slack)
    assert isinstance(cx, Personal)
    found = cx.find_person("Ann@example.org")
    assert found is not None
    assert (found.id, found.workspace, found.outside) == (ANN, "T00FAKE01", False)
    assert cx.find_person("nobody@example.org") is None


def test_nobody_is_found_without_the_scope() -> None:
    with FakeSlack(scopes="chat:write,users:read") as slack:
        assert channel(slack).find_person("ann@example.org") is None


def test_who_is_of_another_company_is_outside(slack: FakeSlack) -> None:
    slack.desk.users["U0GUEST"] = User(id="U0GUEST", name="Gus", team="T00OTHER1")
    cx = channel(slack)
    assert (cx.profile("U0GUEST").outside, cx.profile(ANN).outside) == (True, False)


@pytest.mark.parametrize(
    ("ours", "team", "enterprise", "one_of_us"),
    [
        (Account(team="T1"), "T1", "", True),
        (Account(team="T1"), "T2", "", False),
        (Account(team="T1"), "T2", "E2", False),
        (Account(team="T1", enterprise="E1"), "T2", "E1", True),
        (Account(team="T1", enterprise="E1"), "T2", "E2", False),
        (Account(team="T1", enterprise="E1"), "T2", "", False),
        (Account(team="T1"), "", "", True),
    ],
)
def test_an_organisation_is_one_company(ours: Account, team: str, enterprise: str, one_of_us: bool) -> None:
    assert ours.has(team, enterprise) is one_of_us


def test_what_is_for_one_person_reaches_them_alone(slack: FakeSlack) -> None:
    cx = channel(slack)
    receipt = cx.post(TO_ANN)
    assert [one.key for one in slack.direct.messages(ANN)] == [TO_ANN.key]
    assert (slack.messages(), slack.direct.messages(BOB)) == ([], [])
    cx.revise(receipt, replace(TO_ANN, title="Changed"))
    assert "Changed" in slack.direct.messages(ANN)[0].words


def test_a_direct_message_in_doubt_is_found_where_that_is_allowed(slack: FakeSlack) -> None:
    cx = channel(slack)
    slack.fail("chat.postMessage", Fault.reset(accepted=True))
    assert isinstance(refused_with(cx.post, TO_ANN), Uncertain)
    found = cx.find(TO_ANN.key, long_ago(), to=ANN)
    assert found is not None
    assert found.reference == slack.direct.messages(ANN)[0].ts
    assert cx.find(TO_ANN.key, long_ago(), to=BOB) is None
    assert cx.find(TO_ANN.key, long_ago(), to="U0NOBODY") is None


def test_where_it_is_not_that_is_said() -> None:
    with FakeSlack(scopes="chat:write,channels:history") as slack, pytest.raises(Unsearchable):
        channel(slack).find(TO_ANN.key, long_ago(), to=ANN)


@pytest.mark.parametrize("code", ["channel_not_found", "messages_tab_disabled", "is_archived"])
def test_who_cannot_be_written_to_refuses_no_channel(slack: FakeSlack, code: str) -> None:
    slack.fail("chat.postMessage", Fault.error(code))
    assert isinstance(refused_with(channel(slack).post, TO_ANN), Gone)


def test_a_person_is_called_by_their_id_alone() -> None:
    called = message_for(replace(ALERT, calls=("U0ANN", "S1TEAM", "<!channel>", "U1> <@U2", "everyone", "U0ANN")))
    [line] = [block["text"]["text"] for block in called.blocks if block["type"] == "section"]
    assert line == "<@U0ANN> <!subteam^S1TEAM>"
