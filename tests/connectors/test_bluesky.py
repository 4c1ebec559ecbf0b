"""Bluesky: searches by time, who speaks to us, our answers, posts that go, and sessions that end."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.bluesky import KIND
from connectors.bluesky.reading import read_answers, read_feed, read_notifications, read_posts
from connectors.bluesky.source import BlueskySource
from connectors.contract import Changed, MentionKey, Postponed, Refused, SourceError
from connectors.kit.answer import Answer
from connectors.kit.atproto import key_of, url_of
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.kit.status import error_for
from tests.connectors.bluesky_site import PASSWORD, US, XRPC, FakeBluesky
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.shared import shared

SEARCH = f"{XRPC}app.bsky.feed.searchPosts"


CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read_and_recorded_errors_named"),
    edits=exempt("posts there cannot be edited"),
    backfill=shown_by("test_history_goes_back_to_a_moment"),
    budget=shown_by("test_two_sources_of_one_account_share_what_it_may_ask"),
    threads=shown_by("test_reads_each_payload"),
)


def given(base_url: str, **more: Any) -> dict[str, Any]:
    """Return settings that ask the server at `base_url`."""
    return {"handle": "acme.example", "app_password": PASSWORD, "base_url": base_url, **more}


class TestContract(ConnectorContract):
    kind_name = "bluesky"
    secrets = (PASSWORD, "access-1-canary", "refresh-1-canary")

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url, query="acme")

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeBluesky()
        self.site.open(server)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        self.site.posts.clear()
        for number, text in enumerate(texts, 1):
            self.site.post(number, text)
        posts = [self.site.posts[uri] for uri in self.site.posts]
        server.script(SEARCH, json_reply({"posts": posts}))


class TestReplies(ReplierContract):
    kind_name = "bluesky"
    key = key_of("at://did:plc:sam/app.bsky.feed.post/7")
    post_path = f"{XRPC}com.atproto.repo.createRecord"
    secrets = (PASSWORD, "access-1-canary")

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url, query="acme")

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeBluesky()
        self.site.post(7, to=self.site.post(1))
        self.site.open(server)

    def take(self, server: ScriptedServer) -> None:
        self.site.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["record"]["text"])


@pytest.fixture
def site(server: ScriptedServer) -> FakeBluesky:
    made = FakeBluesky()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> BlueskySource:
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    made = KIND.build(KIND.settings.model_validate(given(server.url, **({"query": "broke"} | more))), tools)
    assert isinstance(made, BlueskySource)
    return made


class TestReadingOn:
    def test_a_search_is_read_on_by_time_however_it_is_interrupted(
        self, site: FakeBluesky, server: ScriptedServer, door: Door
    ) -> None:
        site.page = 7
        site.post(1)
        heard = drain(source(server, door), None)
        for number in range(100, 400, 4):
            site.post(number)
        for number in range(400, 404):
            heard += drain(source(server, door), heard[-1].cursor, most=2)
            site.post(number)
        heard += drain(source(server, door), heard[-1].cursor)
        assert names(heard) == set(site.posts)
        assert not drain(source(server, door), heard[-1].cursor)[-1].more

    def test_several_searches_and_mentions_are_heard_in_turns(
        self, site: FakeBluesky, server: ScriptedServer, door: Door
    ) -> None:
        wanted = {site.post(1, "acme late"), site.post(2, "acme lost"), site.post(3, "Hey @acme.example!")}
        site.post(4, "nothing")
        asked = source(server, door, query="acme AND (late OR lost)", mentions=True)
        assert names(drain(asked, None)) == wanted

    def test_history_goes_back_to_a_moment(self, site: FakeBluesky, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 250):
            site.post(number)
        back = NOW - timedelta(days=3) + timedelta(minutes=200)
        heard = mentions(list(source(server, door).history(back, None)))
        assert (len(heard), min(mention.posted_at for mention in heard)) == (50, back)


class TestSessions:
    def test_a_token_that_ended_is_renewed_by_the_session(
        self, site: FakeBluesky, server: ScriptedServer, door: Door
    ) -> None:
        site.post(1)
        site.lasts = 3
        listening = source(server, door)
        for _ in range(4):
            assert len(keys(drain(listening, None))) == 1
        assert site.sessions == ["createSession", *["refreshSession"] * 2]

    def test_a_session_that_ended_is_begun_anew(self, site: FakeBluesky, server: ScriptedServer, door: Door) -> None:
        site.post(1)
        listening = source(server, door)
        drain(listening, None)
        site.__init__(posts=site.posts)  # type: ignore[misc]  it forgets everybody who was signed in
        site.sessions.append("forgot")
        assert len(keys(drain(listening, None))) == 1
        assert site.sessions == ["forgot", "refreshSession", "createSession"]

    @pytest.mark.parametrize(
        ("error", "says"),
        [
            ("AuthenticationRequired", "app password is wrong"),
            ("AuthFactorTokenRequired", "make an app password"),
            ("AccountTakedown", "taken down"),
            ("SomethingElse", "see to both"),
        ],
    )
    def test_who_cannot_sign_in_is_told_why(self, server: ScriptedServer, door: Door, error: str, says: str) -> None:
        server.script(f"{XRPC}com.atproto.server.createSession", json_reply({"error": error}, 401))
        with pytest.raises(Refused, match=says):
            drain(source(server, door), None)

    def test_two_sources_of_one_account_share_what_it_may_ask(
        self, site: FakeBluesky, server: ScriptedServer, door: Door
    ) -> None:
        tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
        settings = KIND.settings.model_validate(given(server.url, query="broke", requests_in_5_minutes=4))
        for _ in range(2):
            drain(KIND.build(settings, tools), None)
        with pytest.raises(Postponed):
            drain(KIND.build(settings, tools), None)


class TestWhatBecomesOfIt:
    def test_what_is_gone_is_seen_by_looking_again(self, site: FakeBluesky, server: ScriptedServer, door: Door) -> None:
        uris = [site.post(number) for number in range(1, 61)]
        site.posts[uris[3]]["likeCount"] = 900
        del site.posts[uris[5]]
        page = source(server, door).reread([key_of(uri) for uri in uris])
        assert [key.native_id for key in page.deleted] == [uris[5]]
        assert max(mention.reach.likes or 0 for mention in page.mentions) == 900

    def test_a_server_that_knows_nothing_any_more_erases_nothing(
        self, site: FakeBluesky, server: ScriptedServer, door: Door
    ) -> None:
        with pytest.raises(Changed, match="no answer to go by"):
            source(server, door).reread([key_of(f"at://did:plc:sam/app.bsky.feed.post/{n}") for n in range(3)])

    def test_our_answers_are_told_with_what_they_answer(
        self, site: FakeBluesky, server: ScriptedServer, door: Door
    ) -> None:
        asked = site.post(1, "Where is my refund?")
        more = site.post(2, "And now my bag is gone", to=asked)
        other = site.post(3, "Mine, too", by="did:plc:kim", to=asked)
        site.post(4, "We look into it", by=US, to=more)
        site.post(5, "Into yours, too", by="did:plc:second", to=other)
        site.post(6, "We fly again", by=US)
        heard = mentions(drain(source(server, door, accounts=["did:plc:second"]), None))
        answered = {one.key.native_id: [reply.text for reply in one.own_replies] for one in heard}
        assert answered == {asked: ["We look into it"], more: ["We look into it"], other: ["Into yours, too"]}

    def test_what_we_answer_stands_in_its_thread(self, site: FakeBluesky, server: ScriptedServer, door: Door) -> None:
        asked = site.post(1)
        below = site.post(2, to=asked)
        receipt = source(server, door).reply(key_of(below), "Sorry!")
        reply = site.posts[receipt.native_id]["record"]["reply"]
        assert (reply["root"]["uri"], reply["parent"]) == (asked, {"uri": below, "cid": f"cid-of-{below}"})
        assert receipt.url == url_of(receipt.native_id)

    def test_what_is_gone_is_not_answered(self, site: FakeBluesky, server: ScriptedServer, door: Door) -> None:
        key = MentionKey(platform="bluesky", scope="", native_id="at://did:plc:sam/app.bsky.feed.post/1")
        with pytest.raises(Refused, match="no longer there"):
            source(server, door).reply(key, "Hello")
        assert source(server, door).replies_to(key) == ()


@pytest.mark.parametrize(("wrong", "says"), [({}, "say what"), ({"query": "stars<=2"}, "names no words")])
def test_settings_that_cannot_work_say_why(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        KIND.settings.model_validate(given("http://x", **wrong))


READERS = {"posts": read_posts, "notifications": read_notifications, "feed": read_feed}


@pytest.mark.parametrize(("file", "expected"), payloads("bluesky"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    listed = READERS[file.stem](json.loads(file.read_bytes()), own=(US,))
    assert {**told(listed.page.mentions, listed.page.rejected), "cursor": listed.cursor} == expected


def test_recorded_payloads_are_read_and_recorded_errors_named() -> None:
    folder = shared("recordings/bluesky")
    counts = dict[str, tuple[int, int, int]]()
    for name, reader in RECORDED.items():
        listed = reader(json.loads((folder / name).read_bytes()), own=RECORDED_ACCOUNTS)
        counts[name] = (len(listed.marks), len(listed.page.mentions), len(listed.page.rejected))
    assert counts == {
        "atrrr_app.bsky.feed.searchPosts_0e3ec.json": (100, 100, 0),
        "atrrr_app.bsky.feed.searchPosts_bb16d.json": (100, 100, 0),
        "bskyr_n_notifications.json": (50, 18, 0),
        "bskyr_f_autfeed.json": (50, 0, 0),
        "atrrr_app.bsky.feed.getAuthorFeed_925c2.json": (25, 0, 0),
        "atrrr_app.bsky.feed.getListFeed_6a31b.json": (24, 0, 0),
        "atrrr_app.bsky.feed.getTimeline_730cb.json": (25, 0, 0),
        "bskyr_f_feedfeed.json": (7, 0, 0),
    }
    thread = json.loads((folder / "bskyr_f_postthread.json").read_bytes())
    assert read_answers(thread, own=()) == ()
    errors = {name: _error(folder / name, status) for name, status in ERRORS.items()}
    assert errors == {"error_authmissing_403.json": Refused, "bskyr_r_post_errors.json": Changed}


RECORDED = {
    "atrrr_app.bsky.feed.searchPosts_0e3ec.json": read_posts,
    "atrrr_app.bsky.feed.searchPosts_bb16d.json": read_posts,
    "bskyr_n_notifications.json": read_notifications,
    "bskyr_f_autfeed.json": read_feed,
    "atrrr_app.bsky.feed.getAuthorFeed_925c2.json": read_feed,
    "atrrr_app.bsky.feed.getListFeed_6a31b.json": read_feed,
    "atrrr_app.bsky.feed.getTimeline_730cb.json": read_feed,
    "bskyr_f_feedfeed.json": read_feed,
}
RECORDED_ACCOUNTS = ("did:plc:5c2r73erhng4bszmxlfdtscf",)
ERRORS = {"error_authmissing_403.json": 403, "bskyr_r_post_errors.json": 400}


def _error(file: Path, status: int) -> type[SourceError]:
    answer = Answer(status=status, url="https://bsky.social/xrpc/x", headers={}, body=file.read_bytes())
    return type(error_for("bsky.social", answer, NOW))


def names(found: Sequence[Any]) -> set[str]:
    return {key.native_id for key in keys(found)}
