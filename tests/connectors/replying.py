"""What every `Replier` keeps to: a test inherits one of the two suites and says how its place answers.

`ReplierContract` is for those that speak HTTP; one that does not (mail) inherits `AnsweringContract` alone.
"""

from typing import Any

import pytest

from connectors.contract import MentionKey, Refused, Replier, SourceError, Unavailable, Uncertain
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.registry import kind
from tests.connectors.contract import HASTY, NOW, TIMEOUT
from tests.connectors.server import Reply, ScriptedServer, reply

TEXT = "Hello Sam, we are sorry and look into it. 😀 <b>&amp;</b>"


class AnsweringContract:
    """Inherit, name the `kind_name`, and fill in the rest."""

    kind_name: str
    key: MentionKey
    secrets: tuple[str, ...] = ()

    def settings(self, base_url: str) -> dict[str, Any]:
        """Return valid settings that make it ask the server at `base_url`."""
        raise NotImplementedError

    def prepare(self, server: ScriptedServer) -> None:
        """Make the server answer what comes first (a token)."""

    def take(self, server: ScriptedServer) -> None:
        """Make the server take answers and show the last one."""
        raise NotImplementedError

    def posts(self, server: ScriptedServer) -> list[str]:
        """Return the answers that were posted, taken or not."""
        raise NotImplementedError

    @pytest.fixture
    def replier(self, server: ScriptedServer, door: Door) -> Replier:
        return self.build(server, door, TIMEOUT)

    def build(self, server: ScriptedServer, door: Door, timeout: float) -> Replier:
        self.prepare(server)
        found = kind(self.kind_name)
        tools = Tools(http=door.bind(timeout=timeout, allow_private=True), now=lambda: NOW)
        made = found.build(found.settings.model_validate(self.settings(server.url)), tools)
        assert found.answers
        assert isinstance(made, Replier)
        return made

    def test_an_answer_is_posted_once_and_found_by_its_receipt(self, replier: Replier, server: ScriptedServer) -> None:
        self.take(server)
        receipt = replier.reply(self.key, TEXT)
        assert self.posts(server) == [TEXT]
        assert receipt.posted_at.utcoffset() is not None
        assert [(one.native_id, one.text) for one in replier.replies_to(self.key)] == [(receipt.native_id, TEXT)]

    def test_it_says_how_long_and_when_to_look(self, replier: Replier) -> None:
        assert replier.longest is None or replier.longest > 0
        assert list(replier.looks) == sorted(replier.looks)
        assert replier.looks

    def ends(self, replier: Replier, outcome: type[SourceError]) -> SourceError:
        with pytest.raises(SourceError) as caught:
            replier.reply(self.key, TEXT)
        assert type(caught.value) is outcome
        told = f"{caught.value} {getattr(caught.value, 'payload', '')}"
        assert [secret for secret in self.secrets if secret in told] == []
        return caught.value


class ReplierContract(AnsweringContract):
    """The same, and what may go wrong over HTTP."""

    post_path: str

    def text_of(self, body: bytes) -> str:
        """Return the answer in what was posted."""
        raise NotImplementedError

    def posts(self, server: ScriptedServer) -> list[str]:
        sent = [one for one in server.requests if one.method in ("POST", "PUT") and one.path == self.post_path]
        return [self.text_of(one.body) for one in sent]

    @pytest.mark.parametrize("status", [400, 403, 404, 410, 422])
    def test_what_is_not_taken_is_refused(self, replier: Replier, server: ScriptedServer, status: int) -> None:
        server.script(self.post_path, reply("{}", "application/json", status))
        self.ends(replier, Refused)

    @pytest.mark.parametrize("status", [408, 500, 502, 503])
    def test_a_stumble_is_uncertain(self, replier: Replier, server: ScriptedServer, status: int) -> None:
        server.script(self.post_path, reply("<h1>Oops</h1>", "text/html", status))
        self.ends(replier, Uncertain)
        assert len(self.posts(server)) == 1, "it never tries again by itself"

    @pytest.mark.parametrize("fault", ["reset", "cut", "stall", "drip"])
    def test_a_broken_connection_is_uncertain(self, server: ScriptedServer, door: Door, fault: Any) -> None:
        hasty = self.build(server, door, HASTY if fault in ("stall", "drip") else TIMEOUT)
        server.script(self.post_path, Reply(body=b"{}" * 5000, fault=fault))
        self.ends(hasty, Uncertain)

    @pytest.mark.parametrize("junk", [b"", b"<html>", b'{"result"', b"[]", b"null"])
    def test_an_answer_that_is_not_understood_is_uncertain(
        self, replier: Replier, server: ScriptedServer, junk: bytes
    ) -> None:
        server.script(self.post_path, reply(junk, "application/json"))
        self.ends(replier, Uncertain)

    def test_too_many_is_later(self, replier: Replier, server: ScriptedServer) -> None:
        server.script(self.post_path, reply("{}", "application/json", 429, retry_after="7"))
        error = self.ends(replier, Unavailable)
        assert isinstance(error, Unavailable)
        assert error.retry_after == 7
