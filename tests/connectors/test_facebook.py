"""Facebook: comments as they grow, what is delivered, and answers of the page."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, MentionKey, Rating, Refused, Rereader
from connectors.facebook import KIND
from connectors.facebook.delivered import read_changes
from connectors.facebook.reading import key_of, read_comments, read_posts, read_ratings
from connectors.facebook.source import FacebookSource
from connectors.kit.answer import Answer
from connectors.kit.graph.problems import error_of
from connectors.kit.graph.pushes import changes_of
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.facebook_page import PAGE, SAM, US, FakePage
from tests.connectors.graph_api import MISSING, SECRET, TOKEN, VERIFY, hours_ago
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.shared import shared

SETTINGS = {"token": TOKEN, "app_secret": SECRET, "verify_token": VERIFY, "page": PAGE}

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_answers_and_deliveries_are_read_or_refused"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_is_nearly_used_up_is_kept_for_what_matters_more", module="kit/test_graph"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "facebook"
    secrets = (TOKEN, SECRET, VERIFY)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**SETTINGS, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        page = FakePage()
        post = page.post(1)
        for number, text in enumerate(texts, 1):
            page.comment(post, number, text)
        page.open(server)


class TestReplies(ReplierContract):
    kind_name = "facebook"
    key = key_of("1_7")
    post_path = "/v24.0/1_7/comments"
    secrets = (TOKEN, SECRET)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**SETTINGS, "base_url": base_url}

    def take(self, server: ScriptedServer) -> None:
        page = FakePage()
        page.comment(page.post(1), 7, "Lost bag")
        page.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["message"])


@pytest.fixture
def page(server: ScriptedServer) -> FakePage:
    made = FakePage()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> FacebookSource:
    settings = KIND.settings.model_validate({**SETTINGS, "base_url": f"{server.url}/", "calls_an_hour": 900, **more})
    made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))
    assert isinstance(made, FacebookSource)
    return made


def texts(found: Sequence[Any]) -> set[str]:
    return {mention.text for mention in mentions(found)}


class TestPolling:
    def test_comments_are_read_where_they_have_grown_and_only_there(
        self, page: FakePage, server: ScriptedServer, door: Door
    ) -> None:
        posts = [page.post(number) for number in range(1, 31)]
        for post in posts:
            page.comment(post, 1, f"About {post}")
        walking = source(server, door)
        first = drain(walking, None)
        assert len(texts(first)) == 30
        server.requests.clear()
        page.comment(posts[0], 2, "Me, too", ago=0.1)
        page.comment(posts[29], 2, "Nor I", ago=0.1)
        assert texts(drain(walking, first[-1].cursor)) >= {"Me, too", "Nor I"}
        asked = [seen.path for seen in server.requests if seen.path.endswith("/comments")]
        assert sorted(asked) == [f"/v24.0/{PAGE}_1/comments", f"/v24.0/{PAGE}_30/comments"]

    def test_a_stop_after_any_page_loses_nothing(self, page: FakePage, server: ScriptedServer, door: Door) -> None:
        walking = source(server, door, reread_days=1, tagged=False, ratings=False)
        page.comment(page.post(1, ago=900), 1, "First", ago=900)
        heard = drain(walking, None)
        for number in range(2, 60):
            page.comment(page.post(number, ago=800 - number), number, f"Comment {number}")
        for _ in range(12):
            heard += drain(walking, heard[-1].cursor, most=2)
        assert len(keys(heard)) == 59
        assert not drain(walking, heard[-1].cursor)[-1].more

    def test_a_long_talk_is_read_to_what_was_known(self, page: FakePage, server: ScriptedServer, door: Door) -> None:
        post, walking = page.post(1, ago=200), source(server, door)
        page.comment(post, 1, "First", ago=199)
        cursor = drain(walking, None)[-1].cursor
        for number in range(2, 400):
            page.comment(post, number, f"Comment {number}", ago=100 - number / 8)
        found = drain(walking, cursor)
        assert len(keys(found)) >= 398
        assert [one.gap for one in found if one.gap] == []
        for number in range(400, 1100):
            page.comment(post, number, f"Comment {number}", ago=20 - number / 200)
        assert "more new comments than are read at once" in str([one.gap for one in drain(walking, found[-1].cursor)])

    def test_what_is_too_much_for_one_poll_waits_for_the_next(
        self, page: FakePage, server: ScriptedServer, door: Door, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("connectors.kit.graph.growing.MOST_CALLS", 3)
        posts = [page.post(number) for number in range(1, 11)]
        for post in posts:
            page.comment(post, 1, f"About {post}")
        walking, heard, cursor = source(server, door, tagged=False, ratings=False), set[str](), None
        for _ in range(4):
            page.comment(posts[9], len(heard) + 2, "And again", ago=0.1)
            server.requests.clear()
            found = drain(walking, cursor)
            cursor, heard = found[-1].cursor, heard | texts(found)
            assert len(server.requests) <= 4
        assert len(heard) == 11, "one that grows all the time keeps no other waiting"

    def test_visitors_and_others_speak_and_the_page_answers(
        self, page: FakePage, server: ScriptedServer, door: Door
    ) -> None:
        visit = page.post(1, "Where is my bag?", SAM)
        page.comment(visit, 2, "We look into it", US, ago=0.4)
        ours = page.post(2)
        late = page.comment(ours, 3, "Late again", ago=0.4)
        kim = page.comment(ours, 4, "Same here", {"id": "9002", "name": "Kim"}, ago=0.3, below=late)
        page.comment(ours, 5, "Sorry, Sam", US, ago=0.2, below=late)
        page.comment(ours, 6, "Sorry, Kim", US, ago=0.1, below=late, message_tags=[{"id": "9002"}])
        page.tagged.append({"id": "77_1", "message": "Never @Acme", "created_time": hours_ago(3)})
        story = {"open_graph_story": {"id": "31"}, "created_time": hours_ago(9), "reviewer": SAM}
        page.ratings.append({**story, "recommendation_type": "negative", "review_text": "Rude staff"})
        heard = {one.key.native_id: one for one in mentions(drain(source(server, door), None))}
        assert {name: [said.text for said in one.own_replies] for name, one in heard.items()} == {
            f"posts/{PAGE}_1": ["We look into it"],
            late: ["Sorry, Sam"],
            kim: ["Sorry, Kim"],
            "posts/77_1": [],
            "ratings/31": [],
        }
        assert heard["ratings/31"].rating == Rating(stars=0, out_of=1)
        assert (heard[kim].thread_id, heard[kim].parent_id) == ("2", late)

    def test_an_answer_to_an_old_comment_brings_that_in(
        self, page: FakePage, server: ScriptedServer, door: Door
    ) -> None:
        post = page.post(1, ago=300)
        old = page.comment(post, 1, "Lost", ago=290)
        for number in range(2, 130):
            page.comment(post, number, "Chat", ago=200)
        walking = source(server, door)
        cursor = drain(walking, None)[-1].cursor
        page.comment(post, 500, "Found it", US, ago=0.1, below=old)
        found = {one.key.native_id: one for one in mentions(drain(walking, cursor))}
        assert [said.text for said in found[old].own_replies] == ["Found it"]

    def test_history_goes_back_to_a_day(self, page: FakePage, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 60):
            page.post(number, "Hello", SAM, ago=100 - number)
        heard = mentions(list(source(server, door).history(NOW - timedelta(hours=90), None)))
        assert len({one.key for one in heard if one.key.native_id.startswith("posts/")}) == 50

    def test_no_cursor_holds_a_token(self, page: FakePage, server: ScriptedServer, door: Door) -> None:
        walking = source(server, door, reread_days=1)
        page.post(1, ago=900)
        cursor = drain(walking, None)[-1].cursor
        for number in range(2, 60):
            page.post(number, ago=800 - number)
        assert TOKEN not in "".join(str(one.cursor) for one in drain(walking, cursor, most=2))
        assert "access_token" not in str([seen.query for seen in server.requests])
        assert all("appsecret_proof" in seen.query for seen in server.requests)


class TestReread:
    def test_edits_deletions_and_answers_are_seen(self, page: FakePage, server: ScriptedServer, door: Door) -> None:
        post = page.post(1)
        names = [page.comment(post, number, "Lost") for number in (1, 2, 3)]
        page.edit(names[0], "Found, thanks")
        page.comment(post, 9, "We are sorry", US, ago=0.1, below=names[1])
        page.delete(post, names[2])
        again = source(server, door)
        assert isinstance(again, Rereader)
        page.ratings.append({"open_graph_story": {"id": "3"}, "created_time": hours_ago(9), "review_text": "Rude"})
        page.comment("1_3", 11, "We are sorry", US, ago=0.1)
        page.graph.edges["3/comments"] = page.graph.edges["1_3/comments"]
        others = [key_of(f"posts/{post}"), key_of("ratings/3"), key_of("ratings/4")]
        found = again.reread([*(key_of(name) for name in names), *others])
        heard = [(one.text, len(one.own_replies)) for one in found.mentions]
        assert heard == [("Found, thanks", 0), ("Lost", 1), ("Rude", 1)]
        assert found.deleted == (key_of(names[2]),)

    def test_a_token_that_sees_nothing_deletes_nothing(
        self, page: FakePage, server: ScriptedServer, door: Door
    ) -> None:
        server.script(f"/v24.0/{PAGE}/feed", json_reply({"error": MISSING}, 400))
        with pytest.raises(Refused, match="may not see it"):
            source(server, door).reread([key_of("1_1")])

    def test_an_id_leads_nowhere_else(self, server: ScriptedServer, door: Door) -> None:
        for name in ("../me", "1?x", "posts/me/feed"):
            key = MentionKey(platform="facebook", scope="", native_id=name)
            with pytest.raises(Refused):
                source(server, door).reply(key, "Sorry")
            with pytest.raises(Refused):
                source(server, door).reread([key])
        assert server.requests == []


@pytest.mark.parametrize("given", [{"page": "acme"}, {"app_secret": None}, {"calls_an_hour": 5}, {"version": "24"}])
def test_what_is_unclear_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KIND.settings.model_validate({**SETTINGS, **given})


@pytest.mark.parametrize(("file", "expected"), payloads("facebook"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    items = json.loads(file.read_bytes())["data"]
    readers = {
        "comments": lambda: read_comments(items, PAGE, f"{PAGE}_1").page,
        "feed": lambda: read_posts(items, PAGE),
        "ratings": lambda: read_ratings(items),
    }
    page = readers[file.stem]()
    assert told(page.mentions, page.rejected) == expected


def test_recorded_answers_and_deliveries_are_read_or_refused() -> None:
    counts = {"mentions": 0, "gone": 0, "named": 0, "rejected": 0, "lists": 0, "deliveries": 0, "errors": 0}
    for file in sorted(shared("recordings/facebook").glob("*.json")):
        payload = json.loads(file.read_bytes())
        if file.name.startswith("webhook_"):
            account = str(payload["entry"][0]["id"])
            read = read_changes(changes_of(payload, "page", account), account)
            counts["deliveries"] += 1
            counts["gone"] += len(read.page.deleted)
            counts["named"] += len(read.named)
            page = read.page
        elif "data" in payload and ("feed" in file.name or "comments" in file.name):
            is_talk = "comments" in file.name
            page = read_comments(payload["data"], "0", "1").page if is_talk else read_posts(payload["data"], "0")
            counts["lists"] += 1
        elif "error" in payload or "error_type" in payload:
            answer = Answer(status=400, url="https://x", headers={}, body=file.read_bytes())
            assert isinstance(error_of("x", answer, NOW), (Refused, Changed)), file.name
            counts["errors"] += 1
            continue
        else:
            continue
        counts["mentions"] += len(page.mentions)
        counts["rejected"] += len(page.rejected)
    print(f"facebook: {counts}")  # noqa: T201
    # The recorded comments were asked for without their ids.
    told_of = {"deliveries": 45, "lists": 7, "errors": 4, "mentions": 50, "gone": 4, "named": 5, "rejected": 15}
    assert counts == told_of
