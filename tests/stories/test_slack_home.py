"""The app's home and `/complaints`: what somebody sees and does without any message, over both ways in."""

from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.stages.kudos import KudosStage
from monitor.stages.morning import Mornings, MorningStage
from tests.fake_slack import FakeSlack
from tests.fake_slack.server import ANN, BOB
from tests.stories.clock import StoryClock
from tests.stories.work import WAYS, Shift, shift

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(params=WAYS)
def desk(request: pytest.FixtureRequest, tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work, by each way in."""
    with shift(tmp_path, slack, clock, request.param) as made:
        yield made


@pytest.fixture
def one_way(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> Iterator[Shift]:
    """People at work over HTTP, where the way in makes no difference."""
    with shift(tmp_path, slack, clock, "http") as made:
        yield made


def home_of(desk: Shift, who: str = ANN) -> str:
    return desk.slack.home(who).words


def at_home(desk: Shift, what: str, who: str = ANN) -> str:
    """Press something in the home; return what the home shows then."""
    assert desk.slack.click(desk.slack.home(who), what, by=who).acknowledged
    desk.settle()
    return home_of(desk, who)


def typed(desk: Shift, line: str, by: str = ANN) -> str:
    """Type the command; return what is answered."""
    before = len(desk.slack.whispers(by))
    assert desk.slack.type(f"/complaints {line}".strip(), by=by).acknowledged
    desk.settle()
    said = desk.slack.whispers(by)
    assert len(said) == before + 1
    return said[-1].words


def opened(desk: Shift, who: str = ANN) -> str:
    assert desk.slack.open_home(who).acknowledged
    desk.settle()
    return home_of(desk, who)


def test_the_home_shows_what_there_is_to_do(desk: Shift) -> None:
    shown = opened(desk)
    assert "Mine You have no open case." in shown
    assert "Nobody has taken (1)" in shown
    assert "C-1 · " in shown
    assert "due in" in shown
    assert "1 source heard, every channel takes messages." in shown
    assert "idiots" not in shown
    assert "7946" not in shown


def test_what_is_pressed_in_the_home_shows_there_and_in_the_channel(desk: Shift) -> None:
    opened(desk)
    shown = at_home(desk, "Take")
    assert "Mine (1)" in shown
    assert "Ann has it" in shown
    assert "Everything is taken." in shown
    assert "claimed by Ann" in desk.alert.words
    shown = at_home(desk, "Not a complaint")
    assert shown.startswith("Set aside C-1 counts as not a complaint.")
    assert "Mine (1)" in at_home(desk, "Undo")


def test_a_form_opened_from_the_home_shows_there(desk: Shift) -> None:
    opened(desk)
    at_home(desk, "Resolve")
    assert desk.fill(outcome="recovered") == {}
    assert "C-1" not in home_of(desk)
    assert desk.alert.words.startswith("✅ Resolved · recovered")


def test_what_somebody_did_meanwhile_is_told_in_the_home(one_way: Shift) -> None:
    opened(one_way)
    old = one_way.slack.home(ANN)
    one_way.click("Take", by=BOB)
    assert one_way.slack.click(old, "Take", by=ANN).acknowledged
    one_way.settle()
    assert home_of(one_way).startswith("Nothing was changed Bob the lead took C-1")


def test_overdue_cases_and_troubles_are_shown(one_way: Shift) -> None:
    one_way.town.clock.move(timedelta(days=30))
    with one_way.town.write() as tx:
        tx.exec_driver_sql("UPDATE sources SET paused = 1, trouble = 'refused (401)'")
    shown = opened(one_way)
    assert "Overdue (1)" in shown
    assert "overdue · nobody has it" in shown
    assert "is paused (refused (401))" in shown


def test_a_long_list_is_bounded_and_says_what_is_left_out(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    said = (f"Acme Air lost bag {n}. Terrible service, never again." for n in range(14))
    with shift(tmp_path, slack, clock, "http", *said) as desk:
        shown = opened(desk)
        assert "Nobody has taken (14)" in shown
        assert "And 4 more: http" in shown


def test_the_command_helps_and_names_the_nearest_word(desk: Shift) -> None:
    assert "What you can type behind /complaints" in typed(desk, "")
    assert "Did you mean" in (told := typed(desk, "ovrdue <!channel>"))
    assert "overdue" in told


def test_the_command_finds_shows_and_works_on_a_case(desk: Shift) -> None:
    assert "C-1 · " in typed(desk, "search suitcase")
    assert "No case has these words." in typed(desk, "search zeppelin")
    assert "You have no open case." in typed(desk, "mine")
    assert "nobody has claimed it" in typed(desk, "c-1")
    assert desk.slack.click(desk.slack.whispers(ANN)[-1], "Take", by=ANN).acknowledged
    desk.settle()
    assert "claimed by Ann" in desk.slack.whispers(ANN)[-1].words
    assert "claimed by Ann" in desk.alert.words
    assert "Mine: 1 case" in typed(desk, "mine")
    assert desk.slack.click(desk.slack.whispers(ANN)[-1], "Show C-1", by=ANN).acknowledged
    desk.settle()
    assert "claimed by Ann" in desk.slack.whispers(ANN)[-1].words
    assert "there is no case C-77" in typed(desk, "C-77")


def test_the_command_tells_how_it_stands(one_way: Shift) -> None:
    told = typed(one_way, "status")
    assert "All is well" in told
    assert "1 open" in told
    assert "Overdue" in typed(one_way, "overdue")
    assert "Week" in typed(one_way, "digest")


def test_who_is_on_duty_is_named_and_shown(desk: Shift) -> None:
    assert "Nobody is named" in typed(desk, "on-duty")
    assert "Ann: everything, until" in typed(desk, "on-duty me 8h")
    assert "Bob the lead: app, until" in typed(desk, f"on-duty <@{BOB}|bob> app until 18:00", by=BOB)
    assert "Only a lead puts others on duty" in typed(desk, f"on-duty <@{BOB}>")
    assert "on-duty @maria" in typed(desk, "on-duty tomorrow perhaps")
    shown = opened(desk)
    assert "Ann: everything" in shown
    assert "Bob the lead: app" in shown
    desk.town.clock.move(timedelta(hours=9))
    assert "Ann" not in typed(desk, "on-duty nobody app", by=BOB)


def test_muting_is_for_leads_and_opens_the_form(desk: Shift) -> None:
    assert "This takes a lead; you are an agent." in typed(desk, "mute")
    assert desk.slack.type("/complaints mute C-1", by=BOB).acknowledged
    desk.settle()
    assert desk.slack.view(BOB).words.startswith("Mute what is known")
    assert desk.fill(BOB, name="strike", reason="Known") == {}
    assert "Of 1 complaint of the last 30 days it would have held 1." in desk.slack.whispers(BOB)[-1].words
    assert "Muted  nothing" in typed(desk, "status", by=BOB)
    tried = next(one for one in reversed(desk.slack.whispers(BOB)) if "Nothing is muted yet." in one.words)
    assert desk.slack.click(tried, "Mute", by=BOB).acknowledged
    desk.settle()
    assert "Muted: strike" in desk.slack.whispers(BOB)[-1].words
    assert "strike until" in typed(desk, "status", by=BOB)
    assert "by Bob the lead: Known (0 held)" in typed(desk, "silences")
    assert "This takes a lead" in typed(desk, "unmute strike")
    assert "strke is not known. Muted now: strike." in typed(desk, "unmute strke", by=BOB)
    assert "strike is over" in typed(desk, "unmute strike", by=BOB)
    assert "Nothing is muted" in typed(desk, "silences")


def test_open_incidents_are_shown_and_closed_in_the_home(one_way: Shift) -> None:
    assert "Incidents" not in opened(one_way)
    one_way.choose("Incident…")
    assert one_way.fill(incident="new") == {}
    shown = opened(one_way)
    assert "Incidents I-1 · " in shown
    assert "1 case unanswered" in shown
    assert "Incidents" not in at_home(one_way, "Close")


def test_digest_morning_and_kudos_are_posted_once(one_way: Shift) -> None:
    town, channels = one_way.town, ("cx",)
    morning = MorningStage(town.db, Mornings(at=time(8), zone=ZoneInfo("UTC"), channels=channels))
    kudos = KudosStage(town.db, "cx")
    for stage in (morning, kudos, town.monitor.digest):
        stage.run_once(town.clock.now())
    one_way.click("Take")
    one_way.click("Resolve")
    assert one_way.fill(outcome="recovered") == {}
    town.clock.move(timedelta(days=5))
    for _ in range(2):
        for stage in (morning, kudos, town.monitor.digest):
            stage.run_once(town.clock.now())
        town.live(30)
    said = [one.words for one in one_way.slack.messages() if one.thread_ts in (None, one.ts)]
    assert sum("Good morning: Monday 23 November" in words for words in said) == 1
    assert sum("Ann won a customer back" in words for words in said) == 1
    assert sum("Week 47" in words for words in said) == 1
    (chart,) = one_way.slack.called("files.getUploadURLExternal")
    assert chart.arguments["alt_txt"] == ("Complaints a day: Mon 0, Tue 0, Wed 1, Thu 0, Fri 0, Sat 0, Sun 0.")
