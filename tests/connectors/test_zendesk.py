"""Zendesk: surveys and legacy ratings, what staff wrote since, changes of mind, deleted and closed tickets."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Cursor, MentionKey, Postponed, Refused, Unavailable
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.zendesk import KIND
from connectors.zendesk.reading import Desk, ratings_of, responses_of
from connectors.zendesk.source import ZendeskSource
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.connectors.zendesk_site import CUSTOMER, FakeZendesk
from tests.shared import shared

SECRET = "secret-canary-91"
DESK = Desk(address="https://acme.zendesk.com", hear=frozenset({"bad", "neutral", "good"}))
BOTH = pytest.mark.parametrize("csat", ["surveys", "ratings"])

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_ratings_are_read"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_the_plan_allows_is_kept"),
    threads=shown_by("test_reads_each_payload"),
)


def given(base_url: str, **more: Any) -> dict[str, Any]:
    """Return settings that ask the server at `base_url`."""
    return {"base_url": base_url, "client_id": "monitor", "client_secret": SECRET, **more}


class TestContract(ConnectorContract):
    kind_name = "zendesk"
    secrets = (SECRET, "token-1-canary")

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url)

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeZendesk()
        self.site.grant(server)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        self.site.said.clear()
        for number, text in enumerate(texts, 1):
            self.site.rate(900 + number, text)
        server.always(self.site.answer)


class TestReplies(ReplierContract):
    kind_name = "zendesk"
    post_path = "/api/v2/tickets/907.json"
    secrets = (SECRET,)

    @pytest.fixture(autouse=True)
    def _rated_there(self, server: ScriptedServer) -> None:
        self.key = Desk(address=server.url).key("907")

    def settings(self, base_url: str) -> dict[str, Any]:
        return given(base_url)

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeZendesk()
        self.site.rate(907)
        self.site.open(server)

    def take(self, server: ScriptedServer) -> None:
        self.site.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["ticket"]["comment"]["body"])

    @pytest.fixture(autouse=True)
    def _ticket_is_shown_before(self, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
        """What a test scripts for the path is for the answer: the ticket there is asked for first."""
        script = server.script

        def after_the_ticket(path: str, *replies: Any) -> None:
            first = (self.site.answer,) if path == self.post_path else ()
            script(path, *first, *replies)

        monkeypatch.setattr(server, "script", after_the_ticket)


@pytest.fixture
def site(server: ScriptedServer) -> FakeZendesk:
    made = FakeZendesk()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> ZendeskSource:
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    made = KIND.build(KIND.settings.model_validate(given(server.url, **more)), tools)
    assert isinstance(made, ZendeskSource)
    return made


def key(server: ScriptedServer, number: int) -> MentionKey:
    return Desk(address=server.url).key(str(number))


class TestReading:
    @BOTH
    def test_all_is_heard_once_however_it_is_interrupted(
        self, site: FakeZendesk, server: ScriptedServer, door: Door, csat: str
    ) -> None:
        site.page = 3
        for number in (12, 3, 40, 25):
            site.rate(number)
        heard = drain(source(server, door, csat=csat), None)
        for number in range(900, 925):
            site.rate(number)
            if number % 5 == 0:
                site.rate(number + 60, score="good")
            if number == 910:
                site.lost = True
            heard += drain(source(server, door, csat=csat), heard[-1].cursor, most=1)
        heard += drain(source(server, door, csat=csat), heard[-1].cursor)
        assert {one.native_id for one in keys(heard)} == {str(n) for n in (3, 12, 25, 40, *range(900, 925))}
        assert not heard[-1].more

    def test_what_was_asked_long_before_is_heard_by_the_daily_sweep(
        self, site: FakeZendesk, server: ScriptedServer, door: Door
    ) -> None:
        site.rate(900)
        cursor = drain(source(server, door), None)[-1].cursor
        site.rate(950, late=9)
        assert cursor is not None
        assert len(keys(drain(source(server, door), cursor))) == 1
        a_day_ago = {**json.loads(cursor), "swept": NOW.timestamp() - 86_400}
        assert len(keys(drain(source(server, door), Cursor(json.dumps(a_day_ago))))) == 2

    def test_good_ones_are_heard_where_they_are_wanted(
        self, site: FakeZendesk, server: ScriptedServer, door: Door
    ) -> None:
        site.rate(900, "Lovely", score="good")
        (mention,) = mentions(drain(source(server, door, csat="ratings", hear=["bad", "good"]), None))
        assert mention.rating is not None
        assert (mention.rating.stars, mention.rating.out_of, mention.title) == (1, 1, "Subject 900")

    @BOTH
    def test_history_goes_back_to_a_day(self, site: FakeZendesk, server: ScriptedServer, door: Door, csat: str) -> None:
        site.page = 7
        for number in range(900, 960):
            site.rate(number)
        pages = list(source(server, door, csat=csat).history(NOW - timedelta(minutes=70), None))
        assert {int(one.native_id) for one in keys(pages)} == set(range(930, 960))
        assert list(source(server, door, csat=csat).history(NOW, pages[-1].cursor)) == []

    def test_what_the_plan_allows_is_kept(self, site: FakeZendesk, server: ScriptedServer, door: Door) -> None:
        for number in range(900, 960):
            site.rate(number)
        with pytest.raises(Postponed):
            drain(source(server, door, requests_a_minute=4), None)
        assert len([one for one in server.requests if one.path != "/oauth/tokens"]) == 4

    def test_a_token_that_ended_is_asked_for_anew(self, site: FakeZendesk, server: ScriptedServer, door: Door) -> None:
        listening = source(server, door)
        drain(listening, None)
        site.tokens += 1
        drain(listening, None)
        assert site.tokens == 3


class TestTickets:
    @BOTH
    def test_what_staff_wrote_since_is_told_and_nothing_else(
        self, site: FakeZendesk, server: ScriptedServer, door: Door, csat: str
    ) -> None:
        site.rate(900)
        site.write(900, "We are sorry")
        site.write(900, "What a customer", public=False)
        site.write(900, "Any news?", by=CUSTOMER)
        listening = source(server, door, csat=csat)
        for told_there in (mentions(drain(listening, None)), listening.reread([key(server, 900)]).mentions):
            (mention,) = told_there
            assert [(one.text, one.author) for one in mention.own_replies] == [("We are sorry", "Kim")]
            assert (mention.title, mention.author.name) == ("Subject 900", "Sam")

    @BOTH
    def test_a_change_of_mind_and_a_deleted_ticket_are_seen(
        self, site: FakeZendesk, server: ScriptedServer, door: Door, csat: str
    ) -> None:
        for number in (900, 901):
            site.rate(number)
        site.change(900, "Put right, thanks", score="good")
        del site.tickets[901], site.said[901]
        page = source(server, door, csat=csat).reread([key(server, 900), key(server, 901)])
        assert [(one.text, one.rating and one.rating.stars > 0) for one in page.mentions] == [
            ("Put right, thanks", True)
        ]
        assert page.mentions[0].edited_at == NOW
        assert page.deleted == (key(server, 901),)

    def test_a_closed_ticket_takes_no_answer(self, site: FakeZendesk, server: ScriptedServer, door: Door) -> None:
        site.rate(900)
        site.tickets[900]["status"] = "closed"
        with pytest.raises(Refused, match="closed"):
            source(server, door).reply(key(server, 900), "Sorry")

    def test_an_answer_that_meets_another_change_waits(
        self, site: FakeZendesk, server: ScriptedServer, door: Door
    ) -> None:
        site.rate(900)
        shown = site.answer
        server.script("/api/v2/tickets/900.json", shown, lambda seen: (site.write(900, "Me first"), shown(seen))[1])
        with pytest.raises(Unavailable, match="same moment"):
            source(server, door).reply(key(server, 900), "Sorry")
        assert len(site.comments[900]) == 1


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (401, {"error": "Couldn't authenticate you"}, "switched off"),
        (403, {"error": "Forbidden", "description": "You do not have access to this page."}, "administrator"),
        (403, {"errors": [{"code": "Forbidden", "status": "403", "title": "Access is forbidden"}]}, "administrator"),
        (404, {"error": "RecordNotFound", "description": "Not found"}, "base_url"),
    ],
)
def test_what_a_person_must_do_is_said(
    server: ScriptedServer, door: Door, status: int, body: dict[str, Any], says: str
) -> None:
    server.always(json_reply(body, status))
    signed = {"client_id": None, "client_secret": None, "email": "ann@acme.com", "api_token": SECRET}
    with pytest.raises(Refused, match=says):
        drain(source(server, door, **signed), None)


def test_settings_that_cannot_be_meant_are_refused() -> None:
    for wrong in (
        {"csat": "ratings", "hear": ["neutral"]},
        {"client_id": None},
        {"email": "ann@acme.com", "api_token": "x"},
        {"client_secret": None},
    ):
        with pytest.raises(ValidationError):
            KIND.settings.model_validate(given("https://acme.zendesk.com", **wrong))


@pytest.mark.parametrize(("file", "expected"), payloads("zendesk"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    payload = json.loads(file.read_bytes())
    read = ratings_of(payload, DESK) if "satisfaction_ratings" in payload else responses_of(payload, DESK)
    assert {**told(read.page.mentions, read.page.rejected), "next": read.next} == expected


def test_recorded_ratings_are_read() -> None:
    heard = [
        mention
        for file in sorted(shared("recordings/zendesk").glob("*.json"))
        for mention in ratings_of(json.loads(file.read_bytes()), DESK).page.mentions
    ]
    print(f"zendesk: {len(heard)} recorded ratings")  # noqa: T201
    assert [one.rating and one.rating.stars for one in heard] == [1]
