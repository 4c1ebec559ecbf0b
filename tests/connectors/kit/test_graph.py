"""The Graph API's errors say what to do and quote nothing; what Meta says is used up is left alone."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contract import Changed, Postponed, Refused, SourceError, Unavailable, Uncertain
from connectors.kit.answer import Answer
from connectors.kit.budget import Purpose
from connectors.kit.graph.door import Graph
from connectors.kit.graph.problems import error_of, not_posted
from connectors.kit.graph.settings import GraphSettings
from connectors.kit.graph.usage import usage_of
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.graph_api import TOKEN, error
from tests.connectors.server import ScriptedServer, json_reply

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
REGAINED = json.dumps({"77": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 7}]})
LACKS = "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Public Content Access' feature"


def answer_of(status: int = 400, headers: dict[str, str] | None = None, **problem: Any) -> Answer:
    body = json.dumps({"error": {"message": f"quotes {TOKEN}", "type": "OAuthException", **problem}}).encode()
    return Answer(status=status, url="https://graph.facebook.com/v24.0/1", headers=headers or {}, body=body)


@pytest.mark.parametrize(
    ("answer", "means", "words"),
    [
        (answer_of(401, code=190, error_subcode=463), Refused, "it has expired"),
        (answer_of(code=190, error_subcode=460), Refused, "password was changed"),
        (answer_of(code=190), Refused, "make a new one"),
        (answer_of(code=102), Refused, "make a new one"),
        (answer_of(403, code=10, message=LACKS), Refused, "lacks pages_read_engagement"),
        (answer_of(403, code=200), Refused, "lacks a permission"),
        (answer_of(code=100, message=LACKS), Refused, "lacks pages_read_engagement"),
        (answer_of(code=100, message="(#100) requires either app secret proof or"), Refused, "say `app_secret`"),
        (answer_of(code=100, error_subcode=33), Refused, "may not see it"),
        (answer_of(404, code=803), Refused, "may not see it"),
        (answer_of(code=2635), Refused, "say a newer `version`"),
        (answer_of(403, code=4), Unavailable, "too much was asked"),
        (answer_of(code=17), Unavailable, "too much was asked"),
        (answer_of(code=32), Unavailable, "too much was asked"),
        (answer_of(code=613), Unavailable, "too much was asked"),
        (answer_of(code=80002), Unavailable, "too much was asked"),
        (answer_of(code=368), Unavailable, "too much was asked"),
        (answer_of(500, code=2), Unavailable, "stumbled"),
        (answer_of(code=100), Changed, "not expected"),
        (Answer(status=401, url="https://x", headers={}, body=b"<html>"), Refused, "credentials"),
    ],
)
def test_errors_are_told_apart_by_their_codes(answer: Answer, means: type[SourceError], words: str) -> None:
    found = error_of("graph.facebook.com/1", answer, NOON)
    assert type(found) is means
    assert words in str(found)
    assert TOKEN not in str(found)


@pytest.mark.parametrize(
    ("answer", "means", "words"),
    [
        (answer_of(code=1), Uncertain, "stumbled"),
        (answer_of(code=368), Refused, "blocks the account"),
        (answer_of(code=506), Refused, "same words twice"),
        (answer_of(code=4), Unavailable, "too much"),
        (answer_of(code=100), Refused, "was not taken"),
        (Answer(status=400, url="https://x", headers={}, body=b"{}"), Refused, "is it still there"),
    ],
)
def test_what_was_not_posted_is_told_apart(answer: Answer, means: type[SourceError], words: str) -> None:
    found = not_posted("graph.facebook.com/1/comments", answer, NOON)
    assert type(found) is means
    assert words in str(found)


def test_meta_says_when_more_may_be_asked() -> None:
    headers = {"x-business-use-case-usage": REGAINED, "x-app-usage": '{"call_count": 28, "total_time": 60}'}
    found = error_of("x", answer_of(code=80001, headers=headers), NOON)
    assert isinstance(found, Unavailable)
    assert found.retry_after == 420
    assert (usage_of(headers).percent, usage_of(headers).regained_in) == (100, timedelta(minutes=7))
    for junk in ("", "[]", "no", '{"a": [5, {"call_count": "x"}]}', '{"call_count": {}}'):
        assert usage_of({"x-app-usage": junk}).percent == 0


def test_what_is_nearly_used_up_is_kept_for_what_matters_more(server: ScriptedServer) -> None:
    clock = [NOON]
    with closing(Door(interval=0)) as door:
        tools = Tools(http=door.bind(timeout=5, allow_private=True), now=lambda: clock[0])
        settings = GraphSettings.model_validate({"token": TOKEN, "base_url": server.url})
        graph = Graph(settings, tools, tools.budget("meta", settings.allowance, TOKEN))
        server.always(json_reply({"data": []}, 200, x_app_usage='{"call_count": 80, "total_time": 5}'))
        graph.get("1/feed")
        with pytest.raises(Postponed, match="80% of what it allows") as put_off:
            graph.get("1/feed", Purpose.ANSWERED)
        assert put_off.value.retry_after == 300
        server.always(json_reply({"data": []}, 200, x_app_usage='{"call_count": 96}'))
        graph.get("1/feed")
        for ask in (lambda: graph.get("1/feed"), lambda: graph.post("1/comments", message="Sorry")):
            with pytest.raises(Postponed):
                ask()
        clock[0] += timedelta(minutes=5)
        server.always(error(190, 401))
        with pytest.raises(Refused):
            graph.find("1")
        assert len(server.requests) == 3
