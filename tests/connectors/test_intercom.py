"""Intercom: ratings of conversations, what was written since, changes of mind, answers, and what is pushed."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Changed, MentionKey, Postponed, Pushed, Refused, Uncertain
from connectors.intercom import KIND
from connectors.intercom.reading import Inbox, conversations_of
from connectors.intercom.source import IntercomSource
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.intercom_site import FakeIntercom, failure
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.shared import shared

TOKEN, SECRET = "token-canary-61", "secret-canary-62"
INBOX = Inbox(ratings=frozenset(range(1, 6)), workspace="ab12")

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_answers_are_read_or_refused"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_is_ours_of_the_workspace_s_requests_is_kept"),
    threads=shown_by("test_reads_each_payload"),
)


def given(base_url: str, **more: Any) -> dict[str, Any]:
    """Return settings that ask the server at `base_url`."""
    return {"base_url": base_url, "access_token": TOKEN, "client_secret": SECRET, **more}


class TestContract(ConnectorContract):
    kind_name = "intercom"
    secrets = (TOKEN, SECRET)

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        site = FakeIntercom()
        for number, text in enumerate(texts, 901):
            site.rate(number, text.replace("&", "&amp;").replace("<", "&lt;"))
        site.open(server)


class TestReplies(ReplierContract):
    kind_name = "intercom"
    key = MentionKey(platform="intercom", scope="us", native_id="907")
    post_path = "/conversations/907/reply"
    secrets = (TOKEN, SECRET)

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url)

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeIntercom()
        self.site.rate(907)
        self.site.open(server)

    def take(self, server: ScriptedServer) -> None:
        self.site.open(server)

    def text_of(self, body: bytes) -> str:
        return (
            str(json.loads(body)["body"])
            .removeprefix("<p>")
            .removesuffix("</p>")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
        )

    def test_one_that_is_not_shown_is_uncertain(self, replier: IntercomSource, server: ScriptedServer) -> None:
        server.script(self.post_path, json_reply(self.site.conversations["907"]))
        with pytest.raises(Uncertain):
            replier.reply(self.key, "Sorry")


@pytest.fixture
def site(server: ScriptedServer) -> FakeIntercom:
    made = FakeIntercom()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> IntercomSource:
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    made = KIND.build(KIND.settings.model_validate(given(server.url, **more)), tools)
    assert isinstance(made, IntercomSource)
    return made


class TestReading:
    def test_all_bad_ones_are_heard_once_however_it_is_interrupted(
        self, site: FakeIntercom, server: ScriptedServer, door: Door
    ) -> None:
        site.page = 3
        for number in (12, 3, 40, 25):
            site.rate(number)
        listening = source(server, door)
        heard = drain(listening, None)
        for number in range(900, 925):
            site.rate(number, rating=2)
            site.rate(number + 60, rating=5)
            site.lost = number == 910
            heard += drain(listening, heard[-1].cursor, most=1)
        heard += drain(listening, heard[-1].cursor)
        assert {one.native_id for one in keys(heard)} == {str(n) for n in (3, 12, 25, 40, *range(900, 925))}
        assert not heard[-1].more

    def test_history_goes_back_to_a_day(self, site: FakeIntercom, server: ScriptedServer, door: Door) -> None:
        site.page = 7
        for number in range(900, 960):
            site.rate(number)
        pages = list(source(server, door).history(NOW - timedelta(minutes=70), None))
        assert {int(one.native_id) for one in keys(pages)} == set(range(930, 960))

    def test_what_is_ours_of_the_workspace_s_requests_is_kept(
        self, site: FakeIntercom, server: ScriptedServer, door: Door
    ) -> None:
        for number in range(900, 960):
            site.rate(number)
        with pytest.raises(Postponed):
            drain(source(server, door, requests_a_minute=4), None)
        assert len(server.requests) == 4

    def test_what_people_wrote_since_is_an_answer_and_nothing_else(
        self, site: FakeIntercom, server: ScriptedServer, door: Door
    ) -> None:
        site.rate(900)
        site.write(900, "<p>We are sorry</p>")
        site.write(900, "<p>What a customer</p>", part_type="note")
        site.write(900, "<p>Did that help?</p>", by="bot")
        site.write(900, "<p>No</p>", by="user")
        listening = source(server, door)
        (mention,) = mentions(drain(listening, None))
        assert [(one.text, one.author) for one in mention.own_replies] == [("We are sorry", "Kim")]
        assert (mention.title, mention.author.name) == ("My order 900 is late", "Sam")
        assert listening.reread([mention.key]).mentions == (mention,)

    def test_a_change_of_mind_and_what_is_gone_are_seen(
        self, site: FakeIntercom, server: ScriptedServer, door: Door
    ) -> None:
        site.rate(900)
        site.change(900, "Put right, thanks", rating=5)
        page = source(server, door).reread([INBOX.key("900"), INBOX.key("901/../900")])
        assert [(one.text, one.rating and one.rating.stars) for one in page.mentions] == [("Put right, thanks", 5)]
        assert page.mentions[0].edited_at == NOW
        assert page.deleted == (INBOX.key("901/../900"),)


class TestPushed:
    def delivery(self, topic: str = "conversation.rating.added", key: str = SECRET) -> Pushed:
        site = FakeIntercom()
        site.rate(900)
        event = {"type": "notification_event", "id": "notif_1", "topic": topic}
        body = json.dumps({**event, "data": {"type": "x", "item": site.conversations["900"]}}).encode()
        signature = hmac.new(key.encode(), body, hashlib.sha1).hexdigest()
        return Pushed(headers={"x-hub-signature": f"sha1={signature}"}, body=body)

    def test_a_rating_is_heard_at_once(self, server: ScriptedServer, door: Door) -> None:
        listening, pushed = source(server, door), self.delivery()
        assert listening.admit(pushed, NOW).id == listening.admit(self.delivery(), NOW).id
        assert [one.key.native_id for one in listening.read(pushed).mentions] == ["900"]
        assert listening.read(self.delivery("ping")).mentions == ()
        assert server.requests == []

    def test_what_is_not_from_intercom_is_refused(self, server: ScriptedServer, door: Door) -> None:
        for listening, pushed in (
            (source(server, door), self.delivery(key="other")),
            (source(server, door, client_secret=None), self.delivery()),
        ):
            with pytest.raises(Refused):
                listening.admit(pushed, NOW)
        with pytest.raises(Changed):
            source(server, door).read(Pushed(body=b"<html>"))


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [(401, "unauthorized", "copy it anew"), (403, "api_plan_restricted", "plan"), (404, "not_found", "region")],
)
def test_what_a_person_must_do_is_said(server: ScriptedServer, door: Door, status: int, code: str, says: str) -> None:
    server.always(json_reply(failure(code), status))
    with pytest.raises(Refused, match=says):
        drain(source(server, door), None)


@pytest.mark.parametrize("region", ["us", "eu", "au"])
def test_a_region_has_its_address(region: str) -> None:
    settings = KIND.settings.model_validate({"access_token": TOKEN, "region": region})
    assert settings.model_copy().address == f"https://api.{'' if region == 'us' else f'{region}.'}intercom.io"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("file", "expected"), payloads("intercom"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    read = conversations_of(json.loads(file.read_bytes()), INBOX)
    assert {**told(read.page.mentions, read.page.rejected), "next": read.next} == expected


def test_recorded_answers_are_read_or_refused(server: ScriptedServer, door: Door) -> None:
    folder = shared("recordings/intercom")
    read = conversations_of(json.loads((folder / "conversations_list_null_rating.json").read_bytes()), INBOX)
    assert (len(read.marks), read.page.mentions, read.page.rejected) == (1, (), ())
    server.always(json_reply(json.loads((folder / "error_401.json").read_bytes()), 401))
    with pytest.raises(Refused):
        drain(source(server, door), None)
    print("intercom: 1 recorded conversation without a rating, 1 error")  # noqa: T201
