"""Access tokens: kept as long as they last, renewed once where not accepted, and never told."""

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from connectors.contract import Changed, Refused, SourceError, Unavailable
from connectors.kit.http import Http
from connectors.kit.oauth import OAuthClient, by_client_credentials, by_password, by_refresh_token
from connectors.kit.tokens import Grant, Granting, Tokens
from tests.connectors.kit.asking import NOW, failure
from tests.connectors.server import Reply, ScriptedServer, json_reply, reply

SECRET = "canary-secret"
ACCESS = "canary-access-token"
GIVEN = {"access_token": ACCESS, "token_type": "bearer", "expires_in": 3600}


def client(server: ScriptedServer, **more: Any) -> OAuthClient:
    """Return an application that `server` gives tokens to."""
    return OAuthClient(place="Acme", token_url=f"{server.url}/token", id="app", secret=SECRET, **more)


def counted(*lasts: timedelta) -> tuple[Granting, list[str]]:
    """Return a granting of tokens t0, t1 ... that last so long, and those given out so far."""
    given: list[str] = []

    def granting() -> Grant:
        given.append(f"t{len(given)}")
        return Grant(token=given[-1], lasts=lasts[min(len(given), len(lasts)) - 1])

    return granting, given


GRANTS: list[tuple[Callable[[Http, OAuthClient], Granting], dict[str, str]]] = [
    (
        lambda http, asks: by_client_credentials(http, asks, scope="read"),
        {"grant_type": "client_credentials", "scope": "read"},
    ),
    (
        lambda http, asks: by_password(http, asks, username="sam", password="open sesame"),
        {"grant_type": "password", "username": "sam", "password": "open sesame"},
    ),
    (
        lambda http, asks: by_refresh_token(http, asks, refresh_token="again"),
        {"grant_type": "refresh_token", "refresh_token": "again"},
    ),
]


@pytest.mark.parametrize(("grant", "form"), GRANTS)
def test_each_grant_says_who_asks_and_for_whom(
    server: ScriptedServer, http: Http, grant: Callable[[Http, OAuthClient], Granting], form: dict[str, str]
) -> None:
    server.script("/token", json_reply({**GIVEN, "expires_in": "3600"}))
    assert grant(http, client(server))() == Grant(token=ACCESS, lasts=timedelta(hours=1))
    (seen,) = server.requests
    assert dict(parse_qsl(seen.body.decode())) == form
    assert b64decode(seen.headers["authorization"].removeprefix("Basic ")).decode() == f"app:{SECRET}"
    grant(http, client(server, in_form=True))()
    assert dict(parse_qsl(server.requests[-1].body.decode())) == {**form, "client_id": "app", "client_secret": SECRET}
    assert "authorization" not in server.requests[-1].headers


def test_a_refresh_token_that_is_replaced_is_used_from_then_on(server: ScriptedServer, http: Http) -> None:
    server.script("/token", json_reply({**GIVEN, "refresh_token": "second"}), json_reply(GIVEN))
    granting = by_refresh_token(http, client(server), refresh_token="first")
    for _ in range(3):
        granting()
    used = [dict(parse_qsl(seen.body.decode()))["refresh_token"] for seen in server.requests]
    assert used == ["first", "second", "second"]


@pytest.mark.parametrize(
    ("answer", "error", "told"),
    [
        (json_reply({"error": "invalid_grant"}), Refused, r"Acme does not accept .*\(invalid_grant\): look at the app"),
        (json_reply({"error": "invalid_client", "error_description": SECRET}, 400), Refused, "invalid_client"),
        (json_reply({"message": "Unauthorized", "error": 401}, 401), Refused, "status 401"),
        (json_reply({"error": "rate"}, 429, retry_after="9"), Unavailable, "429"),
        (reply("<h1>Later</h1>", "text/html", 503), Unavailable, "503"),
        (reply("<h1>Hello</h1>", "text/html"), Changed, "HTML"),
        (json_reply({"access_token": ACCESS}), Changed, "access token"),
        (json_reply({**GIVEN, "expires_in": "soon"}), Changed, "how long"),
        (json_reply({"something": SECRET}), Changed, "access token"),
    ],
)
def test_what_is_no_token_says_why_and_tells_nothing(
    server: ScriptedServer, http: Http, answer: Reply, error: type[SourceError], told: str
) -> None:
    server.script("/token", answer)
    granting = by_password(http, client(server, advice="look at the app"), username="sam", password=SECRET)
    with pytest.raises(error, match=told) as caught:
        granting()
    assert SECRET not in f"{caught.value} {getattr(caught.value, 'payload', '')}"
    assert ACCESS not in f"{caught.value} {getattr(caught.value, 'payload', '')}"


@pytest.mark.parametrize(("lasts", "kept"), [(3600, 3479), (60, 29)])
def test_a_token_is_kept_until_shortly_before_its_end(lasts: int, kept: int) -> None:
    granting, given = counted(timedelta(seconds=lasts))
    clock = [NOW]
    tokens = Tokens(granting, now=lambda: clock[0])
    for seconds, expected in ((0, "t0"), (kept, "t0"), (kept + 1, "t1")):
        clock[0] = NOW + timedelta(seconds=seconds)
        assert tokens.token() == expected
    assert given == ["t0", "t1"]


def test_a_token_that_another_already_replaced_is_kept() -> None:
    granting, _ = counted(timedelta(hours=1))
    tokens = Tokens(granting, now=lambda: NOW)
    stale = tokens.token()
    tokens.forget(stale)
    fresh = tokens.token()
    tokens.forget(stale)
    assert tokens.token() == fresh == "t1"


def test_one_that_is_not_accepted_is_renewed_once(server: ScriptedServer, http: Http) -> None:
    server.script("/ok", lambda seen: json_reply({}, 200 if seen.headers["authorization"] == "Bearer t1" else 401))
    server.script("/never", json_reply({}, 401))
    granting, given = counted(timedelta(hours=1))
    tokens = Tokens(granting, now=lambda: NOW)
    assert tokens.get(http, f"{server.url}/ok", params={"a": 1}).status == 200
    assert [seen.query for seen in server.requests] == [{"a": "1"}, {"a": "1"}]
    assert isinstance(failure(lambda: tokens.get(http, f"{server.url}/never")), Refused)
    assert given == ["t0", "t1", "t2"]


def test_a_place_may_say_in_its_own_way_that_a_token_ended(server: ScriptedServer, http: Http) -> None:
    server.script("/ok", json_reply({"error": "ExpiredToken"}, 400), json_reply({}))
    server.script("/bad", json_reply({"error": "InvalidRequest"}, 400))
    granting, given = counted(timedelta(hours=1))
    tokens = Tokens(granting, now=lambda: NOW, ended=lambda answer: b"ExpiredToken" in answer.body, statuses=(400, 401))
    assert tokens.get(http, f"{server.url}/ok").status == 200
    assert given == ["t0", "t1"]
    assert isinstance(failure(lambda: tokens.get(http, f"{server.url}/bad")), Changed)
    assert tokens.get(http, f"{server.url}/bad", accept=(200, 400)).status == 400
    assert given == ["t0", "t1"]
