"""`monitor check --live` asks each source and channel once, posts nothing, and tells what became of it."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from monitor.cli.main import main

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
<item><guid>1</guid><title>Late again</title><pubDate>Mon, 16 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""


class _Places(BaseHTTPRequestHandler):
    """A feed, a place that wants a password, and a Slack that knows no token."""

    def do_GET(self) -> None:
        status, kind, body = (200, "application/rss+xml", FEED) if self.path == "/feed" else (401, "text/plain", b"no")
        self._answer(status, kind, body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(200, "application/json", b'{"ok": false, "error": "invalid_auth"}')

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the standard library
        """Say nothing."""


@pytest.fixture
def places() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Places) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def config(directory: Path, sources: str, channels: str) -> list[str]:
    path = directory / "config.yaml"
    path.write_text(f"brands: [{{name: Acme}}]\nsources: [{sources}]\nchannels: [{channels}]\n")
    return ["check", "--live", "--config", str(path)]


def test_what_answers_is_ok(tmp_path: Path, places: str, capsys: pytest.CaptureFixture[str]) -> None:
    feed = f'{{name: news, kind: rss, url: "{places}/feed", allow_private: true}}'
    assert main(config(tmp_path, feed, "{name: terminal, kind: console}")) == 0
    valid, digest, source, channel = capsys.readouterr().out.splitlines()
    assert valid.endswith("config.yaml is valid: 1 brand, 1 source, 1 channel")
    assert digest == "digest on monday 08:00 UTC: all brands to terminal"
    assert source.startswith("source news (rss): ok in ")
    assert source.endswith(" s: 1 mentions, 0 not understood")
    assert channel.startswith("channel terminal (console): ok in ")
    assert not list(tmp_path.glob("*.db"))


def test_what_refuses_fails_and_holds_up_no_other(
    tmp_path: Path, places: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hunter2")
    closed = f'{{name: closed, kind: rss, url: "{places}/closed", allow_private: true}}'
    feed = f'{{name: news, kind: rss, url: "{places}/feed", allow_private: true}}'
    private = f'{{name: private, kind: rss, url: "{places}/feed"}}'
    slack = f'{{name: cx, kind: slack, token: "${{SLACK_BOT_TOKEN}}", channel: C0123456789, base_url: "{places}/api/"}}'
    assert main(config(tmp_path, f"{closed}, {feed}, {private}", slack)) == 1
    shown = capsys.readouterr().out
    _, _, first, second, third, channel = shown.splitlines()
    assert first.startswith("source closed (rss): FAILED in ")
    assert second.startswith("source news (rss): ok in ")
    assert third.startswith("source private (rss): FAILED in ")
    assert channel.startswith("channel cx (slack): FAILED in ")
    assert "hunter2" not in shown


def test_what_cannot_be_asked_is_not_said_to_be_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOOK", "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    items = "{text: text, id: id, posted_at: at}"
    source = f'{{name: shop, kind: webhook, secret: "${{HOOK}}", map: {items}}}'
    channel = '{name: hook, kind: webhook, url: "https://hooks.example.org/x", secret: "${HOOK}"}'
    assert main(config(tmp_path, source, channel)) == 0
    _, _, told, not_asked = capsys.readouterr().out.splitlines()
    assert told == "source shop (webhook): waits to be told: whoever has something posts it to /in/shop"
    assert not_asked == "channel hook (webhook): not asked: it cannot be asked without posting"
