"""Sources in trouble: backed off with jitter, the cursor still, what was not understood kept, and no other held up."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.contract import Mention
from monitor.scoring.judge import Judge
from monitor.store import sources
from monitor.store.columns import table
from monitor.store.sources import SourceHealth
from monitor.store.tables import MentionRow, RejectedRow
from tests.connectors.server import Reply, ScriptedServer, json_reply, reply
from tests.fake_slack import FakeSlack
from tests.stories import public
from tests.stories.clock import NOON, StoryClock
from tests.stories.public import Said
from tests.stories.scene import Scene
from tests.stories.town import Played, Town, complaint, played

CHARGED = "Acme Air charged me twice for one seat and support never answers. I want my money back!"
LUGGAGE = "Acme Air lost my suitcase and nobody has called me for three weeks. Terrible service."
WELL = json_reply(public.found([Said(id="1", text=CHARGED, at=NOON - timedelta(hours=1))]))
LATER = json_reply(public.found([Said(id=name, text=CHARGED, at=NOON - timedelta(minutes=50)) for name in ("1", "2")]))
HTML = "<!doctype html><html><body>We are down for maintenance</body></html>"
CUT = Reply(
    body=gzip.compress(WELL.body, mtime=0)[:-9],
    headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
)


@pytest.fixture
def town(tmp_path: Path, slack: FakeSlack, server: ScriptedServer, clock: StoryClock) -> Iterator[Town]:
    """A search and a feed."""
    shared = {"allow_private": True, "first_run": "alert", "every": "5m", "timeout": "1s"}
    search = {"name": "hn", "kind": "hackernews", "query": "acme air", "base_url": server.url, **shared}
    feed = {"name": "blog", "kind": "rss", "url": f"{server.url}{public.FEED}", **shared}
    server.script(public.HACKERNEWS, WELL)
    server.script(public.FEED, reply(public.feed_xml([]), "application/rss+xml"))
    made = Town(Scene(tmp_path, [search, feed], slack), clock, {})
    made.tick()
    yield made
    made.close()


def health(town: Town, name: str = "hn") -> SourceHealth:
    with town.db.read() as tx:
        return next(one for one in sources.health(tx) if one.name == name)


def polls(server: ScriptedServer) -> int:
    return sum(seen.path == public.HACKERNEWS for seen in server.requests)


REFUSING = [Reply(status=status) for status in (401, 403, 404, 410)]
PASSING = [
    Reply(status=429, headers={"Retry-After": "600"}),
    *(Reply(status=status) for status in (429, 500, 502, 503)),
    Reply(fault="reset"),
    Reply(body=WELL.body, fault="cut", headers={"Content-Type": "application/json"}),
    Reply(fault="stall"),
]
CHANGING = [
    reply(HTML, "text/html"),
    reply(b"\xff\xfe{}", "application/json"),
    reply("", "application/json"),
    json_reply({"message": "moved"}),
    json_reply([]),
    reply("%PDF-1.7", "application/pdf"),
]


def named(answer: object) -> str:
    """A name for a parameter."""
    if not isinstance(answer, Reply):
        return str(answer)
    return f"{answer.status} {answer.fault} {answer.body[:12]!r}"


ANSWERS = [*REFUSING, *PASSING, *CHANGING, CUT]
SOME = [
    answer if number % 2 == 0 else pytest.param(answer, marks=pytest.mark.soak) for number, answer in enumerate(ANSWERS)
]
"""Every other one, and in the soak all."""


@pytest.mark.parametrize("answer", SOME, ids=named)
def test_a_source_in_trouble_stands_still_comes_back_and_holds_up_no_other(
    answer: Reply, town: Town, server: ScriptedServer, slack: FakeSlack
) -> None:
    was = health(town)
    server.script(public.HACKERNEWS, answer)
    feed = [Said(id="f1", text=LUGGAGE, at=NOON)]
    server.script(public.FEED, reply(public.feed_xml(feed), "application/rss+xml"))
    town.clock.move(timedelta(minutes=6))
    town.tick()

    now = health(town)
    assert (now.cursor, now.failures) == (was.cursor, 1)
    assert now.trouble
    assert now.paused == (answer in REFUSING)
    assert any(LUGGAGE in one.words for one in slack.messages()), "the other source was held up"

    server.script(public.HACKERNEWS, LATER)
    town.live(3600 * 1.3, step=180)
    assert health(town).trouble is None
    assert len([one for one in slack.messages() if CHARGED in one.words]) == 2
    assert len([one for one in slack.messages() if (one.key or "").startswith("case:")]) == 3


def test_waits_grow_with_jitter_to_an_hour_at_most(town: Town, server: ScriptedServer, clock: StoryClock) -> None:
    server.script(public.HACKERNEWS, Reply(status=503))
    waits = []
    for _ in range(10):
        clock.move(max(health(town).due_at - clock.now(), timedelta()) + timedelta(seconds=1))
        town.monitor.collect.run_once(clock.now(), names=["hn"])
        waits.append((health(town).due_at - clock.now()).total_seconds())

    for failures, wait in enumerate(waits):
        asked = min(60 * 2**failures, 3600)
        assert asked * 0.75 - 1 <= wait <= asked * 1.25
    assert len({round(wait / min(60 * 2**failures, 3600), 3) for failures, wait in enumerate(waits)}) > 1


def test_a_retry_after_is_honoured(town: Town, server: ScriptedServer, clock: StoryClock) -> None:
    server.script(public.HACKERNEWS, Reply(status=429, headers={"Retry-After": "700"}))
    clock.move(timedelta(minutes=6))
    town.tick()

    assert timedelta(seconds=690) <= health(town).due_at - clock.now() <= timedelta(seconds=710)


def test_what_is_refused_is_asked_hourly_and_told_once_an_hour(
    town: Town, server: ScriptedServer, slack: FakeSlack
) -> None:
    server.script(public.HACKERNEWS, Reply(status=401))
    town.clock.move(timedelta(minutes=6))
    before = polls(server)
    town.live(5 * 3600, step=120)

    assert 5 <= polls(server) - before <= 6
    told = [one for one in slack.messages() if (one.key or "").startswith("trouble:source:hn")]
    assert 1 <= len(told) <= 6
    assert "hn" in told[0].words

    server.script(public.HACKERNEWS, LATER)
    town.live(3700, step=120)
    assert "works again" in [one for one in slack.messages() if (one.key or "").startswith("trouble:")][-1].words


def test_a_change_of_its_settings_asks_a_refused_source_at_once(town: Town, server: ScriptedServer) -> None:
    server.script(public.HACKERNEWS, Reply(status=401))
    town.clock.move(timedelta(minutes=6))
    town.tick()
    server.script(public.HACKERNEWS, LATER)
    search, feed = town.scene.written["sources"]
    town.scene.write(sources=[{**search, "query": "acme airlines"}, feed])
    town.restart()
    town.tick()

    assert health(town).trouble is None
    assert not health(town).paused


def test_an_answer_that_is_not_understood_is_kept_for_whoever_repairs_it(
    town: Town, server: ScriptedServer, clock: StoryClock
) -> None:
    server.script(public.HACKERNEWS, reply(HTML, "text/html"))
    for _ in range(3):
        clock.move(timedelta(minutes=10))
        town.tick()

    with town.db.read() as tx:
        kept = tx.execute(select(table(RejectedRow).c.payload)).scalars().all()
    assert len(kept) == 1, "the same answer again adds nothing"
    assert "down for maintenance" in kept[0]
    assert health(town).paused, "after three of them a person must look"


def test_items_that_are_not_understood_are_kept_and_the_rest_goes_on(
    town: Town, server: ScriptedServer, clock: StoryClock, slack: FakeSlack
) -> None:
    hits = [*public.found([Said(id="5", text=CHARGED, at=NOON)])["hits"], {"objectID": "6", "created_at_i": "soon"}]
    server.script(public.HACKERNEWS, json_reply({"hits": hits}))
    clock.move(timedelta(minutes=6))
    town.tick()

    with town.db.read() as tx:
        assert len(tx.execute(select(table(RejectedRow).c.reason)).all()) == 1
    assert health(town).trouble is None
    assert len(slack.messages()) == 2


def test_a_source_that_is_renamed_before_its_mentions_are_judged_loses_none(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock
) -> None:
    said = Played()
    said.say(complaint(1, NOON))
    scene = Scene(tmp_path, [played("old")], slack)
    first = Town(scene, clock, {"old": said})
    first.monitor.collect.run_once(clock.now())
    first.close()
    scene.write(sources=[played("new", url="https://feeds.example/old.xml")])
    second = Town(scene, clock, {"new": said})
    second.live(5)

    assert len(slack.messages()) == 1
    second.close()


def test_a_mention_that_the_judge_breaks_on_holds_up_no_other(
    town: Town, server: ScriptedServer, clock: StoryClock, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Judge.judge

    def breaks_on_one(judge: Judge, mention: Mention, *around: Any) -> object:
        if mention.key.native_id == "13":
            raise ZeroDivisionError
        return real(judge, mention, *around)

    monkeypatch.setattr(Judge, "judge", breaks_on_one)
    said = [Said(id=name, text=CHARGED, at=NOON - timedelta(minutes=9)) for name in ("13", "14")]
    server.script(public.HACKERNEWS, json_reply(public.found(said)))
    clock.move(timedelta(minutes=6))
    town.tick()

    assert len(slack.messages()) == 2
    assert town.monitor.judge.run_once(clock.now()).done == 0, "it is not tried for ever"
    with town.db.read() as tx:
        mentions = table(MentionRow)
        row = tx.execute(select(mentions).where(mentions.c.native_id == "13")).one()
    assert row.needs_eyes, "a person reads it instead"
