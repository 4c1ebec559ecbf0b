"""A storm: more complaints in a minute than anybody can read become a few messages, and none is lost."""

import resource
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from connectors.contract import Mention
from tests.fake_slack import FakeSlack
from tests.stories.clock import NOON, StoryClock
from tests.stories.scene import Scene
from tests.stories.town import Played, Town, chatter, complaint, played

PAGE = 500
CRITICAL = "My child was injured on Acme Air flight {} and they ignored us. I am calling a lawyer."
MOST_AN_HOUR = 60
MOST_MEGABYTES = 500


def storm(mentions: int, at: datetime, *, critical: int) -> Iterator[list[Mention]]:
    """Yield pages; every tenth mention is a complaint, and of these one in `critical`."""
    page = []
    for number in range(mentions):
        if number % 10:
            page.append(chatter(number, at))
        elif number // 10 % critical == 0:
            page.append(complaint(number, at, text=CRITICAL.format(number)))
        else:
            page.append(complaint(number, at))
        if len(page) == PAGE:
            yield page
            page = []


def weather(folder: Path, slack: FakeSlack, clock: StoryClock, mentions: int) -> None:
    """Let a storm pass over, and see that everything that is promised of it holds."""
    source = Played()
    for page in storm(mentions, NOON, critical=20):
        source.say(*page)
    town = Town(Scene(folder, [played(max_pages=1000)], slack), clock, {"played": source})
    town.live(60, step=2)
    newest = clock.seconds()
    source.say(complaint(999_990, clock.now(), text=CRITICAL.format(999_990)))
    town.live(120, step=2)
    shown = [one for one in slack.messages() if CRITICAL.format(999_990)[:60] in one.words]
    assert shown, "the newest critical complaint is not to be seen"
    seen_at = min(float(one.ts) if not one.edits else _edited_at(slack, one.ts, newest) for one in shown)
    assert seen_at - newest <= 30
    town.live(2 * 3600, step=20)

    rows = town.deliveries()
    assert sum(row.kind == "alert" for row in rows) >= mentions // 10 + 1
    posted = {row.id for row in rows if row.state == "posted"}
    assert all(row.id in posted or row.group_id in posted for row in rows), Counter(row.state for row in rows)
    grouped = Counter(row.group_id for row in rows if row.group_id)
    in_incidents = Counter(case.incident_id for case in town.cases())
    for row in rows:
        if row.id in grouped:
            if row.kind == "incident":
                grouped[row.id] = in_incidents[int(row.subject.partition(":")[2])]
            (message,) = [one for one in slack.messages() if one.key == row.key]
            assert f"{grouped[row.id]:,}" in message.words or str(grouped[row.id]) in message.words
    assert _most_in_an_hour([float(one.ts) for one in slack.messages()]) <= MOST_AN_HOUR
    assert all(slack.copies(one.key or "") == 1 for one in slack.messages())

    source.say(complaint(999_991, clock.now()))
    before = len(slack.messages())
    town.live(10)
    assert len(slack.messages()) == before + 1
    assert (slack.messages()[-1].key or "").startswith("case:"), "the storm is over: alerts come one by one again"
    town.close()


def _edited_at(slack: FakeSlack, ts: str, since: float) -> float:
    """When a message was last changed within the time that was looked at."""
    edits = [call.at for call in slack.called("chat.update") if call.arguments["ts"] == ts and call.at >= since]
    return min(edits, default=float(ts))


def _most_in_an_hour(times: list[float]) -> int:
    return max(sum(start <= other < start + 3600 for other in times) for start in times)


def test_ten_thousand_mentions_in_a_minute(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    weather(tmp_path, slack, clock, 10_000)


@pytest.mark.soak
def test_a_hundred_thousand_mentions_in_a_minute(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    weather(tmp_path, slack, clock, 100_000)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 < MOST_MEGABYTES


def test_a_trickle_is_no_storm(tmp_path: Path, slack: FakeSlack, clock: StoryClock) -> None:
    source = Played()
    source.say(*(complaint(number, NOON) for number in range(20)))
    town = Town(Scene(tmp_path, [played()], slack), clock, {"played": source})
    town.live(60)

    assert len(slack.messages()) == 20
    assert all((one.key or "").startswith("case:") for one in slack.messages())
    town.close()


def test_an_answer_to_a_complaint_of_a_crowd_changes_the_crowds_message(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    source = Played()
    source.say(*(complaint(number, NOON) for number in range(30)))
    town = Town(Scene(tmp_path, [played()], slack), clock, {"played": source})
    town.live(60)
    (group,) = slack.messages()
    assert "30" in group.words

    source.say(*(complaint(number, NOON + timedelta(minutes=1)) for number in range(30, 35)))
    town.live(60)
    (after,) = slack.messages()
    assert after.ts == group.ts
    assert "35" in after.words
    town.close()


def test_deleting_the_message_of_a_crowd_loses_nobody_who_joins_it(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    source = Played()
    source.say(*(complaint(number, NOON) for number in range(30)))
    town = Town(Scene(tmp_path, [played()], slack), clock, {"played": source})
    town.live(30)
    (group,) = slack.messages()
    slack.delete(group.ts)
    source.say(complaint(77, clock.now()))
    town.live(120)

    assert slack.messages(), "what joined the crowd after its message was deleted is told nowhere"
    rows = town.deliveries()
    posted = {row.id for row in rows if row.state == "posted"}
    assert all(row.id in posted or row.group_id in posted for row in rows)
    town.close()
