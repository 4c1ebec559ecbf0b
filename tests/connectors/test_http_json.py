"""Any API that answers with JSON: every way of paging, the watermark, and what its values mean."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, History
from connectors.http_json import HttpJson, HttpJsonSettings
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.kit.mapping import found
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, ConnectorContract, drain, keys, mentions
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply
from tests.shared import shared

PATH = "/reviews"
START = NOW - timedelta(days=2)

CHECKLIST = Checklist(
    recorded=shown_by("test_paths_find_what_the_standard_s_own_suite_says"),
    deletions=exempt("what an API leaves out may be gone or only old: no rule holds for all"),
    backfill=shown_by("test_goes_back_to_a_day"),
    budget=exempt("what an API allows is its own: `every` and its 429 keep to it"),
    threads=shown_by("test_values_mean_what_the_map_says"),
    answers=exempt("how an answer is posted differs from API to API"),
)


def item(number: int, text: str = "It is broken") -> dict[str, Any]:
    """An item `number` minutes after the start."""
    return {"id": number, "text": text, "posted_at": (START + timedelta(minutes=number)).isoformat()}


class TestContract(ConnectorContract):
    kind_name = "http_json"
    means_nothing = (b"[]",)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"url": f"{base_url}{PATH}", "headers": {"Authorization": "Bearer a-secret-token"}}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        server.script(PATH, lambda _: json_reply([item(number, text) for number, text in enumerate(texts)]))


def source(server: ScriptedServer, door: Door, **given: Any) -> HttpJson:
    settings = HttpJsonSettings.model_validate({"url": f"{server.url}{PATH}", **given})
    return HttpJson(settings, Tools(http=door.bind(timeout=2, allow_private=True), now=lambda: NOW))


def newest_first(count: int) -> list[dict[str, Any]]:
    return [item(number) for number in range(count - 1, -1, -1)]


def numbered(items: list[dict[str, Any]], size: int) -> Any:
    def answer(seen: Seen) -> Reply:
        start = (int(seen.query["page"]) - 1) * size
        return json_reply({"data": items[start : start + size]})

    return answer


def by_offset(items: list[dict[str, Any]], size: int) -> Any:
    def answer(seen: Seen) -> Reply:
        start = int(seen.query["offset"])
        return json_reply({"data": items[start : start + int(seen.query.get("limit", size))]})

    return answer


def by_cursor(items: list[dict[str, Any]], size: int) -> Any:
    def answer(seen: Seen) -> Reply:
        start = int(seen.query.get("cursor", "0"))
        following = str(start + size) if start + size < len(items) else None
        return json_reply({"data": items[start : start + size], "meta": {"next": following}})

    return answer


def by_link(items: list[dict[str, Any]], size: int, *, in_header: bool) -> Any:
    def answer(seen: Seen) -> Reply:
        start = int(seen.query.get("from", "0"))
        link = f"{PATH}?from={start + size}" if start + size < len(items) else None
        page = {"data": items[start : start + size], "links": {"next": None if in_header else link}}
        told = f'<{PATH}?from=0>; rel="first", <{link}>; rel="next"' if in_header and link else "none"
        return json_reply(page, link=told)

    return answer


WAYS = {
    "page": ({"by": "page", "size": 10}, lambda items: numbered(items, 10)),
    "offset": ({"by": "offset", "size": 10, "size_param": "limit"}, lambda items: by_offset(items, 10)),
    "cursor": ({"by": "cursor", "at": "meta.next"}, lambda items: by_cursor(items, 10)),
    "link": ({"by": "link", "at": "links.next"}, lambda items: by_link(items, 10, in_header=False)),
    "header": ({"by": "header"}, lambda items: by_link(items, 10, in_header=True)),
}


@pytest.mark.parametrize("way", WAYS)
class TestPaging:
    def test_all_pages_are_read(self, server: ScriptedServer, door: Door, way: str) -> None:
        paging, serve = WAYS[way]
        server.script(PATH, serve(newest_first(25)))
        heard = drain(source(server, door, items="data", paging=paging), None)
        assert len(keys(heard)) == 25
        assert len(server.requests) == 3

    def test_a_later_poll_stops_at_what_is_known(self, server: ScriptedServer, door: Door, way: str) -> None:
        paging, serve = WAYS[way]
        connector = source(server, door, items="data", paging=paging, overlap=60)
        server.script(PATH, serve(newest_first(25)))
        cursor = drain(connector, None)[-1].cursor
        server.requests.clear()
        server.script(PATH, serve(newest_first(27)))
        assert {key.native_id for key in keys(drain(connector, cursor))} >= {"25", "26"}
        assert len(server.requests) <= 2

    def test_a_stop_after_any_page_loses_nothing(self, server: ScriptedServer, door: Door, way: str) -> None:
        paging, serve = WAYS[way]
        connector = source(server, door, items="data", paging=paging, overlap=60)
        server.script(PATH, serve(newest_first(1)))
        (first,) = drain(connector, None)
        server.script(PATH, serve(newest_first(60)))
        heard, cursor = keys([first]), first.cursor
        for _ in range(20):
            pages = drain(connector, cursor, most=2)
            heard |= keys(pages)
            cursor = pages[-1].cursor
        assert len(heard) == 60


def test_without_an_order_everything_is_read(server: ScriptedServer, door: Door) -> None:
    paging, serve = WAYS["page"]
    connector = source(server, door, items="data", paging=paging, order="any")
    server.script(PATH, serve([item(number) for number in range(25)]))
    cursor = drain(connector, None)[-1].cursor
    assert len(keys(drain(connector, cursor))) == 25


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("iso", (START - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("epoch", str(int((START - timedelta(hours=1)).timestamp()))),
        ("epoch_ms", str(int((START - timedelta(hours=1)).timestamp()) * 1000)),
    ],
)
def test_only_newer_items_are_asked_for(server: ScriptedServer, door: Door, form: str, told: str) -> None:
    connector = source(server, door, params={"state": "open"}, since={"param": "updated_after", "format": form})
    server.script(PATH, lambda _: json_reply([item(0)]))
    (page,) = drain(connector, None)
    drain(connector, page.cursor)
    assert [seen.query.get("updated_after") for seen in server.requests] == [None, told]
    assert server.requests[1].query["state"] == "open"


def test_values_mean_what_the_map_says(server: ScriptedServer, door: Door) -> None:
    given = {
        "reviews": [{"uid": "x1", "body": {"plain": "Late"}, "at": 1_795_000_000, "by": {"nick": "Jo"}, "order": 12}]
    }
    server.script(PATH, lambda _: json_reply(given))
    names = {"id": "uid", "text": "body.plain", "posted_at": "at", "author": "by.nick", "thread_id": "order"}
    (heard,) = mentions(drain(source(server, door, items="reviews", map=names, platform="shop"), None))
    assert (heard.key.platform, heard.key.native_id, heard.text, heard.author.name) == ("shop", "x1", "Late", "Jo")
    assert (heard.posted_at, heard.thread_id) == (datetime.fromtimestamp(1_795_000_000, UTC), "12")


@pytest.mark.filterwarnings("ignore:deprecated string literal syntax:PendingDeprecationWarning")
def test_paths_find_what_the_standard_s_own_suite_says() -> None:
    said, refused = 0, 0
    for file in sorted(shared("recordings/generic_json_jmespath").glob("*.json")):
        for group in json.loads(file.read_bytes()):
            for case in group["cases"]:
                expression = case["expression"]
                if "error" in case:
                    assert _is_refused(expression) or found(expression, group["given"]) is None, expression
                    refused += 1
                elif "result" in case:
                    assert found(expression, group["given"]) == case["result"], f"{file.name}: {expression}"
                    said += 1
    print(f"http_json: {said} paths found what they should, {refused} refused")  # noqa: T201
    assert (said, refused) == (329, 104)


def _is_refused(expression: str) -> bool:
    try:
        HttpJsonSettings.model_validate({"url": "https://shop.example/reviews", "items": expression})
    except ValidationError:
        return True
    return False


def test_a_next_page_on_another_host_is_not_asked(server: ScriptedServer, door: Door) -> None:
    server.script(PATH, lambda _: json_reply({"data": [item(0)], "next": "https://elsewhere.example/steal"}))
    with pytest.raises(Changed, match="another host"):
        drain(source(server, door, items="data", paging={"by": "link"}), None)


def test_answers_without_the_items_are_changed(server: ScriptedServer, door: Door) -> None:
    server.script(PATH, lambda _: json_reply({"error": "moved"}))
    with pytest.raises(Changed, match="nothing is at `data`"):
        drain(source(server, door, items="data"), None)


def test_goes_back_to_a_day(server: ScriptedServer, door: Door) -> None:
    connector = source(server, door)
    assert isinstance(connector, History)
    server.script(PATH, lambda _: json_reply(newest_first(100)))
    pages = list(connector.history(START + timedelta(minutes=90), None))
    assert len(keys(pages)) == 10


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"url": "ftp://x"}, "should match pattern"),
        ({"paging": {"by": "magic"}}, "does not match any of the expected tags"),
        ({"paging": {"by": "cursor", "at": "a..b"}}, "no JMESPath"),
        ({"paging": {"by": "page"}}, "size"),
        ({"headers": {"Bad Header": "x"}}, "cannot be sent"),
        ({"headers": {"Authorization": "a\nb"}}, "cannot be sent"),
        ({"items": "]"}, "no JMESPath"),
    ],
)
def test_settings_that_make_no_sense_are_refused(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        HttpJsonSettings.model_validate({"url": "https://api.example", **given})


def test_no_secret_is_in_the_cursor(server: ScriptedServer, door: Door) -> None:
    paging, serve = WAYS["page"]
    server.script(PATH, serve(newest_first(25)))
    connector = source(server, door, items="data", paging=paging, headers={"X-Key": "hidden-key-1234"})
    assert "hidden-key-1234" not in json.dumps([str(page.cursor) for page in drain(connector, None)])
