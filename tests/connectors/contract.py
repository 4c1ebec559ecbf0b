"""What every kind of source must do: its test inherits one of the two suites and says how its place answers.

`ConnectorContract` is for kinds that speak HTTP; one that does not (a file) inherits `HearingContract` alone.
"""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Connector, Cursor, Mention, MentionKey, Page, Refused, SourceError, Unavailable
from connectors.kit.http import Door
from connectors.kit.kind import Kind, Tools
from connectors.kit.text import clean
from connectors.registry import kind
from tests.connectors.server import Reply, ScriptedServer, reply

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TIMEOUT, HASTY = 2.0, 0.1

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "<!channel> <@U012AB3CD> @here *bold* `code` & &amp; &lt;",
    "=cmd|'/C calc'!A0",
    "'; DROP TABLE mentions; --",
    "\u202eright to left\u202c and 👩‍👩‍👧‍👦 and Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "word " * 20_000,
    "{{7*7}} ${HOME} %s %n",
)

JUNK = (
    b"",
    b"<!doctype html><html><head><title>Just a moment</title></head><body>Checking your browser</body></html>",
    b'{"hits": [{"objectID": "1", "created_at',
    b"\x00\xff\xfe\x00 binary",
    b"[" * 100_000,
    b"[NaN, Infinity]",
    b'"a string"',
    b"null",
    b"[]",
    b"{}",
    b'{"error": "something new"}',
)


