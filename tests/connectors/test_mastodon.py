"""Mastodon: a hashtag, a search, or who mentions an account."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Connector, History, Refused
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.mastodon import KIND
from connectors.mastodon.reading import Place, read_page
from tests.connectors.checklist import Checklist, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.mastodon_server import status
from tests.connectors.payloads import payloads, told
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply
from tests.shared import shared

TAG = "/api/v1/timelines/tag/acme"
NOTIFICATIONS = "/api/v1/notifications"
SEARCH = "/api/v2/search"
PLACES: dict[str, Place] = {"timeline": "timeline", "notifications": "notifications", "search": "search"}
TOKEN = "tok-canary-5567"

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read_or_refused"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_what_the_server_allows_in_five_minutes_is_kept"),
    threads=shown_by("test_a_new_reply_knows_its_thread_and_an_old_one_costs_nothing"),
)


def timeline(statuses: Sequence[dict[str, Any]], size: int) -> Any:
    """Return a script that pages `statuses`, newest first, by `max_id`."""

    def script(seen: Seen) -> Reply:
        limit = int(seen.query.get("max_id", "9" * 30))
        return json_reply([item for item in statuses if int(item["id"]) < limit][:size])

    return script


def tagged(server: ScriptedServer, door: Door, **more: Any) -> Connector:
    """Return a source that listens to #acme on `server`."""
    settings = KIND.settings.model_validate({"hashtag": "#acme", "base_url": f"{server.url}/", **more})
    return KIND.build(settings, Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW))


class TestMastodonSearch(ConnectorContract):
    kind_name = "mastodon"
    secrets = (TOKEN,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"query": "acme air", "token": TOKEN, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        found = [status(100 - n, text, NOW - timedelta(hours=n)) for n, text in enumerate(texts)]

        def script(seen: Seen) -> Reply:
            start = int(seen.query["offset"])
            return json_reply({"accounts": [], "hashtags": [], "statuses": found[start : start + 40]})

        server.script(SEARCH, script)

    def test_asks_with_the_token(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve(server, ("One",))
        drain(connector, None)
        assert server.requests[0].query["q"] == "acme air"
        assert server.requests[0].query["type"] == "statuses"
        assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"

    def test_walks_on_by_offset(self, connector: Connector, server: ScriptedServer) -> None:
        self.serve(server, [f"Post {n}" for n in range(90)])
        assert len(keys(drain(connector, None))) == 90
        assert [seen.query["offset"] for seen in server.requests] == ["0", "40", "80", "120"]


class TestHashtag:
    def test_asks_for_any_of_the_hashtags_without_a_token(self, server: ScriptedServer, door: Door) -> None:
        server.script(TAG, timeline([status(1)], 40))
        drain(tagged(server, door, or_hashtags=["#acmeair"]), None)
        assert server.requests[0].query == {"limit": "40", "any[]": "acmeair"}
        assert "authorization" not in server.requests[0].headers

    def test_an_empty_timeline_is_nothing_new(self, server: ScriptedServer, door: Door) -> None:
        server.script(TAG, json_reply([]))
        (page,) = drain(tagged(server, door), None)
        assert (page.mentions, page.more) == ((), False)

    def test_a_full_drain_between_two_polls_misses_nothing(self, server: ScriptedServer, door: Door) -> None:
        source = tagged(server, door)
        old = [status(n, at=NOW - timedelta(days=2, minutes=-n)) for n in range(20, 0, -1)]
        server.script(TAG, timeline(old, 5))
        cursor = drain(source, None, most=2)[0].cursor
        new = [status(n, at=NOW - timedelta(days=1, minutes=-n)) for n in range(140, 100, -1)]
        server.script(TAG, timeline([*new, *old], 5))
        taken = drain(source, cursor, most=3)
        assert taken[-1].more
        rest = drain(source, taken[-1].cursor)
        assert {key.native_id.rpartition("/")[2] for key in keys([*taken, *rest])} >= {str(n) for n in range(101, 141)}
        assert not rest[-1].more

    def test_what_arrives_late_from_another_server_is_heard(self, server: ScriptedServer, door: Door) -> None:
        source = tagged(server, door)
        server.script(TAG, timeline([status(9), status(1, at=NOW - timedelta(days=1))], 40))
        cursor = drain(source, None)[0].cursor
        late = status(8, at=NOW - timedelta(minutes=50))
        server.script(TAG, timeline([status(9), late, status(1, at=NOW - timedelta(days=1))], 40))
        assert "https://home.example/users/ann/statuses/8" in {key.native_id for key in keys(drain(source, cursor))}

    def test_ids_grow_in_length_first(self, server: ScriptedServer, door: Door) -> None:
        server.script(TAG, timeline([status(100), status(99), status(9)], 2))
        drain(tagged(server, door), None)
        assert [seen.query.get("max_id") for seen in server.requests] == [None, "99", "9"]

    def test_a_post_dated_in_the_future_hides_nothing(self, server: ScriptedServer, door: Door) -> None:
        source = tagged(server, door)
        server.script(TAG, timeline([status(9, at=NOW + timedelta(days=365))], 40))
        cursor = drain(source, None)[-1].cursor
        posts = [
            status(9, at=NOW + timedelta(days=365)),
            *(status(n, at=NOW - timedelta(minutes=9 - n)) for n in (8, 7, 6)),
        ]
        server.script(TAG, timeline(posts, 2))
        assert len(keys(drain(source, cursor))) == 4

    def test_a_server_that_wants_a_token_is_refused(self, server: ScriptedServer, door: Door) -> None:
        server.script(TAG, json_reply({"error": "This method requires an authenticated user"}, 401))
        with pytest.raises(Refused):
            drain(tagged(server, door), None)

    def test_history_goes_back_to_a_day(self, server: ScriptedServer, door: Door) -> None:
        source = tagged(server, door)
        assert isinstance(source, History)
        posts = [status(n, at=NOW - timedelta(days=30 - n)) for n in range(30, 0, -1)]
        server.script(TAG, timeline(posts, 4))
        heard = mentions(list(source.history(NOW - timedelta(days=10), None)))
        assert [mention.posted_at for mention in heard] == [NOW - timedelta(days=age) for age in range(11)]


class TestMentions:
    def test_only_what_all_may_see_is_taken(self, server: ScriptedServer, door: Door) -> None:
        secret = status(2, "my card is 4111 1111", visibility="direct")
        notes = [
            {"id": str(n), "type": "mention", "created_at": item["created_at"], "status": item}
            for n, item in ((5, status(1, "@acme help")), (4, secret), (3, {**secret, "uri": 7}))
        ]
        server.script(NOTIFICATIONS, json_reply(notes), json_reply([]))
        source = tagged(server, door, hashtag=None, mentions=True, token=TOKEN)
        pages = drain(source, None)
        assert [mention.text for mention in mentions(pages)] == ["@acme help"]
        rejected = [item for page in pages for item in page.rejected]
        assert len(rejected) == 2
        assert not [item for item in rejected if "4111" in f"{item}"]
        assert server.requests[0].query["types[]"] == "mention"


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ({}, "say one of"),
            ({"hashtag": "a", "mentions": True, "token": "t"}, "say one of"),
            ({"query": "acme"}, "need a `token`"),
            ({"mentions": True}, "need a `token`"),
            ({"hashtag": "two words"}, "is no hashtag"),
            ({"query": "acme", "token": "t", "or_hashtags": ["a"]}, "goes with"),
        ],
    )
    def test_what_is_unclear_is_refused(self, given: dict[str, Any], reason: str) -> None:
        with pytest.raises(ValidationError, match=reason):
            KIND.settings.model_validate(given)


