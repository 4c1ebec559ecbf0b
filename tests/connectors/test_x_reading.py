"""X: what it tells is read, its errors are told apart, texts are weighed and requests signed."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Refused, SourceError, Unavailable
from connectors.kit.http import Door
from connectors.kit.oauth1 import OAuth1Keys
from connectors.x import KIND
from connectors.x.reading import read_lookup, read_page
from connectors.x.weight import weight_of
from tests.connectors.contract import NOW, drain
from tests.connectors.payloads import payloads, told
from tests.connectors.server import ScriptedServer, json_reply, serving
from tests.connectors.x_site import US, given, source, tools
from tests.shared import shared


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Hello, Sam: “sorry”…", 21),
        ("申し訳", 6),
        ("see https://example.org/a/very/long/path?of=1 now", 31),
        ("👍🏽", 2),
        ("👩‍👩‍👧‍👦 hi", 5),
        ("❤️", 2),
    ],
)
def test_a_text_is_weighed_as_x_does(text: str, weight: int) -> None:
    assert weight_of(text) == weight


def test_a_request_is_signed_as_the_standard_says() -> None:
    """The example of RFC 5849, 1.2."""
    keys_ = OAuth1Keys(
        key="dpf43f3p2l4k3l03", secret="kd94hf93k423kf44", token="nnch734d00sl2jdk", token_secret="pfkkdhi9sl3r4s00"
    )
    asked = {"file": "vacation.jpg", "size": "original"}
    moment = datetime.fromtimestamp(137131202, NOW.tzinfo)
    header = keys_.header("GET", "http://photos.example.net/photos", asked, moment, nonce="chapoH")
    assert header.endswith('oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D"')


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"bearer_token": None}, "say a `bearer_token`"),
        ({"api_key": "x"}, "`api_secret`, `access_token`, `access_secret` as well"),
        ({"mentions": True}, "say as `account_id`"),
        ({"query": None}, "say what to search"),
        ({"query": "likes>9"}, "names no words"),
        ({"dollars_a_day": 0}, "greater than 0"),
    ],
)
def test_settings_that_cannot_work_say_why(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        KIND.settings.model_validate(given("http://x", **wrong))


def test_a_query_is_asked_in_the_words_of_x() -> None:
    query = 'acme AND (late OR "never arrived") AND lang:en AND author:sam -job'
    settings = KIND.settings.model_validate(given("http://x", query=query, own_answers=False))
    assert settings.streams == ('search acme (late OR "never arrived") lang:en from:sam -job',)


@pytest.mark.parametrize(
    ("status", "body", "means", "says"),
    [
        (
            400,
            {"title": "Invalid Request", "detail": "There are errors in processing your request: missing )"},
            Refused,
            "missing",
        ),
        (402, {"title": "CreditsDepleted", "detail": "no credits"}, Refused, "credits or its cap"),
        (
            403,
            {"title": "Client Forbidden", "detail": "When authenticating requests, use keys of a Project."},
            Refused,
            "Project",
        ),
        (429, {"title": "UsageCapExceeded", "detail": "Usage cap exceeded: Monthly product cap"}, Refused, "cap at X"),
        (429, {"title": "Too Many Requests", "status": 429}, Unavailable, "429"),
        (503, {"title": "Service Unavailable"}, Unavailable, "503"),
        (
            200,
            {"errors": [{"title": "Not Found Error", "detail": "Could not find user with id: [1]."}]},
            Refused,
            "Could not find user",
        ),
    ],
)
def test_errors_are_told_apart(
    server: ScriptedServer, door: Door, status: int, body: dict[str, Any], means: type[SourceError], says: str
) -> None:
    server.always(json_reply(body, status))
    with pytest.raises(means, match=says):
        drain(source(server, tools(door)), None)


@pytest.mark.parametrize(("file", "expected"), payloads("x"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    reader = read_lookup if file.stem == "lookup" else read_page
    found = reader(json.loads(file.read_bytes()), US)
    page = told(found.page.mentions, found.page.rejected)
    assert {
        **page,
        "gone": list(found.gone),
        "shown": found.shown,
        "users": found.users,
        "more": found.more,
    } == expected


def test_recorded_payloads_are_read_and_recorded_errors_named() -> None:
    counts, errors = Counter[str](), dict[int, type[SourceError]]()
    for path, status, payload in _recorded():
        if status >= 400:
            errors[status] = _error(status, payload)
            continue
        reader = read_lookup if path == "tweets" else read_page
        with suppress(Refused):  # an account that is gone
            found = reader(payload)
            counts["pages"] += 1
            counts["posts"] += found.shown
            counts["mentions"] += len(found.page.mentions)
            counts["gone"] += len(found.gone)
            counts["rejected"] += len(found.page.rejected)
    assert counts == {"pages": 42, "posts": 451, "mentions": 218, "gone": 186, "rejected": 0}
    assert errors == {400: Refused, 401: Refused}


def _error(status: int, payload: object) -> type[SourceError]:
    with serving() as server, closing(Door(interval=0)) as door:
        server.always(json_reply(payload, status))
        with pytest.raises(SourceError) as caught:
            drain(source(server, tools(door)), None)
    return type(caught.value)


def _recorded() -> Iterator[tuple[str, int, Any]]:
    """Yield version 2's answers that are pages of posts or lookups: the last part of the path, status, payload."""
    for meta in sorted(shared("recordings/x").glob("*.meta.json")):
        head = json.loads(meta.read_bytes())
        path = head["url"].partition("?")[0].rpartition("/")[2]
        if "/2/" in head["url"] and path in ("tweets", "all", "recent", "mentions") and "counts" not in head["url"]:
            payload = json.loads(meta.with_name(meta.name.removesuffix(".meta.json")).read_bytes())
            yield ("tweets" if head["url"].partition("?")[0].endswith("/2/tweets") else path), head["status"], payload
