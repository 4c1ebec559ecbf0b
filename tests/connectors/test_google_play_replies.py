"""Google Play: answers to reviews, posted and looked for."""

import json
from datetime import timedelta
from typing import Any

import pytest

from connectors.contract import MentionKey, Refused, Replier, Uncertain
from connectors.kit.http import Door
from tests.connectors.contract import NOW
from tests.connectors.replying import TEXT, ReplierContract
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply
from tests.connectors.test_google_play import (
    ACCESS,
    PACKAGE,
    PATH,
    TOKEN_PATH,
    asked,
    grant,
    key_file,
    pem,
    review,
    source,
)

KEY = MentionKey(platform="google_play", scope=PACKAGE, native_id="gp:7")


class TestReplies(ReplierContract):
    kind_name = "google_play"
    key = KEY
    post_path = f"{PATH}/gp:7:reply"
    secrets = (pem().splitlines()[1], ACCESS)

    def settings(self, base_url: str) -> dict[str, Any]:
        token_url = f"{base_url}{TOKEN_PATH}"
        return {"package": PACKAGE, "service_account": key_file(), "base_url": base_url, "token_url": token_url}

    def prepare(self, server: ScriptedServer) -> None:
        grant(server, ACCESS)

    def take(self, server: ScriptedServer) -> None:
        def post(seen: Seen) -> Reply:
            said = self.text_of(seen.body)
            server.script(f"{PATH}/gp:7", json_reply(review(7, reply_text=said)))
            edited = {"seconds": str(int(NOW.timestamp()) + 60)}
            return json_reply({"result": {"replyText": said, "lastEdited": edited}})

        server.script(self.post_path, post)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["replyText"])

    def test_the_time_is_google_s(self, replier: Replier, server: ScriptedServer) -> None:
        self.take(server)
        assert replier.reply(KEY, TEXT).posted_at == NOW + timedelta(seconds=60)


def replier(server: ScriptedServer, door: Door) -> Replier:
    made = source(server, door)
    assert isinstance(made, Replier)
    return made


def test_a_token_that_is_not_accepted_is_renewed_once(server: ScriptedServer, door: Door) -> None:
    grant(server, "stale", "fresh")
    done = {"result": {"lastEdited": {"seconds": str(int(NOW.timestamp()))}}}
    accepts = {"Bearer fresh"}
    path = f"{PATH}/gp:7:reply"
    server.script(path, lambda seen: json_reply(done, 200 if seen.headers["authorization"] in accepts else 401))
    replier(server, door).reply(KEY, TEXT)
    assert len(asked(server, path)) == 2


def test_an_account_without_leave_is_told_what_to_do(server: ScriptedServer, door: Door) -> None:
    grant(server, ACCESS)
    server.script(f"{PATH}/gp:7:reply", json_reply({"error": {}}, 403))
    with pytest.raises(Refused, match="Invite it in the Play Console"):
        replier(server, door).reply(KEY, TEXT)


def test_an_answer_without_a_time_is_uncertain(server: ScriptedServer, door: Door) -> None:
    grant(server, ACCESS)
    server.script(f"{PATH}/gp:7:reply", json_reply({"result": {"lastEdited": {"seconds": "soon"}}}))
    with pytest.raises(Uncertain):
        replier(server, door).reply(KEY, TEXT)


def test_a_review_without_an_answer_has_none(server: ScriptedServer, door: Door) -> None:
    grant(server, ACCESS)
    server.script(f"{PATH}/gp:7", json_reply(review(7)))
    assert replier(server, door).replies_to(KEY) == ()


def test_an_id_leads_nowhere_else(server: ScriptedServer, door: Door) -> None:
    grant(server, ACCESS)
    server.always(json_reply({}, 404))
    with pytest.raises(Refused):
        replier(server, door).replies_to(MentionKey(platform="google_play", scope=PACKAGE, native_id="../../x?y#z"))
    assert server.requests[-1].path == f"{PATH}/..%2F..%2Fx%3Fy%23z"
