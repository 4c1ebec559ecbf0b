"""Google Play: reviews of the last 7 days, by a service account."""

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError

from connectors.contract import Changed, Connector, Postponed, Refused, Unavailable
from connectors.google_play import KIND
from connectors.google_play.reading import read_page
from connectors.google_play.source import SCOPE
from connectors.kit.budget import OwnLedger
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply, reply, serving
from tests.shared import shared

PACKAGE = "com.acme.air"
PATH = f"/androidpublisher/v3/applications/{PACKAGE}/reviews"
TOKEN_PATH = "/token"
ACCESS = "ya29.canary-access"

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read"),
    deletions=exempt("Google shows what changed in the last 7 days, and what is not there may only be old"),
    backfill=shown_by("test_the_past_is_in_the_reports"),
    budget=shown_by("test_no_more_is_asked_than_the_budget_allows"),
    threads=exempt("a review stands alone: it has one answer at most"),
)


@cache
def private_key() -> rsa.RSAPrivateKey:
    """Return a key made for this run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def pem() -> str:
    """Return that key as Google writes it."""
    form = serialization.PrivateFormat.PKCS8
    return private_key().private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


def key_file(**more: Any) -> str:
    """Return the text of a service account's key file."""
    key = {
        "type": "service_account",
        "client_email": "monitor@acme.iam.example",
        "private_key_id": "key-1",
        "private_key": pem(),
        "token_uri": "https://oauth2.example/token",
    }
    return json.dumps({**key, **more})


def review(number: int, text: str = "Crashes", at: datetime = NOW, reply_text: str = "") -> dict[str, Any]:
    """Return review `number` as Google writes it."""
    said = {"text": text, "starRating": 1, "lastModified": {"seconds": str(int(at.timestamp()))}}
    comments: list[dict[str, Any]] = [{"userComment": said}]
    if reply_text:
        answered = {"text": reply_text, "lastModified": {"seconds": str(int(at.timestamp()) + 60)}}
        comments.append({"developerComment": answered})
    return {"reviewId": f"gp:{number}", "comments": comments}


def page(reviews: Sequence[dict[str, Any]], older: str = "") -> dict[str, Any]:
    """Return one answer of reviews.list."""
    paging = {"tokenPagination": {"nextPageToken": older}} if older else {}
    return {"reviews": list(reviews), **paging} if reviews else {}


def grant(server: ScriptedServer, *tokens: str, expires_in: int = 3600) -> None:
    """Make the server give out `tokens`, one after the other."""
    server.script(TOKEN_PATH, *(json_reply({"access_token": name, "expires_in": expires_in}) for name in tokens))


def source(server: ScriptedServer, door: Door, now: Callable[[], datetime] = lambda: NOW, **more: Any) -> Connector:
    """Return a source that asks `server`."""
    given = {"package": PACKAGE, "base_url": server.url, "token_url": f"{server.url}{TOKEN_PATH}", **more}
    if "service_account_file" not in more:
        given.setdefault("service_account", key_file())
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=now)
    return KIND.build(KIND.settings.model_validate(given), tools)


def asked(server: ScriptedServer, path: str) -> list[Seen]:
    """Return what was asked at `path`."""
    return [seen for seen in server.requests if seen.path == path]


class TestGooglePlay(ConnectorContract):
    kind_name = "google_play"
    means_nothing = (b"{}",)
    secrets = (pem().splitlines()[1], ACCESS)

    def settings(self, base_url: str) -> dict[str, Any]:
        token_url = f"{base_url}{TOKEN_PATH}"
        return {"package": PACKAGE, "service_account": key_file(), "base_url": base_url, "token_url": token_url}

    def prepare(self, server: ScriptedServer) -> None:
        grant(server, ACCESS)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        found = [review(n, text, NOW - timedelta(hours=n)) for n, text in enumerate(texts, 1)]
        server.script(PATH, json_reply(page(found)))

    def test_an_empty_object_is_a_quiet_week(self, connector: Connector, server: ScriptedServer) -> None:
        server.script(PATH, json_reply({}))
        (only,) = drain(connector, None)
        assert (only.mentions, only.more) == ((), False)


