"""Steam: a game's reviews by the time of their last change."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Changed, Connector, History, MentionKey, Postponed, Rereader
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.registry import kind
from connectors.steam import KIND, LANGUAGES, read_page
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply
from tests.shared import shared

PATH = "/IUserReviewsService/GetAppReviews/v1/"
CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read_or_refused"),
    backfill=shown_by("test_history_goes_back_to_a_day_and_resumes"),
    budget=shown_by("test_no_more_is_asked_than_steam_allows"),
    threads=exempt("a review stands alone: comments below it are not in this API"),
    answers=exempt("Steam takes answers on its own pages only, in somebody's session"),
)
EMPTY = {"response": {"query_summary": {"num_reviews": 0}, "cursor": "*"}}


def review(number: int, text: str = "Crashes", updated: datetime = NOW, **more: Any) -> dict[str, Any]:
    """Return review `number` as Steam writes it."""
    return {
        "recommendationid": str(number),
        "author": {"steamid": f"7656{number}"},
        "language": "english",
        "review": text,
        "timestamp_created": int((NOW - timedelta(days=30)).timestamp()),
        "timestamp_updated": int(updated.timestamp()),
        "voted_up": False,
        **more,
    }


def page(reviews: Sequence[dict[str, Any]], cursor: str = "end") -> dict[str, Any]:
    """Return `reviews` as one answer, or the empty last one."""
    if not reviews:
        return EMPTY
    return {"response": {"query_summary": {"num_reviews": len(reviews)}, "reviews": reviews, "cursor": cursor}}


def paged(pages: dict[str, dict[str, Any]]) -> Any:
    """Return a script that answers each `cursor` by its page."""

    def script(seen: Seen) -> Reply:
        return json_reply(pages.get(seen.query["cursor"], EMPTY))

    return script


class TestSteam(ConnectorContract):
    kind_name = "steam"

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"app_id": 42, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        reviews = [review(number, text, NOW - timedelta(hours=number)) for number, text in enumerate(texts, 1)]
        server.script(PATH, paged({"*": page(reviews)}))

    def test_asks_for_every_language_purchase_and_change(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve(server, ("One",))
        drain(connector, None)
        asked = server.requests[0].query
        assert asked["appid"] == "42"
        assert (asked["languages[0]"], asked["purchase_type"], asked["filter"]) == ("all", "1", "2")
        assert (asked["num_per_page"], asked["filter_offtopic_activity"]) == ("100", "false")

    def test_walks_on_by_the_cursor_as_it_was_given(self, connector: Connector, server: ScriptedServer) -> None:
        old = NOW - timedelta(days=20)
        server.script(PATH, paged({"*": page([review(1)], "A+/b="), "A+/b=": page([review(2, updated=old)], "end")}))
        assert [mention.key.native_id for mention in mentions(drain(connector, None))] == ["1", "2"]

    def test_a_cursor_that_repeats_ends_the_walk(self, connector: Connector, server: ScriptedServer) -> None:
        server.script(PATH, paged({"*": page([review(1)], "same"), "same": page([review(2)], "same")}))
        assert len(drain(connector, None)) == 2

    def test_an_edited_review_comes_again_as_the_same_mention(
        self, connector: Connector, server: ScriptedServer
    ) -> None:
        server.script(PATH, paged({"*": page([review(1, "Bad", NOW - timedelta(days=9))])}))
        first = drain(connector, None)
        server.script(PATH, paged({"*": page([review(1, "Bad, still", NOW, voted_up=True)])}))
        again = drain(connector, first[-1].cursor)
        assert keys(again) == keys(first)
        (mention,) = mentions(again)
        assert (mention.text, mention.edited_at) == ("Bad, still", NOW)
        assert mention.rating is not None
        assert mention.rating.stars == 1

    def test_an_answer_that_moves_nothing_is_seen_by_looking_again(
        self, connector: Connector, server: ScriptedServer
    ) -> None:
        server.script(PATH, paged({"*": page([review(1, updated=NOW - timedelta(days=1))])}))
        cursor = drain(connector, None)[-1].cursor
        answered = {"developer_response": "Sorry!", "timestamp_dev_responded": int(NOW.timestamp())}
        server.script(PATH, paged({"*": page([review(1, updated=NOW - timedelta(days=1), **answered)])}))
        (mention,) = mentions(drain(connector, cursor))
        assert [(reply.text, reply.posted_at) for reply in mention.own_replies] == [("Sorry!", NOW)]

    def test_stops_where_it_was(self, connector: Connector, server: ScriptedServer) -> None:
        long_ago = NOW - timedelta(days=60)
        pages = {
            "*": page([review(1)], "a"),
            "a": page([review(2, updated=long_ago)], "b"),
            "b": page([review(3)], "c"),
        }
        server.script(PATH, paged(pages))
        cursor = drain(connector, None, most=1)[-1].cursor
        heard = mentions(drain(connector, cursor))
        assert [mention.key.native_id for mention in heard] == ["1", "2"]

    def test_history_goes_back_to_a_day_and_resumes(self, connector: Connector, server: ScriptedServer) -> None:
        assert isinstance(connector, History)
        days = {name: NOW - timedelta(days=age) for name, age in (("*", 1), ("a", 5), ("b", 9), ("c", 13))}
        created = {name: {"timestamp_created": int(day.timestamp())} for name, day in days.items()}
        order = ["*", "a", "b", "c", "end"]
        pages = {
            name: page([review(n, updated=days[name], **created[name])], order[n])
            for n, name in enumerate(order[:4], 1)
        }
        server.script(PATH, paged(pages))
        since = NOW - timedelta(days=10)
        whole = list(connector.history(since, None))
        assert [mention.key.native_id for mention in mentions(whole)] == ["1", "2", "3"]
        rest = list(connector.history(since, whole[0].cursor))
        assert keys(whole) == keys([whole[0], *rest])


class TestReread:
    """Steam tells of no review by its id: what is gone is known by the list going on below it."""

    def list_of(self, server: ScriptedServer, *numbers: int, broken: bool = False) -> None:
        """Make Steam hold these reviews, two a page, those that are not listed having been deleted."""
        found = [review(number, f"Review {number}", developer_response="Hello") for number in numbers]
        if broken:
            found[0] = {**found[0], "timestamp_created": None}
        pages = {("*" if at == 0 else f"c{at}"): page(found[at : at + 2], f"c{at + 2}") for at in range(0, 20, 2)}
        server.script(PATH, paged({name: one for name, one in pages.items() if one is not EMPTY}))

    def look(self, server: ScriptedServer, door: Door, *numbers: int) -> tuple[set[str], set[str]]:
        tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
        made = KIND.build(KIND.settings.model_validate({"app_id": 42, "base_url": server.url}), tools)
        assert isinstance(made, Rereader)
        keys = [MentionKey(platform="steam", scope="42", native_id=str(number)) for number in numbers]
        told = made.reread(keys)
        assert all(mention.own_replies[0].text == "Hello" for mention in told.mentions)
        return {mention.key.native_id for mention in told.mentions}, {key.native_id for key in told.deleted}

    @pytest.mark.parametrize(
        ("there", "asked", "expected", "pages"),
        [
            ((90, 80, 70, 60, 50), (80,), ({"80"}, set()), 1),
            ((90, 70, 60, 50, 40), (80, 60), ({"60"}, {"80"}), 2),
            ((90, 70, 60, 50, 40), (55,), (set(), {"55"}), 4),
            ((90, 70, 60), (5,), (set(), {"5"}), 3),
            ((), (5,), (set(), set()), 1),
        ],
        ids=[
            "there",
            "gone, passed",
            "gone, passed later",
            "gone, at the end",
            "nothing is there: that proves nothing",
        ],
    )
    def test_what_is_there_and_what_is_gone(
        self,
        server: ScriptedServer,
        door: Door,
        there: tuple[int, ...],
        asked: tuple[int, ...],
        expected: tuple[set[str], set[str]],
        pages: int,
    ) -> None:
        self.list_of(server, *there)
        assert self.look(server, door, *asked) == expected
        assert {seen.query["filter"] for seen in server.requests} == {"1"}
        assert len(server.requests) <= pages

    def test_what_is_not_understood_may_be_what_is_missing(self, server: ScriptedServer, door: Door) -> None:
        self.list_of(server, 90, 80, 70, 60, broken=True)
        assert self.look(server, door, 90, 80) == ({"80"}, set())


def test_no_more_is_asked_than_steam_allows(server: ScriptedServer, door: Door) -> None:
    server.script(PATH, paged({"*": page([review(1)], "a"), "a": page([review(2)], "b")}))
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    settings = KIND.settings.model_validate({"app_id": 42, "base_url": server.url, "requests_a_day": 2})
    with pytest.raises(Postponed):
        drain(KIND.build(settings, tools), None)
    assert len(server.requests) == 2


@pytest.mark.parametrize(("file", "expected"), payloads("steam"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    batch = read_page(json.loads(file.read_bytes()), 42)
    assert {**told(batch.page.mentions, batch.page.rejected), "older": batch.older} == expected


@pytest.mark.parametrize(
    "payload",
    [
        {"success": 1, "query_summary": {"num_reviews": 1}, "reviews": []},
        {"success": 2},
        {"response": {}},
        {"response": {"query_summary": {"num_reviews": 3}, "cursor": "*"}},
    ],
    ids=["old shape", "old refusal", "empty response", "counted but not there"],
)
def test_what_should_not_be_empty_is_changed(payload: dict[str, Any]) -> None:
    with pytest.raises(Changed):
        read_page(payload, 42)


def test_languages_become_codes() -> None:
    assert {LANGUAGES[word] for word in ("schinese", "tchinese")} == {"zh"}
    assert (LANGUAGES["brazilian"], LANGUAGES["koreana"], LANGUAGES["latam"]) == ("pt", "ko", "es")


def test_recorded_payloads_are_read_or_refused() -> None:
    folder = shared("recordings/steam")
    for name in ("getappreviews_v1_sample_edited_and_replied.json", "getappreviews_v1_empty_last_page.json"):
        batch = read_page(json.loads((folder / name).read_bytes()), 42)
        assert batch.page.rejected == ()
    with pytest.raises(Changed, match="no list of Steam reviews"):
        read_page(json.loads((folder / "appreviews_old_success2.json").read_bytes()), 42)
    old = json.loads((folder / "appreviews_old_negative_with_dev_response.json").read_bytes())
    batch = read_page({"response": {**old, "query_summary": {"num_reviews": 3}}}, 42)
    assert len(batch.page.mentions) == 3
    assert [len(mention.own_replies) for mention in batch.page.mentions] == [0, 0, 1]
    assert batch.page.mentions[0].posted_at == datetime(2024, 1, 27, 1, 44, 44, tzinfo=UTC)


def test_a_wrong_setting_is_refused() -> None:
    settings = kind("steam").settings
    with pytest.raises(ValueError, match="greater than 0"):
        settings.model_validate({"app_id": 0})
