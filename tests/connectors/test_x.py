"""X: searches and mentions by ids, a budget of money that is never exceeded, edits, deletions, and our answers."""

import json
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from connectors.contract import Changed, Postponed, Refused, Unavailable
from connectors.kit.budget import OwnLedger
from connectors.kit.http import Door
from connectors.x.reading import key_of, posted_at
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, ConnectorContract, drain, keys, mentions
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.connectors.x_site import KEYS, START, US, FakeX, given, source, tools

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read_and_recorded_errors_named"),
    backfill=shown_by("test_history_goes_back_to_a_moment"),
    budget=shown_by("test_a_day_never_costs_more_than_was_said"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "x"
    secrets = (KEYS["api_secret"], KEYS["access_token"], KEYS["access_secret"])

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url, query="acme", own_answers=False, **KEYS)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        site = FakeX()
        for number, text in enumerate(texts, 1):
            site.post(number, text)
        found = {"data": list(site.posts.values())} if texts else {}
        server.script("/2/tweets/search/recent", json_reply({**found, "meta": {"result_count": len(texts)}}))


class TestReplies(ReplierContract):
    kind_name = "x"
    post_path = "/2/tweets"
    secrets = (KEYS["api_secret"], KEYS["access_token"], KEYS["access_secret"])

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url, **KEYS)

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeX()
        self.key = key_of(self.site.post(7))
        self.site.open(server)

    def take(self, server: ScriptedServer) -> None:
        self.site.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["text"])


@pytest.fixture
def site(server: ScriptedServer) -> FakeX:
    made = FakeX()
    made.open(server)
    return made


def names(found: Sequence[Any]) -> set[str]:
    return {key.native_id for key in keys(found)}


