"""A storm of which most is one trouble: one message counts it, a few tell of the rest, no critical one is buried."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Author, Mention
from tests.fake_slack import FakeSlack
from tests.sayings import saying
from tests.stories.clock import NOON, StoryClock
from tests.stories.scene import Scene
from tests.stories.town import Played, Town, complaint, played

PAGE = 500
SAME = "Acme Air took the money for my flight twice and the app says error NET-503. Useless app, where is my refund? {}"
CRITICAL = "My child was injured on Acme Air by a falling {} and they ignored us. I am calling a lawyer. {}"
MOST_AN_HOUR = 60
SECONDS = 60


def said(number: int) -> Mention:
    """Nine of ten complain of the same in nearly the same words, and one in two hundred is critical."""
    at = NOON + timedelta(seconds=number % SECONDS)
    who = Author(id=f"p{number}", name=f"P{number}")
    if number % 200 == 199:
        return complaint(number, at, author=who, text=CRITICAL.format(number, saying(number)))
    if number % 10 == 9:
        return complaint(number, at, author=who)
    return complaint(number, at, author=who, text=SAME.format(f"#{number}"))


def storm(folder: Path, slack: FakeSlack, clock: StoryClock, complaints: int) -> Town:
    """Let it pass, in a minute, and five hours after it; then see that everything that is promised holds."""
    source = Played()
    town = Town(Scene(folder, [played(max_pages=1000)], slack), clock, {"played": source})
    mentions = [said(number) for number in range(complaints)]
    for second in range(0, SECONDS, 5):
        now = mentions[complaints * second // SECONDS : complaints * (second + 5) // SECONDS]
        for start in range(0, len(now), PAGE):
            source.say(*now[start : start + PAGE])
        town.live(5)
    newest = clock.seconds()
    last = complaint(10_000_000, clock.now(), text=CRITICAL.format("anvil", "the very last of them"))
    source.say(last)
    town.live(40)
    assert seen_at(slack, "falling anvil", newest) - newest <= 30
    town.live(5 * 3600, step=30)
    return town


def seen_at(slack: FakeSlack, words: str, since: float) -> float:
    """When a message first showed `words`."""
    shown = [one for one in slack.messages() if words in one.words]
    assert shown, f"{words!r} is nowhere to be seen"
    edits = {call.arguments["ts"]: call.at for call in reversed(slack.called("chat.update")) if call.at >= since}
    return min(edits.get(one.ts, float(one.ts)) if one.edits else float(one.ts) for one in shown)


def check(town: Town, slack: FakeSlack, complaints: int) -> None:
    rows, cases = town.deliveries(), town.cases()
    posted = {row.id for row in rows if row.state == "posted"}
    told = [row for row in rows if row.kind == "alert"]
    assert len(told) == len(cases) == complaints + 1, "lost"
    assert all(row.id in posted or row.group_id in posted for row in told), Counter(row.state for row in told)
    sizes = Counter(case.incident_id for case in cases if case.incident_id)
    [(biggest, size)] = sizes.most_common(1)
    assert size == complaints * 9 // 10
    [row] = [one for one in rows if one.kind == "incident" and one.subject == f"incident:{biggest}"]
    [message] = [one for one in slack.messages() if one.key == row.key]
    assert f"{size:,} people" in message.words, message.words
    assert slack.copies(message.key or "") == 1
    assert most_in_an_hour([float(one.ts) for one in slack.messages()]) <= MOST_AN_HOUR
    groups = [one for one in rows if one.kind == "group"]
    assert {row.case_id for row in told if row.group_id in {one.id for one in groups}}.isdisjoint(
        {case.id for case in cases if case.incident_id}
    ), "a case of an incident is told by a crowd, too"
    threaded = [one for one in slack.messages() if one.thread_ts == message.ts]
    assert 1 <= len(threaded) <= 12
    criticals = {case.id for case in cases if case.severity == "critical"}
    assert len(criticals) >= complaints // 200
    alone = [row for row in told if row.case_id in criticals and row.state == "posted"]
    assert len(alone) >= min(len(criticals), 10), "critical ones break out"


def most_in_an_hour(times: list[float]) -> int:
    return max(sum(start <= other < start + 3600 for other in times) for start in times)


def test_a_thousand_in_a_minute_of_which_nine_hundred_are_one_trouble(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    town = storm(tmp_path, slack, clock, 1_000)
    check(town, slack, 1_000)
    town.close()


@pytest.mark.soak
def test_ten_thousand_in_a_minute_of_which_nine_thousand_are_one_trouble(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    town = storm(tmp_path, slack, clock, 10_000)
    check(town, slack, 10_000)
    town.close()


def test_a_copy_that_comes_hours_later_is_counted_in_place(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    source = Played()
    town = Town(Scene(tmp_path, [played()], slack), clock, {"played": source})
    source.say(*(said(number) for number in range(5)))
    town.live(60)
    [message] = incident_messages(slack)
    assert "5 people" in message.words
    clock.move(timedelta(hours=6))
    source.say(complaint(500, clock.now(), text=SAME.format("again")))
    town.live(1200, step=20)
    [after] = incident_messages(slack)
    assert (after.ts, "6 people" in after.words) == (message.ts, True)
    town.close()


def incident_messages(slack: FakeSlack) -> list[Any]:
    return [one for one in slack.messages() if (one.key or "").startswith("incident:") and ":list:" not in one.key]
