"""Signing in to a mailbox, and what is said where that fails: no secret, and what a person must do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Refused, SourceError, Unavailable
from connectors.imap import KIND
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.alerts.certificate import own_certificate
from tests.alerts.mail_server import mail_server
from tests.connectors.contract import NOW, TIMEOUT, drain, mentions
from tests.connectors.mail_site import BEARER, PASSWORD, USER, FakeMail, mail, serving_mail
from tests.connectors.server import ScriptedServer, json_reply
from tests.connectors.test_imap import given, key_of, source


@pytest.fixture
def site() -> Iterator[FakeMail]:
    with serving_mail() as running:
        yield running


def test_a_token_opens_it_where_one_is_wanted(site: FakeMail, server: ScriptedServer, door: Door) -> None:
    site.deliver(mail("Where is it?"))
    app = {"client_id": "app", "client_secret": "secret", "refresh_token": "again"}
    oauth = {"token_url": f"{server.url}/token", **app}
    server.script("/token", json_reply({"access_token": BEARER, "expires_in": 3600}))
    assert len(mentions(drain(source(site, door, password=None, oauth=oauth), None))) == 1
    server.script("/token", json_reply({"access_token": "another", "expires_in": 3600}))
    with pytest.raises(Refused, match="does not let"):
        drain(source(site, door, password=None, oauth=oauth), None)


@pytest.mark.parametrize(
    ("down", "outcome"),
    [
        ("[UNAVAILABLE] Temporary failure", Unavailable),
        ("[ALERT] Too many simultaneous connections. (Failure)", Unavailable),
        ("[AUTHENTICATIONFAILED] Application-specific password required", Refused),
        ("hang up", Unavailable),
    ],
)
def test_what_is_wrong_is_said_and_no_secret(site: FakeMail, door: Door, down: str, outcome: type[SourceError]) -> None:
    site.down = down
    with pytest.raises(outcome) as caught:
        drain(source(site, door), None)
    assert PASSWORD not in str(caught.value)


def test_a_wrong_password_and_a_server_that_is_none(site: FakeMail, server: ScriptedServer, door: Door) -> None:
    for wrong, outcome in (
        ({"password": "wrong"}, Refused),
        ({"password": "ünknown"}, Refused),
        ({"port": 1}, Unavailable),
        ({"port": int(server.url.rpartition(":")[2])}, (Unavailable, Changed)),
    ):
        with pytest.raises(outcome):
            drain(source(site, door, **wrong), None)


def test_a_private_address_is_not_dialled_unless_it_is_opened(site: FakeMail, door: Door) -> None:
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=False), now=lambda: NOW)
    with pytest.raises(Refused, match="allow_private"):
        drain(KIND.build(KIND.settings.model_validate(given(site)), tools), None)
    assert site.commands == []


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_both_servers_are_spoken_to_in_secret(site: FakeMail, door: Door, tmp_path: Path, security: str) -> None:
    file, context = own_certificate(tmp_path)
    setattr(site, "tls" if security == "ssl" else "starttls", context)
    raw = mail("Where is it?")
    site.deliver(raw)
    with mail_server(login=True, **{"tls" if security == "ssl" else "starttls": context}) as smtp:
        sends = {"host": "127.0.0.1", "port": smtp.port, "sender": USER, "security": security}
        trusting = source(site, door, security=security, smtp=sends, ca_file=str(file))
        assert len(mentions(drain(trusting, None))) == 1
        trusting.reply(key_of(raw), "Sorry")
        assert len(smtp.raw) == 1
        for wary in (None, tmp_path / "none.pem"):
            with pytest.raises(Refused, match=r"trusted|ca_file"):
                drain(source(site, door, security=security, smtp=sends, ca_file=wary), None)


def test_it_signs_in_one_way() -> None:
    with pytest.raises(ValidationError):
        KIND.settings.model_validate({"host": "imap.example.com", "username": USER})