class HearingContract:
    """Inherit, name the `kind_name`, and fill in `settings` and `serve` (and `prepare` where there are credentials)."""

    kind_name: str
    secrets: tuple[str, ...] = ()
    """Secret values that `settings` holds: they must not be in any error."""

    def settings(self, base_url: str) -> dict[str, Any]:
        """Return valid settings that make it ask the server at `base_url`."""
        raise NotImplementedError

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        """Make the server hold one item for each of `texts`, encoded as the place does it (HTML where it has HTML)."""
        raise NotImplementedError

    def serve_nothing(self, server: ScriptedServer) -> None:
        """Make the server answer well that there is nothing."""
        self.serve(server, ())

    def prepare(self, server: ScriptedServer) -> None:
        """Make the server answer what comes before the first page (a token), where there is such a thing."""

    @pytest.fixture
    def found(self) -> Kind:
        return kind(self.kind_name)

    @pytest.fixture
    def connector(self, found: Kind, server: ScriptedServer, door: Door) -> Connector:
        self.prepare(server)
        return self.build(found, server.url, door)

    def build(self, found: Kind, base_url: str, door: Door, *, timeout: float = TIMEOUT) -> Connector:
        """Return a connector of this kind that asks `base_url`."""
        tools = Tools(http=door.bind(timeout=timeout, allow_private=True), now=lambda: NOW)
        return found.build(found.settings.model_validate(self.settings(base_url)), tools)

    # What it tells about itself

    def test_says_what_it_hears_needs_and_cannot(self, found: Kind) -> None:
        assert all(len(words) > 10 for words in (found.hears, found.needs, found.limits))
        assert found.every >= timedelta(seconds=1)

    def test_settings_are_frozen_and_refuse_unknown_keys(self, found: Kind) -> None:
        good = self.settings("http://127.0.0.1:1")
        made = found.settings.model_validate(good)
        with pytest.raises(ValidationError):
            found.settings.model_validate({**good, "no_such_key": 1})
        with pytest.raises(ValidationError):
            setattr(made, next(iter(good)), "other")
        assert not [secret for secret in self.secrets if secret in repr(made)]

    def test_every_setting_is_described(self, found: Kind) -> None:
        assert [name for name, field in found.settings.model_fields.items() if not field.description] == []

    def test_building_does_no_io(self, found: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("I/O while being built")

        monkeypatch.setattr(socket, "socket", refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        self.build(found, "http://127.0.0.1:1", Door()).pages(None)

    # What it hears

    def test_hears_each_item_once_with_id_time_and_words(self, connector: Connector, server: ScriptedServer) -> None:
        texts = ("The app crashes on login", "Still waiting for my refund", "Lovely staff, thank you")
        self.serve(server, texts)
        heard = mentions(drain(connector, None))
        assert len({mention.key for mention in heard}) == len(heard) == len(texts)
        assert all(any(text in words_of(mention) for mention in heard) for text in texts)
        for mention in heard:
            assert mention.key.platform
            assert mention.key.native_id
            for moment in (mention.posted_at, mention.edited_at):
                assert moment is None or moment.utcoffset() == timedelta(0)

    def test_ids_are_the_same_each_time(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve(server, ("One", "Two"))
        assert keys(drain(connector, None)) == keys(drain(connector, None))

    def test_nothing_new_on_resume_from_any_page(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve(server, ("One", "Two", "Three"))
        pages = drain(connector, None)
        for page in pages:
            assert keys(drain(connector, page.cursor)) <= keys(pages)

    def test_every_page_has_a_cursor(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve(server, ("One",))
        assert all(page.cursor for page in drain(connector, None))

    def test_nothing_there_is_an_empty_page_and_no_error(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve_nothing(server)
        pages = drain(connector, None)
        assert mentions(pages) == []
        self.serve(server, ("The first one",))
        assert len(mentions(drain(connector, pages[-1].cursor))) == 1

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_words_arrive_as_words(self, connector: Connector, server: ScriptedServer, text: str) -> None:
        self.serve(server, (text, "An honest complaint"))
        heard = mentions(drain(connector, None))
        assert len(heard) == 2
        assert any(_same(text, words_of(mention)) for mention in heard)


class ConnectorContract(HearingContract):
    """The same, and what may go wrong over HTTP."""

    means_nothing: tuple[bytes, ...] = ()
    """Those of `JUNK` that are this place's way to say that there is nothing."""

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_what_needs_a_person_is_refused(self, connector: Connector, server: ScriptedServer, status: int) -> None:
        server.always(reply("<h1>No</h1>", "text/html", status))
        assert isinstance(self.error(connector), Refused)

    @pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504, 520])
    def test_what_may_pass_is_unavailable(self, connector: Connector, server: ScriptedServer, status: int) -> None:
        server.always(reply("<h1>Later</h1>", "text/html", status, retry_after="7"))
        error = self.error(connector)
        assert isinstance(error, Unavailable)
        assert error.retry_after == 7

    @pytest.mark.parametrize("fault", ["reset", "cut", "stall", "drip"])
    def test_a_broken_connection_is_unavailable(
        self, found: Kind, server: ScriptedServer, door: Door, fault: Any
    ) -> None:
        self.prepare(server)
        server.always(Reply(body=b"{}" * 5000, fault=fault))
        hasty = self.build(found, server.url, door, timeout=HASTY if fault in ("stall", "drip") else TIMEOUT)
        assert isinstance(self.error(hasty), Unavailable)

    @pytest.mark.parametrize("junk", JUNK)
    def test_junk_is_changed_never_silence(self, connector: Connector, server: ScriptedServer, junk: bytes) -> None:
        server.always(reply(junk, "application/json"))
        if junk in self.means_nothing:
            assert mentions(drain(connector, None)) == []
            return
        error = self.error(connector)
        assert isinstance(error, Changed)
        assert error.payload or not junk.strip()

    def test_a_cursor_of_another_time_is_changed(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve(server, ("One",))
        for cursor in ("", "nonsense", '{"v":99}', "[]", '{"v":1,"high":{}}'):
            with pytest.raises(Changed):
                drain(connector, Cursor(cursor))

    @pytest.mark.parametrize("status", [200, 400, 401, 429, 503])
    def test_no_error_tells_a_secret(self, connector: Connector, server: ScriptedServer, status: int) -> None:
        def echo(seen: Any) -> Reply:
            said = f"{seen.path} {dict(seen.query)} {dict(seen.headers)} {seen.body!r}"
            return reply(said, "text/plain", status)

        server.always(echo)
        error: BaseException | None = self.error(connector)
        told = f"{error} {getattr(error, 'payload', '')}"
        assert [secret for secret in self.secrets if secret in told] == []

    def error(self, connector: Connector) -> SourceError:
        """Return what polling raises; it must be one of the three errors."""
        with pytest.raises(SourceError) as caught:
            drain(connector, None)
        return caught.value


def drain(connector: Connector, since: Cursor | None, most: int = 50) -> list[Page]:
    """Return the pages of one poll."""
    return [page for page, _ in zip(connector.pages(since), range(most), strict=False)]


def mentions(pages: Sequence[Page]) -> list[Mention]:
    """Return all mentions of `pages` in order."""
    return [mention for page in pages for mention in page.mentions]


def keys(pages: Sequence[Page]) -> set[MentionKey]:
    """Return the keys of all mentions of `pages`."""
    return {mention.key for mention in mentions(pages)}


def words_of(mention: Mention) -> str:
    """Return title and text."""
    return f"{mention.title or ''}\n{mention.text}"


def _same(sent: str, heard: str) -> bool:
    """Whether all of `sent` arrived, but for white space."""
    return "".join(clean(sent).split()) in "".join(heard.split())
