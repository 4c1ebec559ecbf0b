"""App Store Connect: edits without a date, answers that wait to be published, tokens signed by oneself."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.app_store_connect import KIND
from connectors.app_store_connect.reading import errors_of, read_page
from connectors.app_store_connect.source import AppStoreConnectSource
from connectors.app_store_connect.territories import LANGUAGES
from connectors.contract import Changed, Cursor, History, MentionKey, Postponed, Refused, Replier, Rereader, Unavailable
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.app_store import ANSWERS, APP, ISSUER, LIST, PEM, FakeAppStore, claims, error
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.replying import ReplierContract
from tests.connectors.server import Reply, ScriptedServer, json_reply
from tests.shared import shared

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_apple_allows_in_an_hour_is_kept"),
    threads=exempt("a review stands alone: it has one answer at most"),
)

GIVEN = {"app_id": APP, "key_id": "2X9R4HXF34", "issuer_id": ISSUER, "key": PEM}
SECRETS = (PEM.splitlines()[1],)


def key_of(number: int) -> MentionKey:
    return MentionKey(platform="appstore", scope=str(APP), native_id=f"r-{number}")


class TestContract(ConnectorContract):
    kind_name = "app_store_connect"
    secrets = SECRETS

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**GIVEN, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        store = FakeAppStore()
        for number, text in enumerate(texts, 1):
            store.add(number, text)
        store.open(server)


class TestReplies(ReplierContract):
    kind_name = "app_store_connect"
    key = key_of(7)
    post_path = ANSWERS
    secrets = SECRETS

    def settings(self, base_url: str) -> dict[str, Any]:
        return {**GIVEN, "base_url": base_url}

    def take(self, server: ScriptedServer) -> None:
        store = FakeAppStore()
        store.add(7)
        store.open(server)

    def text_of(self, body: bytes) -> str:
        return str(json.loads(body)["data"]["attributes"]["responseBody"])

    @pytest.mark.parametrize(
        ("status", "advice"), [(403, "Customer Support"), (409, "5,970"), (404, "no longer there")]
    )
    def test_what_is_not_taken_tells_apple_s_code_and_what_to_do(
        self, replier: Replier, server: ScriptedServer, status: int, advice: str
    ) -> None:
        server.script(ANSWERS, error(status, "ENTITY_ERROR.INVALID"))
        with pytest.raises(Refused, match=f"ENTITY_ERROR.INVALID.*{advice}"):
            replier.reply(self.key, "Sorry")


@pytest.fixture
def store(server: ScriptedServer) -> FakeAppStore:
    made = FakeAppStore()
    made.open(server)
    return made


def source(server: ScriptedServer, door: Door, **more: Any) -> AppStoreConnectSource:
    settings = KIND.settings.model_validate({**GIVEN, "base_url": f"{server.url}/", **more})
    made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))
    assert isinstance(made, AppStoreConnectSource)
    return made


def heard(pages: Sequence[Any]) -> dict[str, str]:
    return {mention.key.native_id: mention.text for mention in mentions(pages)}


class TestWalk:
    def test_a_stop_after_any_page_loses_nothing(self, store: FakeAppStore, server: ScriptedServer, door: Door) -> None:
        store.size = 3
        asking = source(server, door, reread_newest=0, sweep_pages=0)
        store.add(1, at=NOW - timedelta(days=90))
        pages = drain(asking, None)
        for number in range(100, 160):
            store.add(number, at=NOW - timedelta(days=160 - number))
        for _ in range(30):
            pages += drain(asking, pages[-1].cursor, most=2)
        assert len(keys(pages)) == 61
        assert not pages[-1].more

    @pytest.mark.parametrize(("newest", "expected"), [(0, False), (4, True)])
    def test_an_edit_without_a_date_is_seen_among_the_newest(
        self, store: FakeAppStore, server: ScriptedServer, door: Door, newest: int, expected: bool
    ) -> None:
        store.size = 1
        for number in (1, 300, 500, 900):
            store.add(number, at=NOW - timedelta(days=1000 - number))
        asking = source(server, door, reread_newest=newest, sweep_pages=0)
        cursor = drain(asking, None)[-1].cursor
        store.add(300, "It got worse", at=NOW - timedelta(days=700))
        assert ("It got worse" in heard(drain(asking, cursor)).values()) is expected

    def test_a_sweep_goes_round_all_others(self, store: FakeAppStore, server: ScriptedServer, door: Door) -> None:
        store.size = 2
        for number in range(1, 21):
            store.add(number, at=NOW - timedelta(days=100 - number))
        asking = source(server, door, reread_newest=2, sweep_pages=3)
        cursor = drain(asking, None)[-1].cursor
        rounds = []
        for _ in range(5):
            pages = drain(asking, cursor)
            cursor = pages[-1].cursor
            rounds.append({int(key.native_id[2:]) for key in keys(pages)})
        assert rounds[0] | rounds[1] | rounds[2] == set(range(1, 21))
        assert rounds[3:] == rounds[:2], "behind the last it begins anew"

    def test_a_page_that_apple_forgot_begins_a_sweep_anew_and_is_a_gap_elsewhere(
        self, store: FakeAppStore, server: ScriptedServer, door: Door
    ) -> None:
        store.size = 2
        for number in range(1, 13):
            store.add(number, at=NOW - timedelta(days=100 - number))
        asking = source(server, door, reread_newest=2, sweep_pages=1)
        cursor = drain(asking, drain(asking, None)[-1].cursor)[-1].cursor
        store.forgotten = {"7"}
        lost = drain(asking, cursor)
        assert (keys(lost[2:]), [page.gap for page in lost]) == (set(), [None] * 3)
        assert {key.native_id for key in keys(drain(asking, lost[-1].cursor)[2:])} == {"r-8", "r-7"}
        for number in range(800, 806):
            store.add(number, at=NOW - timedelta(hours=1000 - number))
        (first,) = drain(asking, cursor, most=1)
        store.forgotten = {"804"}
        assert "can no longer be reached" in (drain(asking, first.cursor)[1].gap or "")

    def test_history_goes_back_to_a_day(self, store: FakeAppStore, server: ScriptedServer, door: Door) -> None:
        store.size = 4
        for number in range(1, 31):
            store.add(number, at=NOW - timedelta(days=31 - number))
        back = source(server, door)
        assert isinstance(back, History)
        assert len(mentions(list(back.history(NOW - timedelta(days=10), None)))) == 10

    def test_what_apple_allows_in_an_hour_is_kept(
        self, store: FakeAppStore, server: ScriptedServer, door: Door
    ) -> None:
        store.size = 1
        for number in range(1, 9):
            store.add(number)
        with pytest.raises(Postponed):
            drain(source(server, door, requests_an_hour=3), None)
        assert len(server.requests) == 3


class TestReread:
    def test_edits_answers_and_deletions_are_seen(
        self, store: FakeAppStore, server: ScriptedServer, door: Door
    ) -> None:
        store.add(1, "Put right, thanks", rating=5)
        store.answer_in_console(1, "Glad to hear", "PENDING_PUBLISH")
        again = source(server, door)
        assert isinstance(again, Rereader)
        page = again.reread([key_of(1), key_of(2)])
        (mention,) = page.mentions
        assert (mention.text, mention.own_replies[0].text, mention.language) == (
            "Put right, thanks",
            "Glad to hear",
            "de",
        )
        assert page.deleted == (key_of(2),)

    def test_an_address_that_is_not_apple_s_deletes_nothing(self, server: ScriptedServer, door: Door) -> None:
        with pytest.raises(Refused, match="not as Apple does"):
            source(server, door).reread([key_of(1)])

    def test_an_id_leads_nowhere_else(self, store: FakeAppStore, server: ScriptedServer, door: Door) -> None:
        again = MentionKey(platform="appstore", scope=str(APP), native_id="../apps?x#y")
        assert source(server, door).reread([again]).deleted == (again,)
        assert server.requests[0].path == "/v1/customerReviews/..%2Fapps%3Fx%23y"


class TestKey:
    @pytest.mark.parametrize(("issuer", "whose"), [(ISSUER, {"iss": ISSUER}), (None, {"sub": "user"})])
    def test_it_signs_as_apple_wants_it(
        self, store: FakeAppStore, server: ScriptedServer, door: Door, issuer: str | None, whose: dict[str, str]
    ) -> None:
        drain(source(server, door, issuer_id=issuer), None)
        claim = claims(server.requests[0])
        assert {name: claim.get(name) for name in ("iss", "sub") if name in claim} == whose
        assert (claim["kid"], claim["exp"] - claim["iat"]) == ("2X9R4HXF34", 900)

    def test_it_is_signed_anew_before_it_ends(self, store: FakeAppStore, server: ScriptedServer, door: Door) -> None:
        clock = [NOW]
        settings = KIND.settings.model_validate({**GIVEN, "base_url": server.url})
        made = KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: clock[0]))
        for minutes in (0, 12, 14):
            clock[0] = NOW + timedelta(minutes=minutes)
            drain(made, None)
        began = [datetime.fromtimestamp(claims(seen)["iat"], NOW.tzinfo) - NOW for seen in server.requests]
        assert began == [timedelta(0), timedelta(0), timedelta(minutes=14)]

    def test_it_may_be_in_a_file(self, store: FakeAppStore, server: ScriptedServer, door: Door, tmp_path: Path) -> None:
        file = tmp_path / "AuthKey.p8"
        asking = source(server, door, key=None, key_file=str(file))
        with pytest.raises(Refused, match="cannot be read"):
            drain(asking, None)
        file.write_text(PEM, encoding="utf-8")
        assert drain(asking, None)

    @pytest.mark.parametrize("text", ["", "no key", PEM[:90]], ids=["empty", "none", "half"])
    def test_what_is_no_key_is_refused_without_a_quote(self, server: ScriptedServer, door: Door, text: str) -> None:
        with pytest.raises(Refused, match="p8") as caught:
            drain(source(server, door, key=text), None)
        assert SECRETS[0][:20] not in str(caught.value)

    @pytest.mark.parametrize("wrong", [{"key": None}, {"key_file": "x.p8"}, {"key_id": "../x"}, {"app_id": 0}])
    def test_a_wrong_setting_is_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            KIND.settings.model_validate({**GIVEN, **wrong})


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (error(401, "NOT_AUTHORIZED"), Refused, "NOT_AUTHORIZED: it does not accept the key"),
        (error(403, "FORBIDDEN_ERROR"), Refused, "FORBIDDEN_ERROR.*role Customer Support"),
        (error(403, "FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED"), Refused, "AGREEMENTS.*agreement waits"),
        (error(404, "NOT_FOUND"), Refused, "`app_id`"),
        (error(429, "RATE_LIMIT_EXCEEDED", retry_after="120"), Unavailable, "limit"),
        (error(400, "PARAMETER_ERROR.INVALID"), Changed, "400"),
        (error(200, "ODD"), Changed, "no list of reviews"),
        (json_reply({"data": [], "links": {}, "meta": {"paging": {"total": 4326}}}), Changed, "holds none"),
        (json_reply({"data": [], "links": {"next": "https://api.example/?page=2"}}), Changed, "no cursor"),
    ],
)
def test_an_error_tells_what_to_do(
    server: ScriptedServer, door: Door, answer: Reply, kind: type[Exception], says: str
) -> None:
    server.script(LIST, answer)
    with pytest.raises(kind, match=says):
        drain(source(server, door), None)


def test_a_cursor_of_the_walk_alone_is_changed(server: ScriptedServer, door: Door) -> None:
    with pytest.raises(Changed):
        drain(source(server, door), Cursor('{"v":1,"high":1,"settled":null,"holes":[]}'))


def test_every_territory_has_one_language() -> None:
    assert all(len(territory) == 3 and len(language) == 2 for territory, language in LANGUAGES.items())
    assert "CHE" not in LANGUAGES


@pytest.mark.parametrize(("file", "expected"), payloads("app_store_connect"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    batch = read_page(json.loads(file.read_bytes()), APP)
    assert {**told(batch.page.mentions, batch.page.rejected), "older": batch.older} == expected


def test_recorded_payloads_are_read() -> None:
    folder = shared("recordings/appstore_connect")
    recorded = {file.name: json.loads(file.read_bytes()) for file in folder.glob("*.json")}
    assert errors_of(recorded.pop("error_401.json")) == ("NOT_AUTHORIZED",)
    read = {name: read_page(payload, APP) for name, payload in recorded.items()}
    assert {name: (len(one.page.mentions), one.page.rejected, one.older) for name, one in read.items()} == {
        "docs_sample_list_limit1.json": (1, (), "AQ.AMt2C-U"),
        "synthetic_no_response_data_null.json": (3, (), None),
    }
