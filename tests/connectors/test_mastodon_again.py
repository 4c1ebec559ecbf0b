"""Mastodon: threads, looking at posts again, and answering them."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from connectors.contract import MentionKey, Page, Postponed, Refused, Replier, Rereader
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.mastodon import KIND
from connectors.mastodon.reading import read_thread
from connectors.mastodon.source import MastodonSource
from tests.connectors.contract import NOW, TIMEOUT, drain, mentions
from tests.connectors.mastodon_server import FakeInstance, account, status
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply, reply
from tests.connectors.test_mastodon import TAG, TOKEN, tagged, timeline
from tests.shared import shared


class TestReplies(ReplierContract):
    kind_name = "mastodon"
    post_path = "/api/v1/statuses"
    secrets = (TOKEN,)
    key = MentionKey(platform="mastodon", scope="", native_id="https://home.example/users/ann/statuses/7")

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"mentions": True, "token": TOKEN, "base_url": base_url}

    def prepare(self, server: ScriptedServer) -> None:
        self.instance = FakeInstance(address=server.url)
        self.instance.add(7, account=account("ann"), visibility="unlisted")
        self.instance.open(server)

    def take(self, server: ScriptedServer) -> None:
        self.instance.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["status"]).removeprefix("@ann@home.example ")

    def test_who_sees_the_post_sees_the_answer_and_again_is_the_same(
        self, replier: Replier, server: ScriptedServer
    ) -> None:
        receipts = {replier.reply(self.key, "Sorry, Ann").native_id for _ in range(2)}
        assert len(receipts) == 1
        (answer,) = (json.loads(seen.body) for seen in server.requests[:3] if seen.method == "POST")
        assert (answer["visibility"], answer["in_reply_to_id"]) == ("unlisted", "7")
        assert answer["status"] == "@ann@home.example Sorry, Ann"

    @pytest.mark.parametrize(("status", "advice"), [(401, "not accepted"), (403, "write:statuses"), (422, "too long")])
    def test_what_is_not_taken_tells_what_to_do(
        self, replier: Replier, server: ScriptedServer, status: int, advice: str
    ) -> None:
        server.script(self.post_path, json_reply({"error": "no"}, status))
        with pytest.raises(Refused, match=advice):
            replier.reply(self.key, "Sorry")

    def test_without_a_token_nothing_is_posted(self, server: ScriptedServer, door: Door) -> None:
        with pytest.raises(Refused, match="write:statuses"):
            mastodon(server, door).reply(self.key, "Sorry")


def mastodon(server: ScriptedServer, door: Door, **more: Any) -> MastodonSource:
    """Return such a source with its skills."""
    made = tagged(server, door, **more)
    assert isinstance(made, MastodonSource)
    return made


class TestThreads:
    def test_a_new_reply_knows_its_thread_and_an_old_one_costs_nothing(
        self, server: ScriptedServer, door: Door
    ) -> None:
        instance, source = FakeInstance(address=server.url), tagged(server, door)
        instance.open(server)
        instance.add(1, at=NOW - timedelta(hours=5))
        instance.add(2, under=1, at=NOW - timedelta(hours=4))
        cursor = drain(source, None)[-1].cursor
        assert not [seen for seen in server.requests if seen.path.endswith("/context")]
        instance.add(3, "Me, too", under=2, at=NOW - timedelta(minutes=5))
        heard = {mention.key.native_id: mention for mention in mentions(drain(source, cursor))}
        reply = heard["https://home.example/users/ann/statuses/3"]
        uris = {number: instance.posts[number]["uri"] for number in ("1", "2")}
        assert (reply.thread_id, reply.parent_id) == (uris["1"], uris["2"])
        assert [seen.path for seen in server.requests if seen.path.endswith("/context")] == [
            "/api/v1/statuses/3/context"
        ]

    def test_a_thread_that_is_too_much_to_read_stops_no_post(self, server: ScriptedServer, door: Door) -> None:
        instance, source = FakeInstance(address=server.url), mastodon(server, door)
        instance.open(server)
        cursor = drain(source, None)[-1].cursor
        instance.add(1, "Me, too", under=9, uri=f"{server.url}/users/ann/statuses/1")
        server.script("/api/v1/statuses/1/context", reply("[" * 6_000_000, "application/json"))
        heard = [*mentions(drain(source, cursor)), *source.reread([key(instance.posts["1"]["uri"])]).mentions]
        assert [mention.text for mention in heard] == ["Me, too", "Me, too"]

    def test_what_the_server_allows_in_five_minutes_is_kept(self, server: ScriptedServer, door: Door) -> None:
        server.script(TAG, timeline([status(n) for n in range(90, 0, -1)], 5))
        with pytest.raises(Postponed):
            drain(tagged(server, door, requests_in_5_minutes=3), None)
        assert len(server.requests) == 3


class TestReread:
    @pytest.fixture
    def instance(self, server: ScriptedServer) -> FakeInstance:
        made = FakeInstance(address=server.url)
        made.open(server)
        return made

    def test_edits_answers_and_deletions_are_seen(
        self, instance: FakeInstance, server: ScriptedServer, door: Door
    ) -> None:
        instance.add(1, "It is put right", edited_at="2026-11-22T11:00:00Z", favourites_count=7)
        instance.own(2, "@ann We look into it", under=1)
        instance.own(3, "@ann And it is found", under=2)
        instance.add(4, "@ann bad luck", under=1)
        instance.own(5, "@bob Other business", under=4)
        instance.add(6, "here", uri=f"{server.url}/users/joe/statuses/6")
        gone = f"{server.url}/users/joe/statuses/9"
        again = mastodon(server, door, hashtag=None, mentions=True, token=TOKEN)
        assert isinstance(again, Rereader)
        page = again.reread([key(instance.posts["1"]["uri"]), key(instance.posts["6"]["uri"]), key(gone)])
        first, second = page.mentions
        assert (first.text, first.reach.likes) == ("It is put right", 7)
        assert [reply.text for reply in first.own_replies] == ["We look into it", "And it is found"]
        assert (second.text, second.own_replies) == ("here", ())
        assert page.deleted == (key(gone),)

    def test_an_answer_of_a_further_account_is_ours(
        self, instance: FakeInstance, server: ScriptedServer, door: Door
    ) -> None:
        instance.add(1, uri=f"{server.url}/users/ann/statuses/1")
        instance.add(2, "@ann Hello", under=1, account=account("acme", "other.example"))
        again = mastodon(server, door, accounts=["https://other.example/@acme"])
        (mention,) = again.reread([key(instance.posts["1"]["uri"])]).mentions
        assert [reply.text for reply in mention.own_replies] == ["Hello"]

    def test_a_token_that_does_not_tell_whose_it_is_still_sees_edits(
        self, instance: FakeInstance, server: ScriptedServer, door: Door
    ) -> None:
        instance.add(1, "Edited", uri=f"{server.url}/users/ann/statuses/1")
        server.script("/api/v1/accounts/verify_credentials", json_reply({"error": "outside the scopes"}, 403))
        again = mastodon(server, door, token=TOKEN)
        assert [one.text for one in again.reread([key(instance.posts["1"]["uri"])]).mentions] == ["Edited"]

    def test_without_a_token_what_is_elsewhere_stays_as_it_is(
        self, instance: FakeInstance, server: ScriptedServer, door: Door
    ) -> None:
        assert mastodon(server, door).reread([key("https://home.example/users/ann/statuses/1")]) == Page()
        assert server.requests == []

    @pytest.mark.parametrize(("there", "gone"), [(410, True), (404, True), (401, False), (503, False), (200, False)])
    def test_only_where_it_was_written_it_is_known_to_be_gone(self, there: int, gone: bool) -> None:
        """A server shows nothing of a post that was deleted, and nothing of one whose server is down."""
        asked = list[httpx.Request]()

        def network(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            found = request.url.host == "mastodon.social"
            return httpx.Response(200, json={"statuses": []}) if found else httpx.Response(there, text="<html>")

        made = Door(interval=0, transport=httpx.MockTransport(network))
        tools = Tools(http=made.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
        source = KIND.build(KIND.settings.model_validate({"mentions": True, "token": TOKEN}), tools)
        assert isinstance(source, MastodonSource)
        one = key("https://home.example/users/ann/statuses/1")
        assert source.reread([one]).deleted == ((one,) if gone else ())
        assert asked[-1].url == one.native_id
        assert "authorization" not in asked[-1].headers
        assert asked[-1].extensions["private"] is False, "others name this address: it leads to no private network"

    @pytest.mark.parametrize(
        ("settings", "answer", "advice"),
        [
            ({}, 401, "only with a `token`"),
            ({"token": TOKEN}, 401, "not accepted"),
            ({"token": TOKEN}, 403, "lacks a scope"),
            ({}, 404, "not as a Mastodon server"),
        ],
    )
    def test_a_refusal_tells_what_to_do(
        self, server: ScriptedServer, door: Door, settings: dict[str, Any], answer: int, advice: str
    ) -> None:
        server.always(json_reply({"message": "no"}, answer))
        with pytest.raises(Refused, match=advice):
            mastodon(server, door, **settings).reread([key(f"{server.url}/users/ann/statuses/1")])


def key(uri: str) -> MentionKey:
    """Return what a post is known by."""
    return MentionKey(platform="mastodon", scope="", native_id=uri)


def test_recorded_threads_are_read() -> None:
    folder = shared("recordings/mastodon")
    names = ("rtoot_get_context_anonymous", "rtoot_get_context_without_descendants")
    threads = [read_thread(json.loads((folder / f"{name}.json").read_bytes())) for name in names]
    print(f"mastodon: {[(len(one.above), len(one.below)) for one in threads]} posts in recorded threads")  # noqa: T201
    assert [(len(one.above), len(one.below)) for one in threads] == [(0, 59), (1, 0)]
