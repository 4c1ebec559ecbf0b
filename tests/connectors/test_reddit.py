"""Reddit: searches and subreddits, listings whose anchors go, our answers, edits, removals, and its refusals."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from connectors.contract import Changed, Cursor, MentionKey, Postponed, Refused, SourceError, Unavailable
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.reddit import KIND
from connectors.reddit.reading import key_of
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.reddit_site import PASSWORD, SECRET, SIGNED_IN, FakeReddit, given, source
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read_and_recorded_errors_named"),
    backfill=shown_by("test_history_goes_back_to_a_moment"),
    budget=shown_by("test_two_sources_of_one_application_share_its_budget"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "reddit"
    secrets = (SECRET, PASSWORD, "token-0-canary")

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url, query="acme", password=PASSWORD, username="acme")

    def prepare(self, server: ScriptedServer) -> None:
        FakeReddit().grant(server)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        site = FakeReddit()
        for number, text in enumerate(texts, 1):
            site.post(number, text)
        site.open(server)
        site.tokens.append("token-0-canary")  # the one that the connector may have from before


class TestReplies(ReplierContract):
    kind_name = "reddit"
    key = MentionKey(platform="reddit", scope="", native_id="t3_7")
    post_path = "/api/comment"
    secrets = (SECRET, PASSWORD)

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url, query="acme", **SIGNED_IN)

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeReddit()
        self.site.post(7)
        self.site.open(server)

    def take(self, server: ScriptedServer) -> None:
        self.site.open(server)

    def text_of(self, body: bytes) -> str:
        return parse_qs(body.decode())["text"][0]


@pytest.fixture
def site(server: ScriptedServer) -> FakeReddit:
    made = FakeReddit()
    made.open(server)
    return made


def names(found: Sequence[Any]) -> set[str]:
    return {key.native_id for key in keys(found)}


class TestReadingOn:
    def test_posts_and_comments_of_a_subreddit_are_heard_once_however_it_is_interrupted(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        site.page = 7
        first = site.post(1)
        heard = drain(source(server, door, subreddits=["acme"]), None)
        for number in range(2, 60):
            site.post(number) if number % 2 else site.comment(number, first)
        for _ in range(30):
            heard += drain(source(server, door, subreddits=["acme"]), heard[-1].cursor, most=2)
        assert names(heard) == set(site.things)
        assert not drain(source(server, door, subreddits=["acme"]), heard[-1].cursor)[-1].more

    def test_an_anchor_that_is_gone_does_not_end_the_listing(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        site.page = 10
        listening = source(server, door, subreddits=["acme"], comments=False)
        site.post(1)
        cursor = drain(listening, None)[-1].cursor
        for number in range(100, 140):
            site.post(number)
        (top,) = drain(listening, cursor, most=1)
        for number in (130, 131, 132):  # the last of that page, where it is to be read on
            site.remove(f"t3_{number}")
        heard = [top, *drain(listening, top.cursor)]
        assert names(heard) >= {f"t3_{number}" for number in range(100, 140)}

    def test_more_than_a_listing_reaches_is_a_gap(self, site: FakeReddit, server: ScriptedServer, door: Door) -> None:
        listening = source(server, door, subreddits=["acme"], comments=False)
        site.post(1)
        cursor = drain(listening, None)[-1].cursor
        for number in range(100, 1200):
            site.post(number)
        pages = drain(listening, cursor)
        assert len(names(pages)) == 1000
        assert [page.gap for page in pages if page.gap] == [
            "Reddit shows only the newest 1,000 here, and there were more since the last poll"
        ]

    def test_a_subreddit_that_falls_silent_as_a_whole_is_changed(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        listening = source(server, door, subreddits=["acme"], comments=False)
        site.post(1)
        cursor = drain(listening, None)[-1].cursor
        site.things.clear()
        with pytest.raises(Changed, match="shows nothing"):
            drain(listening, cursor)

    def test_history_goes_back_to_a_moment(self, site: FakeReddit, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 250):
            site.post(number)
        back = NOW - timedelta(days=2) + timedelta(minutes=200)
        heard = mentions(list(source(server, door, query="acme").history(back, None)))
        assert (len(heard), min(mention.posted_at for mention in heard)) == (50, back)

    def test_mentions_anywhere_are_heard(self, site: FakeReddit, server: ScriptedServer, door: Door) -> None:
        first = site.post(1)
        site.comment(
            2, first, "Hey /u/acme, what about my refund?", link_id=None, context="/r/x/comments/1/x/2/?context=3"
        )
        heard = mentions(drain(source(server, door, mentions=True, **SIGNED_IN), None))
        assert [(mention.key.native_id, mention.thread_id) for mention in heard] == [("t1_2", "t3_1")]

    @pytest.mark.parametrize(("subreddit", "says"), [("private", "become a member"), ("nowhere", "name right")])
    def test_a_subreddit_that_cannot_be_read_is_refused(
        self, site: FakeReddit, server: ScriptedServer, door: Door, subreddit: str, says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            drain(source(server, door, subreddits=[subreddit]), None)


class TestLimits:
    def test_a_token_that_ended_is_renewed_once(self, site: FakeReddit, server: ScriptedServer, door: Door) -> None:
        site.post(1)
        site.lasts = 1
        listening = source(server, door, query="acme")
        for _ in range(3):
            assert names(drain(listening, None)) == {"t3_1"}
        assert len(site.tokens) == 3
        assert all(seen.headers["user-agent"].startswith("complaint-monitor") for seen in server.requests)

    def test_nothing_is_asked_where_reddit_says_that_all_is_spent(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        site.left = 2.0
        site.post(1)
        listening = source(server, door, query="acme")
        drain(listening, None)
        drain(listening, None)
        with pytest.raises(Postponed) as put_off:
            drain(listening, None)
        assert put_off.value.retry_after == 240

    def test_two_sources_of_one_application_share_its_budget(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
        settings = KIND.settings.model_validate(given(server.url, query="acme", requests_a_minute=2))
        for _ in range(2):
            drain(KIND.build(settings, tools), None)
        with pytest.raises(Postponed):
            drain(KIND.build(settings, tools), None)


class TestWhatBecomesOfIt:
    def test_edits_and_removals_are_seen_by_looking_again(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        for number in range(1, 150):
            site.post(number)
        said = site.comment(150, "t3_1")
        site.edit(said, "Solved, thank you")
        site.remove("t3_2")
        del site.things["t3_3"]
        asked = [key_of(name) for name in [said, *(f"t3_{number}" for number in range(1, 150))]]
        page = source(server, door, query="acme").reread(asked)
        assert {key.native_id for key in page.deleted} == {"t3_2", "t3_3"}
        (edited,) = (mention for mention in page.mentions if mention.key.native_id == said)
        assert (edited.text, edited.edited_at) == ("Solved, thank you", NOW)
        assert sum(seen.path == "/api/info" for seen in server.requests) == 2

    def test_a_reddit_that_knows_nothing_any_more_erases_nothing(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        with pytest.raises(Changed, match="no answer to go by"):
            source(server, door, query="acme").reread([key_of(f"t3_{number}") for number in range(3)])

    def test_our_answer_is_told_with_what_it_answers(
        self, site: FakeReddit, server: ScriptedServer, door: Door
    ) -> None:
        asked = site.post(1, "Where is my refund?", by="sam")
        other = site.comment(2, asked, "Same here", by="kim")
        more = site.comment(3, other, "Any news?", by="sam")
        site.comment(4, asked, "We look into it", by="AcmeCare")
        site.comment(5, more, "It is on its way", by="AcmeCare")
        site.comment(6, other, "Yours, too", by="AcmeCare")
        heard = mentions(drain(source(server, door, query="acme", accounts=["AcmeCare"]), None))
        answered = {one.key.native_id: {reply.text for reply in one.own_replies} for one in heard if one.own_replies}
        assert answered == {
            asked: {"We look into it", "It is on its way"},
            more: {"It is on its way"},
            other: {"Yours, too"},
        }
        assert not [one for one in heard if one.author.name == "AcmeCare"]


@pytest.mark.parametrize(
    ("error", "wanted", "says"),
    [
        (["RATELIMIT", "you are doing that too much. try again in 9 minutes.", "ratelimit"], Unavailable, "only later"),
        (["THREAD_LOCKED", "Comments are locked.", "parent"], Refused, "THREAD_LOCKED: Comments are locked"),
        (["DELETED_COMMENT", "that comment has been deleted", "parent"], Refused, "DELETED_COMMENT"),
        ([], Refused, "take"),
    ],
)
def test_why_an_answer_is_not_taken(
    site: FakeReddit, server: ScriptedServer, door: Door, error: list[str], wanted: type[SourceError], says: str
) -> None:
    server.script("/api/comment", json_reply({"json": {"errors": [error]}}))
    with pytest.raises(wanted, match=says) as caught:
        source(server, door, query="acme", **SIGNED_IN).reply(key_of("t3_1"), "Hello")
    if isinstance(caught.value, Unavailable):
        assert caught.value.retry_after == 540


def test_without_an_account_nothing_is_answered(server: ScriptedServer, door: Door) -> None:
    with pytest.raises(Refused, match="give a `username`"):
        source(server, door, query="acme").reply(key_of("t3_1"), "Hello")


def test_a_place_that_was_not_understood_is_changed(server: ScriptedServer, door: Door, site: FakeReddit) -> None:
    site.post(1)
    listening = source(server, door, query="acme")
    saved = json.loads(drain(listening, None)[-1].cursor or "")
    (search,) = saved["cursors"]
    inner = json.loads(saved["cursors"][search]) | {"holes": [{"token": "nonsense", "floor": 1.0}]}
    saved["cursors"][search] = json.dumps(inner)
    with pytest.raises(Changed, match="place in a listing"):
        drain(listening, Cursor(json.dumps(saved)))
