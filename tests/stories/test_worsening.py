"""A case that nobody answers and a trouble that spreads: each becomes more severe, says so once, and escalates."""

from datetime import timedelta
from pathlib import Path

import pytest

from connectors.contract import Author, Mention
from tests.fake_slack import FakeSlack
from tests.stories.clock import StoryClock
from tests.stories.scene import Scene
from tests.stories.town import Played, Town, complaint, played

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
CARE = {"name": "care", "channel": "cx", "sla": {"critical": "1h", "high": "2h", "medium": "4h", "low": "9d"}}
WAITS = "The Acme Air app is slow, and still waiting for the seat map to load."
SAME = "Acme Air check-in shows error NET-503 at gate {}, it does not work."


def said(number: int, text: str, clock: StoryClock, who: str | None = None) -> Mention:
    person = who or f"p{number}"
    return complaint(number, clock.now(), text=text, author=Author(id=person, name=person))


def round_of(town: Town, clock: StoryClock) -> None:
    """What the service does once everything is due, and again where one thing followed from another."""
    for _ in range(2):
        town.monitor.round(clock.now())
        clock.wait(15)


def test_what_waits_and_what_spreads_becomes_more_severe_and_is_told_once(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    source = Played()
    town = Town(Scene(tmp_path, [played()], slack), clock, {"played": source})
    town.scene.write(departments=[CARE])
    town.restart()
    source.say(said(1, WAITS, clock))
    round_of(town, clock)
    [waits] = town.cases()
    assert (waits.severity, waits.due_at) == ("low", waits.opened_at + timedelta(days=9))

    clock.move(timedelta(days=3))
    round_of(town, clock)
    [waited] = town.cases()
    assert waited.severity == "medium"
    assert waited.due_at < waits.due_at, "an answer is due sooner"
    [alert] = town.scene.alerts
    assert "Has waited for an answer (3 days or more)" in alert.words
    assert threads(slack, "More severe, low → medium") == 1

    clock.move(timedelta(hours=4))
    round_of(town, clock)
    assert sum("C-1 is late" in one.words for one in slack.messages()) == 1, "the new clock rings"

    source.say(*(said(10 + number, SAME.format(number), clock) for number in range(4)))
    round_of(town, clock)
    before = {case.severity for case in town.cases()[1:]}
    source.say(said(20, SAME.format(20), clock, who="p10"))
    round_of(town, clock)
    assert {case.severity for case in town.cases()[1:]} == before, "one who posts twice is no fifth person"
    source.say(said(21, SAME.format(21), clock))
    round_of(town, clock)
    spread = town.cases()[1:]
    assert (before, {case.severity for case in spread}) == ({"low"}, {"medium"})
    assert len({case.incident_id for case in spread}) == 1
    town.close()


def threads(slack: FakeSlack, words: str) -> int:
    """How many replies in threads have these words."""
    return sum(words in one.words for one in slack.messages() if one.thread_ts and one.thread_ts != one.ts)