class TestToken:
    def test_the_claim_is_signed_by_the_key(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        server.script(PATH, json_reply({}))
        drain(source(server, door), None)
        (form,) = (parse_qs(seen.body.decode()) for seen in asked(server, TOKEN_PATH))
        assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        (signed,) = form["assertion"]
        assert jwt.get_unverified_header(signed) == {"alg": "RS256", "kid": "key-1", "typ": "JWT"}
        options: Any = {"verify_exp": False, "verify_iat": False}
        audience = "https://oauth2.example/token"
        claim = jwt.decode(signed, private_key().public_key(), ["RS256"], options, audience=audience)
        assert (claim["iss"], claim["scope"]) == ("monitor@acme.iam.example", SCOPE)
        assert (claim["iat"], claim["exp"] - claim["iat"]) == (int(NOW.timestamp()), 3600)

    def test_it_lasts_until_its_end(self, server: ScriptedServer, door: Door) -> None:
        clock = [NOW]
        grant(server, "first", "second")
        server.script(PATH, json_reply({}))
        connector = source(server, door, now=lambda: clock[0])
        for minutes in (0, 57, 59):
            clock[0] = NOW + timedelta(minutes=minutes)
            drain(connector, None)
        bearers = [seen.headers["authorization"] for seen in asked(server, PATH)]
        assert bearers == ["Bearer first", "Bearer first", "Bearer second"]

    def test_one_that_is_not_accepted_is_renewed_once(self, server: ScriptedServer, door: Door) -> None:
        grant(server, "stale", "fresh")
        accepts = {"Bearer fresh"}
        server.script(PATH, lambda seen: json_reply({}, 200 if seen.headers["authorization"] in accepts else 401))
        assert drain(source(server, door), None)

    def test_one_that_is_not_accepted_twice_is_refused(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        server.script(PATH, json_reply({}, 401))
        with pytest.raises(Refused, match="401"):
            drain(source(server, door), None)
        assert len(asked(server, PATH)) == len(asked(server, TOKEN_PATH)) == 2

    def test_no_leave_is_refused_with_what_to_do(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        server.script(PATH, json_reply({"error": {"errors": [{"reason": "permissionDenied"}]}}, 403))
        with pytest.raises(Refused, match="Invite it in the Play Console"):
            drain(source(server, door), None)

    def test_a_quota_that_is_used_up_may_pass(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        error = {"error": {"code": 403, "errors": [{"domain": "usageLimits", "reason": "quotaExceeded"}]}}
        server.script(PATH, json_reply(error, 403, retry_after="90"))
        with pytest.raises(Unavailable, match="quota") as caught:
            drain(source(server, door), None)
        assert caught.value.retry_after == 90

    def test_a_key_that_google_does_not_know_is_refused(self, server: ScriptedServer, door: Door) -> None:
        server.script(TOKEN_PATH, json_reply({"error": "invalid_grant", "error_description": "no such account"}, 400))
        with pytest.raises(Refused, match="invalid_grant"):
            drain(source(server, door), None)

    def test_an_answer_without_a_token_is_changed(self, server: ScriptedServer, door: Door) -> None:
        server.script(TOKEN_PATH, json_reply({"access_token": ACCESS}))
        with pytest.raises(Changed, match="access token") as caught:
            drain(source(server, door), None)
        assert pem().splitlines()[1] not in f"{caught.value.payload}"

    @pytest.mark.parametrize(
        "text",
        ["", "not json", "[]", '{"client_email": "a"}', key_file(private_key="-----BEGIN"), key_file(private_key=7)],
    )
    def test_a_key_that_is_none_is_refused_without_a_quote(self, server: ScriptedServer, door: Door, text: str) -> None:
        with pytest.raises(Refused, match="key") as caught:
            drain(source(server, door, service_account=text), None)
        assert "BEGIN" not in str(caught.value)
        assert server.requests == []

    def test_the_key_may_be_in_a_file(self, server: ScriptedServer, door: Door, tmp_path: Path) -> None:
        file = tmp_path / "key.json"
        connector = source(server, door, service_account_file=str(file))
        with pytest.raises(Refused, match="cannot be read"):
            drain(connector, None)
        file.write_text(key_file(), encoding="utf-8")
        grant(server, ACCESS)
        server.script(PATH, json_reply({}))
        assert drain(connector, None)

    @pytest.mark.parametrize("given", [{}, {"service_account": "{}", "service_account_file": "key.json"}])
    def test_there_is_one_key(self, given: dict[str, Any]) -> None:
        with pytest.raises(ValidationError, match="say one of"):
            KIND.settings.model_validate({"package": PACKAGE, **given})


class TestWalk:
    def test_walks_by_token(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        answers = {"": page([review(1)], "t+/=2"), "t+/=2": page([review(2)])}
        server.script(PATH, lambda seen: json_reply(answers[seen.query.get("token", "")]))
        assert len(keys(drain(source(server, door), None))) == 2
        assert asked(server, PATH)[0].query["maxResults"] == "100"

    def test_an_answer_in_the_play_console_is_seen_later(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        connector, days_ago = source(server, door), NOW - timedelta(days=5)
        server.script(PATH, json_reply(page([review(2), review(1, at=days_ago)])))
        cursor = drain(connector, None)[-1].cursor
        answers = {"": page([review(2)], "more"), "more": page([review(1, at=days_ago, reply_text="Fixed in 7.8")])}
        server.script(PATH, lambda seen: json_reply(answers[seen.query.get("token", "")]))
        heard = {mention.key.native_id: mention for mention in mentions(drain(connector, cursor))}
        (answer,) = heard["gp:1"].own_replies
        assert (answer.native_id, answer.text) == ("gp:1:reply", "Fixed in 7.8")

    def test_a_page_that_is_gone_is_a_gap_not_the_end(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        connector = source(server, door)
        server.script(PATH, json_reply(page([review(1, at=NOW - timedelta(hours=5))])))
        cursor = drain(connector, None)[-1].cursor

        def script(seen: Seen) -> Reply:
            return reply("gone", "text/plain", 400) if "token" in seen.query else json_reply(page([review(2)], "lost"))

        server.script(PATH, script)
        pages = drain(connector, cursor)
        assert [key.native_id for key in keys(pages)] == ["gp:2"]
        assert "can no longer be reached" in (pages[-1].gap or "")
        assert not pages[-1].more

    def test_a_page_that_is_gone_on_the_first_run_is_changed(self, server: ScriptedServer, door: Door) -> None:
        grant(server, ACCESS)
        lost = reply("gone", "text/plain", 400)
        server.script(PATH, lambda seen: lost if "token" in seen.query else json_reply(page([review(2)], "lost")))
        with pytest.raises(Changed, match="400"):
            drain(source(server, door), None)


@pytest.mark.parametrize(("file", "expected"), payloads("google_play"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    batch = read_page(json.loads(file.read_bytes()), PACKAGE)
    assert {**told(batch.page.mentions, batch.page.rejected), "older": batch.older} == expected


@pytest.mark.parametrize("payload", [{"error": {"code": 500}}, {"reviews": None}, {"reviews": {}}, {"items": []}])
def test_what_is_no_list_of_reviews_is_changed(payload: dict[str, Any]) -> None:
    with pytest.raises(Changed):
        read_page(payload, PACKAGE)


def test_recorded_payloads_are_read() -> None:
    folder = shared("recordings/google_play_api")
    found = {file.name: read_page(json.loads(file.read_bytes()), PACKAGE).page for file in folder.glob("*.json")}
    assert {name: (len(item.mentions), len(item.rejected)) for name, item in found.items()} == {
        "empty_object_no_recent_reviews.json": (0, 0),
        "reviews_list_with_developer_reply_2017.json": (1, 0),
        "synthetic_translated_title_tab_body.json": (1, 0),
    }
    (answered,) = found["reviews_list_with_developer_reply_2017.json"].mentions
    assert (answered.language, len(answered.own_replies[0].text)) == ("en", 349)
    (translated,) = found["synthetic_translated_title_tab_body.json"].mentions
    assert translated.text.startswith("Since last update")


def test_no_more_is_asked_than_the_budget_allows() -> None:
    """Two sources of one app share what Google gives the app."""
    ledger = OwnLedger()
    with serving() as server, closing(Door(interval=0)) as door:
        grant(server, ACCESS, ACCESS)
        server.script(PATH, *[json_reply(page([review(1)]))] * 5)
        tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW, ledger=ledger)
        given = {"package": PACKAGE, "base_url": server.url, "token_url": f"{server.url}{TOKEN_PATH}"}
        settings = KIND.settings.model_validate({**given, "service_account": key_file(), "reads_an_hour": 3})
        for _ in range(3):
            drain(KIND.build(settings, tools), None)
        with pytest.raises(Postponed):
            drain(KIND.build(settings, tools), None)
        assert sum(seen.path == PATH for seen in server.requests) == 3