class TestReadingOn:
    def test_a_search_is_read_on_by_ids_however_it_is_interrupted(
        self, site: FakeX, server: ScriptedServer, door: Door
    ) -> None:
        site.page = 7
        site.post(1)
        heard = drain(source(server, tools(door)), None)
        for minute in range(10, 80):
            site.post(minute)
        for minute in range(80, 84):
            heard += drain(source(server, tools(door)), heard[-1].cursor, most=2)
            site.post(minute)
        heard += drain(source(server, tools(door)), heard[-1].cursor)
        assert names(heard) == set(site.posts)

    def test_each_post_is_paid_for_once(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        cursor = drain(source(server, tools(door)), None)[-1].cursor
        for minute in range(150):
            site.post(minute)
        for _ in range(3):
            cursor = drain(source(server, tools(door), authors=False), cursor)[-1].cursor
            site.post(200)
        assert site.bill == 5_000 * (152 + 2), "but for the newest of each poll, which may have been shown late"

    def test_mentions_and_searches_are_heard_in_turns(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        wanted = {site.post(1, "acme late"), site.post(2, "Hey @77001, my bag")}
        site.post(3, "nothing")
        assert names(drain(source(server, tools(door), query="acme", mentions=True, **KEYS), None)) == wanted

    def test_after_a_week_of_silence_the_rest_is_a_gap(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        site.post(1)
        cursor = drain(source(server, tools(door)), None)[-1].cursor
        later = NOW + timedelta(days=9)
        site.now = lambda: later
        late = site.post(10 * 24 * 60)
        pages = drain(source(server, tools(door, later)), cursor)
        assert names(pages) == {late}
        assert "reaches back 7 days" in (pages[0].gap or "")

    def test_history_goes_back_to_a_moment(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        for minute in range(250):
            site.post(minute)
        back = START + timedelta(minutes=200)
        heard = mentions(list(source(server, tools(door)).history(back, None)))
        assert (len(heard), min(mention.posted_at for mention in heard)) == (50, back)


class TestMoney:
    def test_a_day_never_costs_more_than_was_said(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        """Whatever is posted, polled, looked at again and answered, by two sources on one token."""
        random, ledger = Random(3), OwnLedger(lambda: NOW)
        handed = tools(door, ledger=ledger)
        sources = [source(server, handed, query=word, dollars_a_day=0.9, **KEYS) for word in ("broke", "late")]
        cursors: list[Any] = [None, None]
        put_off = 0
        for minute in range(100):
            for _ in range(random.randrange(4)):
                site.post(minute, random.choice(["It broke", "Too late"]), by=str(random.randrange(9)))
            number = random.randrange(2)
            try:
                cursors[number] = drain(sources[number], cursors[number])[-1].cursor
                some = random.sample(sorted(site.posts), min(len(site.posts), 5))
                sources[number].reread([key_of(name) for name in some])
                if some and random.random() < 0.2:
                    sources[number].reply(key_of(some[0]), "Sorry!")
            except Postponed:
                put_off += 1
            assert site.bill <= 900_000
        assert put_off > 10
        assert site.bill > 600_000, "what was reserved and not needed is given back"

    def test_looking_again_leaves_some_for_what_is_new(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        uris = [site.post(minute) for minute in range(60)]
        reading = source(server, tools(door), dollars_a_day=0.4, authors=False)
        reading.reread([key_of(name) for name in uris])
        with pytest.raises(Postponed):
            reading.reread([key_of(name) for name in uris])
        assert drain(reading, None, most=1)[0].mentions

    def test_what_broke_off_counts_as_paid_and_what_was_refused_does_not(
        self, site: FakeX, server: ScriptedServer, door: Door
    ) -> None:
        reading = source(server, tools(door), dollars_a_day=1.5)
        for _ in range(5):
            server.script("/2/tweets/search/recent", json_reply({"title": "Too Many Requests"}, 429))
            with pytest.raises(Unavailable):
                drain(reading, None)
        server.script("/2/tweets/search/recent", json_reply({"strange": 1}))
        with pytest.raises(Changed):
            drain(reading, None)
        with pytest.raises(Postponed):
            drain(reading, None)

    def test_a_budget_that_pays_for_no_page_is_told(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        with pytest.raises(Refused, match="one request costs 150000 micro-dollars, and the budget is 100000"):
            drain(source(server, tools(door), dollars_a_day=0.1), None)


class TestWhatBecomesOfIt:
    def test_edits_and_deletions_are_seen_by_looking_again(
        self, site: FakeX, server: ScriptedServer, door: Door
    ) -> None:
        first, other, gone = site.post(1), site.post(2), site.post(3)
        reading = source(server, tools(door))
        cursor = drain(reading, None)[-1].cursor
        site.edit(first, "It broke twice", 5)
        del site.posts[gone]
        (heard,) = mentions(drain(reading, cursor))
        page = reading.reread([key_of(name) for name in (first, other, gone)])
        (again,) = (mention for mention in page.mentions if mention.key.native_id == first)
        for edited in (heard, again):
            assert (edited.key.native_id, edited.text) == (first, "It broke twice")
            assert (edited.posted_at, edited.edited_at) == (posted_at(first), START + timedelta(minutes=5))
        assert [key.native_id for key in page.deleted] == [gone]

    def test_our_answers_are_told_with_what_they_answer(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        asked = site.post(1, "Where is my refund?")
        more = site.post(2, "And my bag?", to=asked)
        other = site.post(3, "Mine, too", by="502", to=asked)
        site.post(4, "We look into it", by=US, to=more)
        site.post(5, "Into yours, too", by=US, to=other)
        site.post(6, "We fly again", by=US)
        heard = mentions(drain(source(server, tools(door), query="nothing", **KEYS), None))
        answered = {one.key.native_id: [reply.text for reply in one.own_replies] for one in heard}
        assert answered == {asked: ["We look into it"], more: ["We look into it"], other: ["Into yours, too"]}

    def test_an_answer_that_x_counts_longer_is_not_sent(self, site: FakeX, server: ScriptedServer, door: Door) -> None:
        name = site.post(1)
        with pytest.raises(Refused, match="counts some letters twice, and 400 of 280"):
            source(server, tools(door), **KEYS).reply(key_of(name), "申" * 200)
        with pytest.raises(Refused, match="give `api_key`"):
            source(server, tools(door)).reply(key_of(name), "Hello")
        assert server.requests == []