@pytest.mark.parametrize(("file", "expected"), payloads("mastodon"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    batch = read_page(json.loads(file.read_bytes()), PLACES[file.stem])
    assert {**told(batch.page.mentions, batch.page.rejected), "older": batch.older} == expected


def test_private_words_are_in_nothing_that_is_kept() -> None:
    file = Path(__file__).parent / "fixtures/mastodon/timeline.json"
    batch = read_page(json.loads(file.read_bytes()), "timeline")
    assert "followers only" not in f"{batch.page}"


def place_of(url: str) -> Place:
    """Return what was asked at `url`."""
    if "/notifications" in url:
        return "notifications"
    return "search" if "/search" in url else "timeline"


def test_recorded_payloads_are_read_or_refused() -> None:
    heard, refused, reasons = 0, 0, set[str]()
    for meta in sorted(shared("recordings/mastodon").glob("*.json.meta.json")):
        payload = json.loads((meta.parent / meta.name.removesuffix(".meta.json")).read_bytes())
        try:
            batch = read_page(payload, place_of(json.loads(meta.read_bytes())["url"]))
        except Changed:
            refused += 1
            assert isinstance(payload, dict), meta.name
            continue
        heard += len(batch.page.mentions)
        reasons |= {item.reason for item in batch.page.rejected}
        assert all("<p>" not in mention.text for mention in batch.page.mentions)
    assert (heard, refused > 40) == (244, True)
    assert reasons == {
        "Object missing required field `id`",  # a post's history
        "the notification comes without its post",
        "the post is 'direct': it is not for others' eyes",
    }


def test_a_recorded_walk_by_max_id_is_whole(server: ScriptedServer, door: Door) -> None:
    folder = shared("recordings/mastodon")
    recorded = [json.loads((folder / f"rtoot_handle_params_max_id.0{n}.json").read_bytes()) for n in range(1, 5)]
    ends = [None, *(items[-1]["id"] for items in recorded)]
    answers = dict(zip(ends, [*recorded, []], strict=True))
    server.script("/api/v1/timelines/tag/acme", lambda seen: json_reply(answers[seen.query.get("max_id")]))
    pages = drain(tagged(server, door), None)
    assert len(keys(pages)) == 160
    assert not [item for page in pages for item in page.rejected]
