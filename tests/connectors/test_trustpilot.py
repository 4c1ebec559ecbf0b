"""Trustpilot: reviews that are edited and taken away, deliveries that are looked up, and the company's answers."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, MentionKey, Postponed, Pushed, Refused, Unavailable, Uncertain
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.trustpilot import KIND
from connectors.trustpilot.reading import key_of, read_events, read_list
from connectors.trustpilot.source import ALLOWED, TrustpilotSource
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import TEXT, ReplierContract
from tests.connectors.server import ScriptedServer, json_reply
from tests.connectors.trustpilot_site import AUTHOR, KEY, SECRET, TOKEN, UNIT, FakeTrustpilot, review_id
from tests.shared import shared

HOOK = "canary-words-of-16-and-more"
PUBLIC = {"business_unit": UNIT, "api_key": KEY}
PRIVATE = {**PUBLIC, "api_secret": SECRET, "author": AUTHOR}
CHECKLIST = Checklist(
    recorded=shown_by("test_the_sample_of_the_documentation_is_read"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_five_minutes_allow_is_kept"),
    threads=shown_by("test_reads_each_payload"),
)


class TestContract(ConnectorContract):
    kind_name = "trustpilot"
    secrets = (KEY,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**PUBLIC, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        site = FakeTrustpilot()
        for number, text in enumerate(texts, 1):
            site.review(number, text)
        site.open(server)


class TestReplies(ReplierContract):
    kind_name = "trustpilot"
    key = key_of(review_id(7))
    post_path = f"/v1/private/reviews/{review_id(7)}/reply"
    secrets = (KEY, SECRET, TOKEN)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**PRIVATE, "base_url": base_url}

    def prepare(self, server: ScriptedServer) -> None:
        self.site = FakeTrustpilot()
        self.site.review(7, "Never again")
        self.site.open(server)

    def take(self, server: ScriptedServer) -> None:
        """It takes answers as it is."""

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["message"])

    def test_an_answer_that_is_taken_and_not_shown_is_uncertain(self, replier: Any, server: ScriptedServer) -> None:
        server.script(self.post_path, json_reply({}, 201))
        with pytest.raises(Uncertain, match="does not show it yet"):
            replier.reply(self.key, TEXT)


@pytest.fixture
def site(server: ScriptedServer) -> FakeTrustpilot:
    made = FakeTrustpilot()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **given: Any) -> TrustpilotSource:
    settings = KIND.settings.model_validate({"base_url": f"{server.url}/", **(given or PRIVATE)})
    made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))
    assert isinstance(made, TrustpilotSource)
    return made


def delivery(*events: tuple[str, Any], secret: str = HOOK) -> Pushed:
    told_of = [{"eventName": f"service-review-{name}", "version": "v1", "eventData": data} for name, data in events]
    return Pushed(query={"secret": secret}, body=json.dumps({"events": told_of}).encode())


class TestPolling:
    def test_a_stop_after_any_page_loses_nothing(
        self, site: FakeTrustpilot, server: ScriptedServer, door: Door
    ) -> None:
        walking = source(server, door)
        site.review(1, "First", ago=3000)
        heard = drain(walking, None)
        for number in range(2, 600):
            site.review(number, "Late", ago=2900 - number)
        for _ in range(12):
            heard += drain(walking, heard[-1].cursor, most=2)
        assert len(keys(heard)) == 599

    def test_edits_and_answers_of_the_last_weeks_are_seen(
        self, site: FakeTrustpilot, server: ScriptedServer, door: Door
    ) -> None:
        walking = source(server, door)
        names = [site.review(number, "Late", ago=24 * number) for number in range(1, 20)]
        cursor = drain(walking, None)[-1].cursor
        site.edit(names[18], "They made it good", stars=5)
        site.reply(names[17], "We are sorry")
        found = {one.key.native_id: one for one in mentions(drain(walking, cursor))}
        assert (found[names[18]].text, found[names[18]].edited_at) == ("They made it good", NOW)
        assert [one.text for one in found[names[17]].own_replies] == ["We are sorry"]

    def test_history_goes_back_to_a_day(self, site: FakeTrustpilot, server: ScriptedServer, door: Door) -> None:
        for number in range(1, 300):
            site.review(number, "Late", ago=number)
        heard = mentions(list(source(server, door).history(NOW - timedelta(hours=150), None)))
        assert len(heard) == 150

    def test_what_five_minutes_allow_is_kept(self, site: FakeTrustpilot, server: ScriptedServer, door: Door) -> None:
        tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
        tools.budget("trustpilot", ALLOWED, KEY).take(832)
        asking = KIND.build(KIND.settings.model_validate({**PUBLIC, "base_url": server.url}), tools)
        drain(asking, None)
        with pytest.raises(Postponed):
            drain(asking, None)
        assert len(server.requests) == 1

    def test_with_a_secret_it_asks_as_the_company_and_renews_its_token(
        self, site: FakeTrustpilot, server: ScriptedServer, door: Door
    ) -> None:
        site.tokens = ["stale", TOKEN]
        site.review(1, "Late")
        assert len(keys(drain(source(server, door), None))) == 1
        assert [seen.path for seen in server.requests if "private" in seen.path] == [
            f"/v1/private/business-units/{UNIT}/reviews"
        ] * 2
        drain(source(server, door, **PUBLIC), None)
        assert server.requests[-1].path == f"/v1/business-units/{UNIT}/reviews"

    @pytest.mark.parametrize(
        ("status", "words"), [(401, "credentials"), (403, "has the plan the API"), (404, "no such")]
    )
    def test_errors_say_what_to_do(self, server: ScriptedServer, door: Door, status: int, words: str) -> None:
        server.always(json_reply({"message": "no"}, status))
        with pytest.raises(Refused, match=words):
            drain(source(server, door, **PUBLIC), None)


class TestReread:
    def test_what_is_there_and_what_is_gone(self, site: FakeTrustpilot, server: ScriptedServer, door: Door) -> None:
        there, gone = site.review(1, "Late"), key_of("../../x?y")
        page = source(server, door).reread([key_of(there), gone])
        assert [one.text for one in page.mentions] == ["Late"]
        assert page.deleted == (gone,)
        assert server.requests[2].path == "/v1/private/reviews/..%2F..%2Fx%3Fy"

    def test_a_key_that_sees_nothing_deletes_nothing(self, server: ScriptedServer, door: Door) -> None:
        server.always(json_reply({"message": "no"}, 404))
        with pytest.raises(Refused):
            source(server, door, **PUBLIC).reread([key_of(review_id(1))])


class TestDeliveries:
    def test_the_address_holds_the_secret(self, server: ScriptedServer, door: Door) -> None:
        listening = source(server, door, **PRIVATE, webhook_secret=HOOK)
        genuine = delivery(("created", {"id": "1"}))
        assert listening.admit(genuine, NOW).id
        for wrong in (delivery(secret="another"), Pushed(body=genuine.body), Pushed(method="GET", query=genuine.query)):
            with pytest.raises(Refused):
                listening.admit(wrong, NOW)
        with pytest.raises(Refused):
            source(server, door).admit(genuine, NOW)

    def test_what_is_delivered_is_looked_up(self, site: FakeTrustpilot, server: ScriptedServer, door: Door) -> None:
        name = site.review(1, "Late again")
        forged = {**site.reviews[name], "text": "Best shop ever", "stars": 5}
        other = {"id": review_id(3), "businessUnit": {"id": review_id(8)}}
        pushed = delivery(("updated", forged), ("deleted", {"id": review_id(2)}), ("deleted", other), ("created", {}))
        page = source(server, door, **PRIVATE, webhook_secret=HOOK).read(pushed)
        assert [(one.text, one.rating and one.rating.stars) for one in page.mentions] == [("Late again", 1)]
        assert page.deleted == (key_of(review_id(2)),)
        assert len(page.rejected) == 1
        still = delivery(("deleted", {"id": name}))
        with pytest.raises(Unavailable, match="still shows it"):
            source(server, door).read(still)

    def test_without_an_api_it_is_heard_as_it_came(self, server: ScriptedServer, door: Door) -> None:
        listening = source(server, door, business_unit=UNIT, webhook_secret=HOOK)
        said = {"id": "1", "stars": 2, "text": "Late", "createdAt": "2026-11-20T10:00:00", "consumer": {"name": "Bo"}}
        page = listening.read(delivery(("created", said), ("deleted", {"id": "2"})))
        assert [(one.text, one.author.name) for one in page.mentions] == [("Late", "Bo")]
        assert page.deleted == (key_of("2"),)
        assert list(listening.pages(None)) == []
        assert server.requests == []
        for junk in (b"", b"[]", b'{"reviews": []}'):
            with pytest.raises(Changed):
                listening.read(Pushed(body=junk))


def test_who_may_not_answer_is_told_what_is_needed(server: ScriptedServer, door: Door) -> None:
    key = MentionKey(platform="trustpilot", scope="", native_id=review_id(1))
    with pytest.raises(Refused, match="say `api_secret` and `author`"):
        source(server, door, **PUBLIC).reply(key, "Sorry")
    assert server.requests == []


@pytest.mark.parametrize(
    "given",
    [
        {"business_unit": UNIT},
        {"business_unit": "example.com", "api_key": KEY},
        {"business_unit": UNIT, "webhook_secret": "short"},
        {"business_unit": UNIT, "api_secret": SECRET, "webhook_secret": HOOK},
        {**PUBLIC, "author": AUTHOR},
    ],
)
def test_what_is_unclear_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KIND.settings.model_validate(given)


@pytest.mark.parametrize(("file", "expected"), payloads("trustpilot"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    payload = json.loads(file.read_bytes())
    page = read_events(payload, UNIT).page if file.stem == "events" else read_list(payload).page
    gone = [key.native_id for key in page.deleted]
    assert {**told(page.mentions, page.rejected), "deleted": gone} == expected


def test_the_sample_of_the_documentation_is_read() -> None:
    found = [read_list(json.loads(one.read_bytes())) for one in shared("recordings/trustpilot").glob("*.json")]
    heard = [mention for one in found for mention in one.page.mentions]
    print(f"trustpilot: {len(heard)} reviews in {len(found)} samples")  # noqa: T201
    assert [(one.place, one.rating, one.own_replies[0].text) for one in heard] == [
        ("Pilestraede 58", None, "This is our reply.")
    ]
