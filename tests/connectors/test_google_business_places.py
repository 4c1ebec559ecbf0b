"""Google Business Profile: which locations there are and which can be read, credentials, and what errors tell."""

from typing import Any
from urllib.parse import parse_qs

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Refused, Unavailable
from connectors.google_business import KIND
from connectors.google_business.locations import MOST_AT_ONCE, groups
from connectors.google_business.source import SCOPE
from connectors.kit.http import Door
from tests.connectors.contract import drain, mentions
from tests.connectors.google_profile import ACCOUNT, BATCH, LOCATIONS, TOKEN, FakeProfiles, disabled, error
from tests.connectors.server import Reply, ScriptedServer, json_reply
from tests.connectors.test_google_business import GIVEN, OAUTH, ONE, ids, source


@pytest.fixture
def profiles(server: ScriptedServer) -> FakeProfiles:
    made = FakeProfiles()
    made.open(server)
    return made


class TestLocations:
    def test_all_are_heard_and_told_apart(self, profiles: FakeProfiles, server: ScriptedServer, door: Door) -> None:
        profiles.titles = {"10": "Acme", "11": "Acme", "12": "Acme Paris"}
        for number in profiles.titles:
            profiles.add(f"r{number}", of=number)
        heard = {mention.key.native_id: mention for mention in mentions(drain(source(server, door), None))}
        assert {name: mention.place for name, mention in heard.items()} == {
            "r10": "Acme, 10 High Street, London",
            "r11": "Acme, 11 High Street, London",
            "r12": "Acme Paris",
        }
        assert heard["r12"].url == "https://maps.example/12"

    def test_only_those_that_are_wanted_are_asked_for(
        self, profiles: FakeProfiles, server: ScriptedServer, door: Door
    ) -> None:
        profiles.titles |= {"11": "Acme Paris"}
        profiles.add("london")
        profiles.add("paris", of="11")
        assert ids(drain(source(server, door, locations=["locations/11"]), None)) == {"paris"}

    @pytest.mark.parametrize("wanted", [[], ["99"]])
    def test_none_is_refused_not_silence(
        self, profiles: FakeProfiles, server: ScriptedServer, door: Door, wanted: list[str]
    ) -> None:
        profiles.titles = {"10": "Acme London"} if wanted else {}
        with pytest.raises(Refused, match="has none of these locations"):
            drain(source(server, door, locations=wanted), None)

    def test_one_that_cannot_be_read_is_a_gap_and_the_others_are_heard(
        self, profiles: FakeProfiles, server: ScriptedServer, door: Door
    ) -> None:
        profiles.titles |= {"11": "Acme Paris", "12": "Acme Rome"}
        profiles.shut = {"11"}
        for number in profiles.titles:
            profiles.add(f"r{number}", of=number)
        asking = source(server, door)
        pages = drain(asking, None)
        assert (ids(pages), [page.gap for page in pages if page.gap]) == (
            {"r10", "r12"},
            ["Acme Paris: cannot be read. Is the location verified, and may the credentials manage it?"],
        )
        assert [page.gap for page in drain(asking, pages[-1].cursor)] == [None], "it is told once, not by each poll"
        profiles.shut = {"10", "11", "12"}
        with pytest.raises(Refused, match="are the locations verified"):
            drain(source(server, door), None)

    def test_groups_are_small_and_stay_as_they_are(self) -> None:
        numbers = [str(number) for number in range(1000, 1700)]
        dealt = groups(numbers)
        assert sorted(number for some in dealt.values() for number in some) == numbers
        assert max(map(len, dealt.values())) <= MOST_AT_ONCE
        more = groups([*numbers, "1700"])
        assert [name for name in more if more[name] != dealt.get(name)] == [
            next(name for name in more if "1700" in more[name])
        ]
        assert list(groups(["1"])) == ["0/1/0"]


class TestCredentials:
    def test_a_refresh_token_is_exchanged(self, profiles: FakeProfiles, server: ScriptedServer, door: Door) -> None:
        drain(source(server, door), None)
        (form,) = (parse_qs(seen.body.decode()) for seen in server.requests if seen.path == TOKEN)
        assert (form["grant_type"], form["refresh_token"]) == (["refresh_token"], ["canary-refresh"])
        assert server.requests[-1].headers["authorization"] == "Bearer ya29.canary-access"

    def test_one_that_was_withdrawn_is_refused(self, server: ScriptedServer, door: Door) -> None:
        server.script(TOKEN, json_reply({"error": "invalid_grant"}, 400))
        with pytest.raises(Refused, match=r"invalid_grant.*withdrawn"):
            drain(source(server, door), None)

    @pytest.mark.parametrize(
        "given",
        [
            {"account": ACCOUNT},
            {**GIVEN},
            {**OAUTH, "service_account": "{}"},
            {"account": ACCOUNT, "service_account": "{}", "service_account_file": "key.json"},
            {**OAUTH, "account": "acme"},
            {**OAUTH, "locations": ["London"]},
        ],
    )
    def test_a_wrong_setting_is_refused(self, given: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            KIND.settings.model_validate(given)

    def test_a_service_account_will_do(self) -> None:
        assert KIND.settings.model_validate({"account": ACCOUNT, "service_account_file": "key.json"})
        assert SCOPE.endswith("business.manage")


@pytest.mark.parametrize(
    ("path", "answer", "kind", "says"),
    [
        (ONE, disabled(), Refused, "Google My Business API is not switched on.*approve the project"),
        (LOCATIONS, disabled(), Refused, "Business Information API is not switched on"),
        (LOCATIONS, error(403, "PERMISSION_DENIED"), Refused, "may the credentials manage this account"),
        (LOCATIONS, json_reply({"error": {}}), Changed, "no list of locations"),
        (ONE, error(429, "RESOURCE_EXHAUSTED", metadata={"quota_limit_value": "0"}), Refused, "quota.* is 0"),
        (ONE, error(429, "RESOURCE_EXHAUSTED"), Unavailable, "used up"),
        (ONE, error(401, "UNAUTHENTICATED"), Refused, "401"),
        (ONE, error(400, "INVALID_ARGUMENT"), Changed, "400"),
        (ONE, json_reply({"surprise": []}), Changed, "surprise"),
    ],
)
def test_an_error_tells_what_to_do(
    profiles: FakeProfiles,
    server: ScriptedServer,
    door: Door,
    path: str,
    answer: Reply,
    kind: type[Exception],
    says: str,
) -> None:
    server.script(path, answer)
    with pytest.raises(kind, match=says):
        drain(source(server, door), None)


def test_a_batch_that_fails_though_each_location_is_there_passes(
    profiles: FakeProfiles, server: ScriptedServer, door: Door
) -> None:
    profiles.titles |= {"11": "Acme Paris"}
    server.script(BATCH, error(404, "NOT_FOUND"))
    with pytest.raises(Unavailable, match="one by one"):
        drain(source(server, door), None)
