"""Forms opened, answers given, homes shown, people known: with Slack's own client against the strict fake."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from alerts.contract import ChannelError, Invalid, Refused, Unavailable, Uncertain
from alerts.interactive import Form, Interactive, Press, PressKind, Profile
from alerts.slack.people import GROUPS_SECONDS, PROFILE_SECONDS
from tests.alerts.forms import FORM, SCREEN
from tests.alerts.notices import ALERT, RECEIPT
from tests.alerts.slack_channel import CHANNEL, channel, refused_with
from tests.fake_slack import ANN, BOB, FakeSlack, Fault, User


def press(slack: FakeSlack, *, age: float = 0.0, by: str = ANN) -> Press:
    return Press(
        id=f"press-{by}",
        kind=PressKind.BUTTON,
        workspace="T00FAKE01",
        person=by,
        action="respond",
        pressed_at=datetime.now(UTC) - timedelta(seconds=age),
        receipt=replace(RECEIPT, channel=CHANNEL),
        trigger=slack.desk.trigger(by, age=age),
        answer_at=slack.desk.answer_url(by, CHANNEL),
    )


def test_offers_the_skill(slack: FakeSlack) -> None:
    assert isinstance(channel(slack), Interactive)


class TestForms:
    def test_open_for_the_person_who_pressed(self, slack: FakeSlack) -> None:
        channel(slack).show(FORM, press(slack, by=BOB))
        assert FORM.quote is not None
        assert FORM.quote in slack.view(BOB).words

    def test_open_once_for_one_press(self, slack: FakeSlack) -> None:
        cx, pressed = channel(slack), press(slack)
        cx.show(FORM, pressed)
        assert "press again" in str(refused_with(cx.show, FORM, pressed))

    def test_do_not_open_when_it_is_too_late(self, slack: FakeSlack) -> None:
        error = refused_with(channel(slack).show, FORM, press(slack, age=5))
        assert isinstance(error, Refused)
        assert "press again" in str(error)

    def test_do_not_open_for_nobody(self, slack: FakeSlack) -> None:
        assert isinstance(refused_with(channel(slack).show, FORM, replace(press(slack), trigger=None)), Refused)

    def test_that_cannot_be_carried_are_invalid(self, slack: FakeSlack) -> None:
        form = Form(action="a", value="v" * 4000, title="x", submit="x")
        assert isinstance(refused_with(channel(slack).show, form, press(slack)), Invalid)

    @pytest.mark.parametrize(
        ("fault", "outcome"), [(Fault.reset(accepted=True), Uncertain), (Fault.error("internal_error"), Unavailable)]
    )
    def test_say_what_became_of_them(self, slack: FakeSlack, fault: Fault, outcome: type[ChannelError]) -> None:
        slack.fail("views.open", fault)
        assert type(refused_with(channel(slack).show, FORM, press(slack))) is outcome


class TestAnswers:
    def test_are_seen_by_the_person_who_pressed_alone(self, slack: FakeSlack) -> None:
        channel(slack).answer(ALERT, press(slack, by=BOB))
        [whisper] = slack.whispers(BOB)
        assert ALERT.title in whisper.words
        assert slack.messages() == []
        assert slack.called("chat.postEphemeral") == []

    def test_go_the_other_way_after_five(self, slack: FakeSlack) -> None:
        cx, pressed = channel(slack), press(slack)
        for _ in range(7):
            cx.answer(ALERT, pressed)
        assert len(slack.whispers()) == 7
        assert len(slack.called("response_url")) == 5
        assert len(slack.called("chat.postEphemeral")) == 2

    def test_go_the_other_way_after_half_an_hour(self, slack: FakeSlack) -> None:
        channel(slack).answer(ALERT, replace(press(slack), pressed_at=datetime.now(UTC) - timedelta(hours=1)))
        assert slack.called("response_url") == []
        assert len(slack.whispers()) == 1

    def test_go_the_other_way_where_slack_has_closed_the_first(self, slack: FakeSlack) -> None:
        cx = channel(slack)
        cx.answer(ALERT, replace(press(slack), answer_at=f"{slack.root}actions/T1/1/unknown"))
        cx.answer(ALERT, replace(press(slack), answer_at=None, receipt=None))
        assert [call.arguments["channel"] for call in slack.called("chat.postEphemeral")] == [CHANNEL, CHANNEL]

    @pytest.mark.parametrize(
        "url", ["http://evil.example/", "https://hooks.slack.com.evil.example/", "file:///x", "//["]
    )
    def test_go_nowhere_but_to_slack(self, slack: FakeSlack, url: str) -> None:
        channel(slack).answer(ALERT, replace(press(slack), answer_at=url))
        assert len(slack.called("chat.postEphemeral")) == 1

    @pytest.mark.parametrize(
        ("fault", "outcome"),
        [
            (Fault.reset(accepted=True), Uncertain),
            (Fault.server_error(accepted=False), Uncertain),
            (Fault.rate_limited("7"), Unavailable),
        ],
        ids=["reset", "500", "429"],
    )
    def test_in_doubt_are_not_given_twice(self, slack: FakeSlack, fault: Fault, outcome: type[ChannelError]) -> None:
        slack.fail("response_url", fault)
        pressed = press(slack)
        error = refused_with(channel(slack).answer, ALERT, pressed)
        assert type(error) is outcome
        assert slack.called("chat.postEphemeral") == []
        assert str(pressed.answer_at).rsplit("/", 1)[1] not in repr(error)

    def test_to_somebody_who_left_the_channel_are_refused(self, slack: FakeSlack) -> None:
        slack.fail("chat.postEphemeral", Fault.error("user_not_in_channel"))
        error = refused_with(channel(slack).answer, ALERT, replace(press(slack), answer_at=None))
        assert isinstance(error, Refused)


class TestHome:
    def test_is_shown_to_one_person(self, slack: FakeSlack) -> None:
        channel(slack).show_home(SCREEN, BOB)
        assert "Nothing is overdue." in slack.home(BOB).words
        assert ANN not in slack.desk.homes

    def test_in_doubt_may_be_shown_again(self, slack: FakeSlack) -> None:
        slack.fail("views.publish", Fault.reset(accepted=True))
        assert isinstance(refused_with(channel(slack).show_home, SCREEN, ANN), Unavailable)

    def test_that_is_turned_off_names_the_remedy(self, slack: FakeSlack) -> None:
        slack.fail("views.publish", Fault.error("not_enabled"))
        assert "Home tab" in str(refused_with(channel(slack).show_home, SCREEN, ANN))


class TestProfiles:
    def test_tell_who_somebody_is(self, slack: FakeSlack) -> None:
        slack.desk.groups |= {"S1LEADS": {ANN, BOB}, "S2OTHERS": {BOB}}
        assert channel(slack).profile(ANN) == Profile(
            id=ANN,
            name="Ann",
            email="ann@example.org",
            zone="Europe/London",
            groups=frozenset({"S1LEADS"}),
            workspace="T00FAKE01",
        )

    def test_go_without_what_the_app_may_not_see(self) -> None:
        with FakeSlack(scopes="chat:write,users:read") as slack:
            slack.desk.groups["S1LEADS"] = {ANN}
            profile = channel(slack).profile(ANN)
        assert (profile.name, profile.email, profile.groups) == ("Ann", None, frozenset())

    def test_are_asked_for_once_in_a_while(self, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
        now = [1000.0]
        monkeypatch.setattr("alerts.slack.people.time.monotonic", lambda: now[0])
        cx = channel(slack)
        for _ in range(3):
            cx.profile(ANN)
        assert (len(slack.called("users.info")), len(slack.called("usergroups.list"))) == (1, 1)
        slack.desk.groups["S1LEADS"] = {ANN}
        now[0] += GROUPS_SECONDS
        assert cx.profile(ANN).groups == {"S1LEADS"}
        slack.desk.users[ANN] = User(id=ANN, name="Anna")
        now[0] += PROFILE_SECONDS
        assert cx.profile(ANN).name == "Anna"

    def test_of_nobody_are_refused(self, slack: FakeSlack) -> None:
        assert isinstance(refused_with(channel(slack).profile, "U0NOBODY"), Refused)
