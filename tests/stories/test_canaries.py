"""Secrets are nowhere to be read: not in a log, an output, an error, a message, or the store."""

import base64
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.server import Reply, ScriptedServer, Seen, reply
from tests.fake_slack import FakeSlack, Fault
from tests.stories import public
from tests.stories.clock import NOON, StoryClock
from tests.stories.public import Public, Said
from tests.stories.scene import TOKEN, Rounds, Scene, slack_channel
from tests.stories.test_whole_service import CHARGED, LUGGAGE

SECRETS = {
    "FEED_TOKEN": "canary-feed-query-1234567890",
    "FEED_PASSWORD": "canary-feed-password-1234567890",
    "MASTODON_TOKEN": "canary-mastodon-1234567890",
    "HOOK_SECRET": "whsec_" + base64.b64encode(b"canary-webhook-secret-1234567890").decode(),
}


def canaries() -> list[str]:
    """Whatever must not be seen, the key file's body included."""
    key = public.service_account()
    body = key.split("-----")[2].replace("\\n", "")
    return [TOKEN, *SECRETS.values(), SECRETS["HOOK_SECRET"].removeprefix("whsec_"), body[:40], "ya29.story"]


def echo(status: int, kind: str) -> Any:
    """A server that tells everyone what it was asked, credentials and all."""

    def answer(seen: Seen) -> Reply:
        told = f"<html>{seen.path}?{seen.query} {seen.headers} {seen.body!r}</html>"
        return reply(told, kind, status=status)

    return answer


@pytest.fixture
def scene(tmp_path: Path, slack: FakeSlack, server: ScriptedServer) -> Scene:
    """Sources and channels with every kind of secret."""
    made = Scene(tmp_path, [], slack)
    with (tmp_path / ".env").open("a", encoding="utf-8") as env:
        env.writelines(f"{name}={value}\n" for name, value in SECRETS.items())
    (tmp_path / "play.json").write_text(public.service_account(), "utf-8")
    keys = {"allow_private": True, "first_run": "alert", "every": "1m"}
    host = server.url.removeprefix("http://")
    made.write(
        sources=[
            {
                "name": "blog",
                "kind": "rss",
                "url": f"http://reader:${{FEED_PASSWORD}}@{host}{public.FEED}?token=${{FEED_TOKEN}}",
                **keys,
            },
            {
                "name": "masto",
                "kind": "mastodon",
                "query": "acme air",
                "token": "${MASTODON_TOKEN}",
                "base_url": server.url,
                **keys,
            },
            {
                "name": "play",
                "kind": "google_play",
                "package": public.PACKAGE,
                "service_account_file": str(tmp_path / "play.json"),
                "token_url": f"{server.url}{public.PLAY_TOKEN}",
                "base_url": server.url,
                **keys,
            },
        ],
        channels=[
            slack_channel(slack),
            {"name": "hook", "kind": "webhook", "url": f"{server.url}/hook", "secret": "${HOOK_SECRET}"},
        ],
        operators="hook",
    )
    return made


def everything_stored(scene: Scene) -> str:
    """All that stands in the store, as text."""
    with closing(sqlite3.connect(scene.folder / "story.db")) as connection:
        return "\n".join(connection.iterdump())


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, "text/html"), (404, "text/plain"), (429, "text/html"), (500, "text/html"), (200, "text/html"), (302, "a/b")],
)
def test_no_secret_is_told_when_everything_fails(
    status: int,
    kind: str,
    scene: Scene,
    server: ScriptedServer,
    slack: FakeSlack,
    clock: StoryClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Public(feed=[Said(id="f1", text=LUGGAGE, at=NOON), Said(id="f2", text=CHARGED, at=NOON)]).serve(server)
    rounds = Rounds(scene, clock, monkeypatch, capsys)
    first = rounds.once("--source", "blog")
    assert first["cases_opened"] == 2
    told = [rounds.log, str(first)]
    for path in (public.FEED, public.PLAY, public.PLAY_TOKEN, "/api/v2/search"):
        server.script(path, echo(status, kind))
    server.always(echo(500, "text/html"))
    for _ in range(3):
        slack.fail("chat.postMessage", Fault.error("invalid_auth"))
        told += [str(rounds.once(later=timedelta(hours=2))), rounds.log]
    assert rounds.code == 1
    shown = "\n".join([*told, everything_stored(scene), *(str(call.arguments) for call in slack.calls)])

    assert [secret for secret in canaries() if secret in shown] == []


def test_no_secret_is_told_when_the_service_itself_breaks(
    scene: Scene,
    server: ScriptedServer,
    clock: StoryClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from monitor.stages import poll

    named = [TOKEN, *SECRETS.values()]

    def breaks(*given: object) -> None:
        raise RuntimeError(f"with {given} and {' '.join(named)}")

    monkeypatch.setattr(poll.pages, "add_page", breaks)
    Public(feed=[Said(id="f1", text=LUGGAGE, at=NOON)]).serve(server)
    rounds = Rounds(scene, clock, monkeypatch, capsys)
    told = rounds.once("--source", "blog")

    assert told["failed"]
    shown = rounds.log + str(told) + everything_stored(scene)
    assert [secret for secret in named if secret in shown] == []
    assert "RuntimeError" in shown
