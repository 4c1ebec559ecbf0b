"""Hacker News: what is heard, how it reads on, and how it goes back."""

import html
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Changed, Cursor, History
from connectors.hackernews import HackerNews, HackerNewsSettings, read_page
from connectors.kit.cursor import load
from connectors.kit.http import Door
from connectors.kit.paging import Progress
from connectors.kit.query.field import Query
from connectors.kit.rounds import Round
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply
from tests.shared import shared

PATH = "/api/v1/search_by_date"
START = int(NOW.timestamp()) - 100_000

CHECKLIST = Checklist(
    recorded=shown_by("test_reads_recorded_answers"),
    edits=exempt("the search keeps the words with which a post was found first"),
    deletions=exempt("the search shows a deleted post no more, as it does one that no longer matches"),
    backfill=shown_by("test_history_reads_back_to_its_day_and_can_be_resumed"),
    budget=exempt("10,000 requests an hour are allowed to an address, and a source makes a dozen"),
    threads=shown_by("test_reads_what_the_search_answers"),
    own_replies=exempt("nothing tells which accounts are the brand's"),
    answers=exempt("Hacker News has no interface for writing"),
)


class TestContract(ConnectorContract):
    kind_name = "hackernews"

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"query": "acme", "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        server.script(PATH, search([comment(number, text) for number, text in enumerate(texts)]))


def comment(number: int, text: str = "It is broken") -> dict[str, Any]:
    """A comment as the search tells it, `number` minutes after the start."""
    return {
        "objectID": str(1000 + number),
        "created_at_i": START + 60 * number,
        "author": "someone",
        "comment_text": html.escape(text),
        "story_id": 1,
        "parent_id": 2,
        "title": None,
        "points": None,
    }


def search(hits: list[dict[str, Any]], per_page: int = 100) -> Any:
    """Answer searches in `hits` as Algolia does: newest first, within the asked bounds."""

    def answer(seen: Seen) -> Reply:
        bound = seen.query.get("numericFilters", "created_at_i>0")
        limit = int(re.sub(r"\D+", "", bound))
        within = [hit for hit in hits if (hit["created_at_i"] <= limit) == ("<=" in bound)]
        newest = sorted(within, key=lambda hit: -hit["created_at_i"])
        return json_reply({"hits": newest[:per_page], "nbPages": -(-len(within) // per_page), "page": 0})

    return answer


@pytest.fixture
def source(server: ScriptedServer, door: Door) -> HackerNews:
    settings = HackerNewsSettings(query=Query("acme"), base_url=server.url + "/")
    return HackerNews(settings, door.bind(timeout=1, allow_private=True), lambda: NOW)


@pytest.mark.parametrize(("payload", "expected"), payloads("hackernews"))
def test_reads_what_the_search_answers(payload: Path, expected: dict[str, Any]) -> None:
    page = read_page(json.loads(payload.read_bytes())).page
    assert told(page.mentions, page.rejected) == expected


@pytest.mark.parametrize(
    "name", ["communal_sampleNewsOutput", "hnapi_search_story_01", "python_hn_1.1", "python_hn_1.2"]
)
def test_reads_recorded_answers(name: str) -> None:
    recorded = json.loads(shared(f"recordings/hackernews/{name}.json").read_bytes())
    page = read_page(recorded).page
    assert len(page.mentions) == len(recorded["hits"])
    assert page.rejected == ()
    assert not any("&#x" in mention.text or "<p>" in mention.text for mention in page.mentions)


def test_asks_for_the_words_as_they_are_and_the_newest_first(source: HackerNews, server: ScriptedServer) -> None:
    server.script(PATH, search([]))
    drain(source, None)
    assert server.requests[0].query == {
        "query": "acme",
        "tags": "(story,comment)",
        "hitsPerPage": "100",
        "typoTolerance": "false",
    }


def test_a_second_poll_asks_for_the_last_hour_only(source: HackerNews, server: ScriptedServer) -> None:
    server.script(PATH, search([comment(0)]))
    (page,) = drain(source, None)
    drain(source, page.cursor)
    assert server.requests[-1].query["numericFilters"] == f"created_at_i>{START - 3600}"


def test_reads_on_by_time_where_there_is_more_than_a_page(source: HackerNews, server: ScriptedServer) -> None:
    hits = [comment(number) for number in range(25)]
    server.script(PATH, search(hits, per_page=10))
    assert len(keys(drain(source, None))) == 25


def test_a_stop_after_any_page_loses_nothing(source: HackerNews, server: ScriptedServer) -> None:
    server.script(PATH, search([comment(0)]))
    (first,) = drain(source, None)
    hits = [comment(number) for number in range(100)]
    server.script(PATH, search(hits, per_page=10))
    heard, cursor = keys([first]), first.cursor
    for _ in range(30):
        *_, last = pages = drain(source, cursor, most=2)
        heard |= keys(pages)
        cursor = last.cursor
    assert len(heard) == 100


def test_more_posts_in_one_second_than_a_page_holds_do_not_stop_it(source: HackerNews, server: ScriptedServer) -> None:
    crowd = [{**comment(5), "objectID": str(number)} for number in range(12)]
    server.script(PATH, search([comment(0), *crowd, comment(9)], per_page=10))
    assert "1000" in {key.native_id for key in keys(drain(source, None))}


def test_a_post_dated_in_the_future_does_not_hide_the_present(source: HackerNews, server: ScriptedServer) -> None:
    server.script(PATH, search([comment(0), comment(1_000_000)]))
    (page,) = drain(source, None)
    assert page.cursor is not None
    assert load(Progress, Cursor(load(Round, page.cursor).cursors["acme"])).high == START


def test_history_reads_back_to_its_day_and_can_be_resumed(source: HackerNews, server: ScriptedServer) -> None:
    assert isinstance(source, History)
    server.script(PATH, search([comment(number) for number in range(60)], per_page=10))
    since = datetime.fromtimestamp(START + 60 * 20, UTC)
    begun = [page for page, _ in zip(source.history(since, None), range(2), strict=False)]
    rest = list(source.history(since, begun[-1].cursor))
    heard = mentions([*begun, *rest])
    assert min(mention.posted_at for mention in heard) == since
    assert len({mention.key for mention in heard}) == 40


def test_a_hit_without_words_is_rejected_with_the_reason() -> None:
    page = read_page({"hits": [comment(0), {"objectID": "7", "created_at_i": START}, "?"]}).page
    assert len(page.mentions) == 1
    assert [item.reason.split(":")[0] for item in page.rejected] == [
        "the hit has no id or no words",
        "Expected `object`, got `str`",
    ]


def test_an_answer_without_hits_is_changed() -> None:
    with pytest.raises(Changed, match="list of hits"):
        read_page({"message": "hello"})
