"""Discourse: all posts of a forum, or what its search finds; staff's answers, edits, deletions."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, History, MentionKey, Postponed, Refused, Rereader
from connectors.discourse import KIND
from connectors.discourse.reading import Forum, read_page, read_posts
from connectors.discourse.source import DiscourseSource
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.discourse_forum import NOT_FOUND, START, FakeForum
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.shared import shared

KEY = "key-canary-8812"
FORUM = Forum(address="https://forum.example.com")

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_posts_are_read"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_the_forum_allows_in_a_minute_is_kept"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "discourse"
    secrets = (KEY,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"base_url": base_url, "api_key": KEY, "api_username": "acme"}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        forum = FakeForum()
        for number, text in enumerate(texts, 1):
            forum.add(number, text)
        forum.open(server)


class TestReplies(ReplierContract):
    kind_name = "discourse"
    post_path = "/posts.json"
    secrets = (KEY,)

    @pytest.fixture(autouse=True)
    def _posts_there(self, server: ScriptedServer) -> None:
        self.key = MentionKey(platform="discourse", scope=server.url.removeprefix("http://"), native_id="7")

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"base_url": base_url, "api_key": KEY, "api_username": "acme"}

    def prepare(self, server: ScriptedServer) -> None:
        self.forum = FakeForum()
        self.forum.add(7, topic_id=1, post_number=4, reply_count=1)
        server.always(self.forum.answer)

    def take(self, server: ScriptedServer) -> None:
        self.forum.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["raw"])


@pytest.fixture
def forum(server: ScriptedServer) -> FakeForum:
    made = FakeForum()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> DiscourseSource:
    settings = KIND.settings.model_validate({"base_url": f"{server.url}/", **more})
    made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))
    assert isinstance(made, DiscourseSource)
    return made


def numbers(found: Sequence[Any]) -> list[str]:
    return sorted({mention.key.native_id for mention in mentions(found)}, key=int)


class TestReadingOn:
    @pytest.mark.parametrize("by_ids", [True, False])
    def test_all_posts_are_heard_however_windows_are_cut(
        self, forum: FakeForum, server: ScriptedServer, door: Door, by_ids: bool
    ) -> None:
        forum.by_ids = by_ids
        wanted = [*range(10, 40), *range(300, 330), 700]
        for number in wanted:
            forum.add(number)
        assert numbers(drain(source(server, door), None)) == [str(number) for number in wanted]

    def test_a_stop_after_any_page_loses_nothing(self, forum: FakeForum, server: ScriptedServer, door: Door) -> None:
        forum.window = 5
        forum.add(1)
        heard = drain(source(server, door, reread_posts=1), None)
        for number in range(2, 60):
            forum.add(number)
        for _ in range(40):
            heard += drain(source(server, door, reread_posts=1), heard[-1].cursor, most=2)
        assert len(keys(heard)) == 59
        assert not heard[-1].more

    def test_a_search_that_is_stopped_half_way_loses_nothing(
        self, forum: FakeForum, server: ScriptedServer, door: Door
    ) -> None:
        listening = source(server, door, query="broken", search=True, reread_posts=1, requests_a_minute=9000)
        forum.window = 5
        forum.add(1)
        heard = drain(listening, None)
        for number in range(2, 21):
            forum.add(number)
        for number in range(21, 24):
            heard += drain(listening, heard[-1].cursor, most=1)
            forum.add(number)
        heard += drain(listening, heard[-1].cursor)
        assert len(keys(heard)) == 23

    def test_a_forum_whose_first_id_is_high_has_an_end(
        self, forum: FakeForum, server: ScriptedServer, door: Door
    ) -> None:
        forum.add(9_000_000)
        drain(source(server, door, requests_a_minute=1000), None, most=100)
        assert len(server.requests) < 50

    def test_history_goes_back_to_a_day(self, forum: FakeForum, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 400):
            forum.add(number)
        back = source(server, door)
        assert isinstance(back, History)
        heard = mentions(list(back.history(START + timedelta(minutes=350), None)))
        assert min(mention.posted_at for mention in heard) == START + timedelta(minutes=350)
        assert len(heard) == 50

    def test_what_the_forum_allows_in_a_minute_is_kept(
        self, forum: FakeForum, server: ScriptedServer, door: Door
    ) -> None:
        for number in range(1, 400):
            forum.add(number)
        with pytest.raises(Postponed):
            drain(source(server, door, requests_a_minute=3), None)
        assert len(server.requests) == 3


class TestStaff:
    def test_an_answer_is_told_with_the_post_that_it_answers(
        self, forum: FakeForum, server: ScriptedServer, door: Door
    ) -> None:
        forum.add(1, "Lost parcel")
        forum.add(2, "Mine, too", topic_id=1, post_number=2)
        forum.add(3, "We look into it", topic_id=1, post_number=3, staff=True, reply_to_post_number=2)
        forum.add(4, "Found it", topic_id=1, post_number=4, staff=True)
        (page, *_) = drain(source(server, door), None)
        answered = {mention.key.native_id: [one.text for one in mention.own_replies] for mention in page.mentions}
        assert answered == {"1": ["Found it"], "2": ["We look into it"]}

    def test_an_old_post_that_is_answered_is_brought_in(
        self, forum: FakeForum, server: ScriptedServer, door: Door
    ) -> None:
        listening = source(server, door, reread_posts=1)
        forum.add(1, "Lost parcel")
        forum.add(2, "Mine, too", topic_id=1, post_number=2)
        cursor = drain(listening, None)[0].cursor
        forum.add(500, "Sorry", topic_id=1, post_number=3, staff=True, reply_to_post_number=2)
        forum.add(501, "Sorry all", topic_id=1, post_number=4, staff=True)
        page = next(iter(listening.pages(cursor)))
        assert {(m.text, m.own_replies[0].text) for m in page.mentions} == {
            ("Mine, too", "Sorry"),
            ("Lost parcel", "Sorry all"),
        }
        assert {mention.title for mention in page.mentions} == {None, "Topic 1"}, "a title read again is the same"

    def test_staff_of_others_are_customers(self, forum: FakeForum, server: ScriptedServer, door: Door) -> None:
        forum.add(1, staff=True)
        assert numbers(drain(source(server, door, staff_is_us=False), None)) == ["1"]


class TestReread:
    def test_edits_are_seen_among_the_newest(self, forum: FakeForum, server: ScriptedServer, door: Door) -> None:
        listening = source(server, door)
        forum.add(1, "Rubbish")
        cursor = drain(listening, None)[0].cursor
        forum.edit(1, "Put right, thanks")
        (mention,) = drain(listening, cursor)[0].mentions
        assert (mention.text, mention.edited_at) == ("Put right, thanks", START + timedelta(days=9))

    def test_what_is_there_and_what_is_gone(self, forum: FakeForum, server: ScriptedServer, door: Door) -> None:
        forum.add(1, "Lost")
        forum.add(2, "We are sorry", topic_id=1, post_number=2, staff=True)
        forum.add(3, "(post deleted by author)", user_deleted=True)
        forum.add(4, "flagged", hidden=True)
        again = source(server, door)
        assert isinstance(again, Rereader)
        page = again.reread([Forum(address=server.url).key(number) for number in (1, 3, 4, 5)])
        assert [(m.text, m.title, m.own_replies[0].text) for m in page.mentions] == [
            ("Lost", "Topic 1", "We are sorry")
        ]
        assert {key.native_id for key in page.deleted} == {"3", "5"}

    def test_a_forum_that_is_gone_is_not_a_forum_of_deleted_posts(self, server: ScriptedServer, door: Door) -> None:
        with pytest.raises(Refused):
            source(server, door).reread([Forum(address=server.url).key(1)])

    def test_an_id_leads_nowhere_else(self, server: ScriptedServer, door: Door) -> None:
        server.always(json_reply(NOT_FOUND, 404))
        key = replace(Forum(address=server.url).key(1), native_id="../admin?x#y")
        assert source(server, door).reread([key]).deleted == (key,)
        assert server.requests[0].path == "/posts/..%2Fadmin%3Fx%23y.json"


class TestSearch:
    def test_hits_are_read_as_a_whole_once(self, forum: FakeForum, server: ScriptedServer, door: Door) -> None:
        text = "This is what I think of acme, at some length"
        for number in range(1, 121):
            forum.add(number, text, topic_id=1, post_number=number + 1)
        forum.add(130, "other")
        listening = source(server, door, search=True, query="acme", reread_posts=1, requests_a_minute=900)
        pages = drain(listening, None)
        assert len(keys(pages)) == 120
        assert {mention.text for mention in mentions(pages)} == {text}
        asked = len(server.requests)
        assert len(keys(drain(listening, pages[-1].cursor))) <= 1
        assert len(server.requests) - asked <= 3

    def test_nothing_to_search_for_is_refused(self) -> None:
        for wrong in ({"search": True}, {"search": True, "query": "-acme"}):
            with pytest.raises(ValidationError):
                KIND.settings.model_validate({"base_url": "https://forum.example.com", **wrong})


@pytest.mark.parametrize(("file", "expected"), payloads("discourse"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    read = read_page(json.loads(file.read_bytes()), FORUM)
    gone = [key.native_id for key in read.page.deleted]
    assert {**told(read.page.mentions, read.page.rejected), "deleted": gone} == expected


def test_quotes_of_others_are_not_the_author_s_words() -> None:
    file = Path(__file__).parent / "fixtures/discourse/latest.json"
    read = read_page(json.loads(file.read_bytes()), FORUM)
    assert "Best shop" not in f"{read.page.mentions}"


def test_recorded_posts_are_read() -> None:
    folder = shared("recordings/discourse")
    forum, heard, lists = Forum(address="https://forum.example.com", staff_is_us=False), 0, 0
    for file in sorted(folder.glob("*.json")):
        payload = json.loads(file.read_bytes())
        if isinstance(payload, dict) and "latest_posts" in payload:
            items = payload["latest_posts"]
        elif isinstance(payload, dict) and "post_stream" in payload:
            items = payload["post_stream"]["posts"]
        elif isinstance(payload, dict) and "cooked" in payload:
            items = [payload]
        else:
            with pytest.raises(Changed):
                read_page(payload, forum)
            continue
        read = read_posts(items, forum)
        assert read.page.rejected == (), file.name
        assert not any("<p>" in mention.text for mention in read.page.mentions)
        heard, lists = heard + len(read.page.mentions), lists + 1
    print(f"discourse: {heard} posts in {lists} recorded answers")  # noqa: T201
    assert (heard, lists) == (34, 7)
