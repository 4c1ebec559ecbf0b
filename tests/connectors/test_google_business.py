"""Google Business Profile: reviews of all locations, one that is shut among them, and answers that move nothing."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import History, MentionKey, Postponed, Refused, Replier, Rereader
from connectors.google_business import KIND
from connectors.google_business.locations import Location
from connectors.google_business.reading import read_list, read_page
from connectors.google_business.source import GoogleBusinessSource
from connectors.kit.answer import Answer
from connectors.kit.google import is_of_project
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.google_profile import ACCOUNT, TOKEN, FakeProfiles, error
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import ScriptedServer
from tests.shared import shared

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_google_allows_in_a_minute_is_kept"),
    threads=exempt("a review stands alone: it has one answer at most"),
)

GIVEN = {"account": f"accounts/{ACCOUNT}", "client_id": "acme.apps", "client_secret": "canary-client"}
OAUTH = {**GIVEN, "refresh_token": "canary-refresh"}
SECRETS = ("canary-client", "canary-refresh", "ya29.canary-access")
ONE = f"/v4/accounts/{ACCOUNT}/locations/10/reviews"
KEY = MentionKey(platform="google_business", scope="10", native_id="r7")


def settings_for(base_url: str) -> dict[str, Any]:
    return {**OAUTH, "base_url": base_url, "locations_url": base_url, "token_url": f"{base_url}{TOKEN}"}


class TestContract(ConnectorContract):
    kind_name = "google_business"
    secrets = SECRETS
    means_nothing = (b"{}",)

    def settings(self, base_url: str) -> dict[str, Any]:
        return settings_for(base_url)

    def prepare(self, server: ScriptedServer) -> None:
        FakeProfiles().open(server)

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        profiles = FakeProfiles()
        for number, text in enumerate(texts, 1):
            profiles.add(f"r{number}", text, hours=number)
        profiles.open(server)


class TestReplies(ReplierContract):
    kind_name = "google_business"
    key = KEY
    post_path = f"{ONE}/r7/reply"
    secrets = SECRETS

    def settings(self, base_url: str) -> dict[str, Any]:
        return settings_for(base_url)

    def prepare(self, server: ScriptedServer) -> None:
        FakeProfiles().open(server)

    def take(self, server: ScriptedServer) -> None:
        profiles = FakeProfiles()
        profiles.add("r7")
        profiles.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["comment"])

    def test_what_is_too_long_in_bytes_is_not_sent(self, replier: Replier, server: ScriptedServer) -> None:
        with pytest.raises(Refused, match="4096 bytes"):
            replier.reply(self.key, "ü" * 3000)
        assert server.requests == []


@pytest.fixture
def profiles(server: ScriptedServer) -> FakeProfiles:
    made = FakeProfiles()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> GoogleBusinessSource:
    settings = KIND.settings.model_validate({**settings_for(server.url), **more})
    made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))
    assert isinstance(made, GoogleBusinessSource)
    return made


def ids(pages: Sequence[Any]) -> set[str]:
    return {key.native_id for key in keys(pages)}


class TestWalk:
    @pytest.mark.parametrize("by_location", [False, True], ids=["as it is said", "location by location"])
    def test_a_stop_after_any_page_loses_nothing(
        self, profiles: FakeProfiles, server: ScriptedServer, door: Door, by_location: bool
    ) -> None:
        profiles.size, profiles.by_location, profiles.titles = 4, by_location, {"10": "London", "11": "Paris"}
        asking = source(server, door, reread_days=1)
        profiles.add("old", hours=5000)
        pages = drain(asking, None)
        for number in range(60):
            profiles.add(f"r{number}", of=("10", "11")[number % 2], hours=100 + number)
        for _ in range(30):
            pages += drain(asking, pages[-1].cursor, most=2)
        assert ids(pages) == {"old", *(f"r{number}" for number in range(60))}

    def test_edits_and_answers_are_seen(self, profiles: FakeProfiles, server: ScriptedServer, door: Door) -> None:
        profiles.add("r1", hours=2000)
        profiles.add("r2", hours=50)
        asking = source(server, door)
        cursor = drain(asking, None)[-1].cursor
        profiles.edit("r1", "They put it right", 5)
        profiles.answer_there("r2", "We are sorry")
        heard = {mention.key.native_id: mention for mention in mentions(drain(asking, cursor))}
        assert (heard["r1"].edited_at, heard["r1"].text) == (NOW, "They put it right")
        assert [reply.text for reply in heard["r2"].own_replies] == ["We are sorry"]

    def test_a_page_that_google_forgot_is_a_gap(
        self, profiles: FakeProfiles, server: ScriptedServer, door: Door
    ) -> None:
        profiles.size = 1
        profiles.add("r1", hours=500)
        asking = source(server, door)
        cursor = drain(asking, None)[-1].cursor
        for number in (2, 3):
            profiles.add(f"r{number}", hours=10 - number)
        (first,) = drain(asking, cursor, most=1)
        server.script(ONE, profiles.answer, error(400, "INVALID_ARGUMENT"))
        assert "can no longer be reached" in (drain(asking, first.cursor)[-1].gap or "")

    def test_history_goes_back_to_a_day(self, profiles: FakeProfiles, server: ScriptedServer, door: Door) -> None:
        profiles.size = 4
        for number in range(30):
            profiles.add(f"r{number}", hours=24 * number)
        back = source(server, door)
        assert isinstance(back, History)
        assert len(mentions(list(back.history(NOW - timedelta(days=9), None)))) == 10

    def test_what_google_allows_in_a_minute_is_kept(
        self, profiles: FakeProfiles, server: ScriptedServer, door: Door
    ) -> None:
        profiles.size = 1
        for number in range(9):
            profiles.add(f"r{number}", hours=number)
        with pytest.raises(Postponed):
            drain(source(server, door, requests_a_minute=4), None)
        assert sum(seen.path != TOKEN for seen in server.requests) == 4


class TestReread:
    def test_what_is_there_and_what_is_gone(self, profiles: FakeProfiles, server: ScriptedServer, door: Door) -> None:
        profiles.add("r7", "Now all is well")
        profiles.answer_there("r7", "Thank you")
        gone, elsewhere = (MentionKey(platform="google_business", scope=of, native_id="r8") for of in ("10", "99"))
        again = source(server, door)
        assert isinstance(again, Rereader)
        page = again.reread([KEY, gone, elsewhere])
        ((mention,), deleted) = page.mentions, page.deleted
        assert (mention.text, mention.own_replies[0].text) == ("Now all is well", "Thank you")
        assert deleted == (gone,)

    def test_a_location_that_is_shut_has_no_deleted_reviews(
        self, profiles: FakeProfiles, server: ScriptedServer, door: Door
    ) -> None:
        profiles.shut = {"10"}
        assert source(server, door).reread([KEY]).deleted == ()


@pytest.mark.parametrize(("file", "expected"), payloads("google_business"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    london = Location(number="10", place="Acme London", language="en", url="https://maps.example/10")
    batch = read_page(json.loads(file.read_bytes()), {"10": london})
    assert {**told(batch.page.mentions, batch.page.rejected), "older": batch.older} == expected


def test_recorded_payloads_are_read() -> None:
    folder = shared("recordings/google_business")
    refused = Answer(status=403, url="", headers={}, body=(folder / "error_403_service_disabled.json").read_bytes())
    assert is_of_project(refused)
    names = ("reviews_list_replies_and_edits_2024.json", "synthetic_page_with_token_anonymous_unspecified.json")
    real, made = (read_list(json.loads((folder / name).read_bytes()), {}) for name in names)
    edited = [mention for mention in real.page.mentions if mention.edited_at]
    replies = sum(len(mention.own_replies) for mention in real.page.mentions)
    print(f"google_business: {len(real.page.mentions)} recorded reviews, 1 error")  # noqa: T201
    assert (len(real.page.mentions), len(edited), replies, real.newest_first) == (8, 2, 3, True)
    assert (real.page.rejected, made.page.rejected, bool(made.older)) == ((), (), True)
