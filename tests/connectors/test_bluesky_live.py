"""Bluesky, live: everything that is posted comes by, matches are passed on, and no stop loses one."""

import json
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.bluesky_live import KIND, BlueskyLiveSource, Gathered
from connectors.contract import Connector, Refused, Unavailable
from connectors.kit.atproto import key_of
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.bluesky_site import FakeBluesky
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, HearingContract, drain, keys, mentions
from tests.connectors.jetstream import BEGIN, FakeJetstream, streaming
from tests.connectors.server import ScriptedServer
from tests.shared import shared

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_events_are_read"),
    backfill=exempt("a stream goes back 36 hours and does so by itself; kind bluesky reads further"),
    budget=exempt("a stream is one connection, and takes what comes"),
    threads=shown_by("test_what_matches_is_passed_on_and_nothing_else"),
    own_replies=exempt("an event holds no parent: kind bluesky sees what our accounts answered"),
    answers=exempt("a stream is read without an account: kind bluesky answers"),
    story=exempt("it is listened to by a process of its own, whose story is test_listening"),
)


@pytest.fixture
def jetstream() -> Iterator[FakeJetstream]:
    with streaming() as running:
        yield running


class TestContract(HearingContract):
    kind_name = "bluesky_live"

    @pytest.fixture(autouse=True)
    def _stream(self, jetstream: FakeJetstream) -> None:
        self.jetstream = jetstream

    def settings(self, base_url: str) -> dict[str, Any]:
        stream = self.jetstream.url if hasattr(self, "jetstream") else "ws://127.0.0.1:1"
        return {"query": "-xyzzy", "base_url": stream, "appview_url": base_url, "connection_minutes": 0.01}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        self.jetstream.events.clear()
        for number, text in enumerate(texts):
            self.jetstream.post(number, text)


def source(jetstream: FakeJetstream, door: Door, appview: str = "http://127.0.0.1:1", **more: Any) -> Connector:
    given = {"query": "acme", "base_url": jetstream.url, "appview_url": appview, "connection_minutes": 0.05, **more}
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    return KIND.build(KIND.settings.model_validate(given), tools)


def test_what_matches_is_passed_on_and_nothing_else(jetstream: FakeJetstream, door: Door) -> None:
    jetstream.post(1, "Good morning")
    lost = jetstream.post(2, "Acme lost my bag")
    jetstream.send({"did": "did:plc:kim", "time_us": BEGIN, "kind": "identity", "identity": {}})
    jetstream.post(3, "acme", collection="app.bsky.feed.like")
    gone, unknown = jetstream.post(4, "Acme, again"), "at://did:plc:sam/app.bsky.feed.post/77"
    jetstream.post(4, "", operation="delete")
    jetstream.post(77, "", operation="delete")
    edited = jetstream.post(5, "no name in it any more", operation="update")
    jetstream.send({"strange": "a secret"})
    jetstream.post(6, "acme", record=7)
    jetstream.events[-1]["commit"]["record"] = "no record"
    (page,) = drain(source(jetstream, door), None)
    assert [mention.key.native_id for mention in page.mentions] == [lost, edited]
    assert [key.native_id for key in page.deleted] == [gone, unknown]
    assert [one.payload for one in page.rejected] == ["", ""]
    first, changed = page.mentions
    assert (first.author.id, first.thread_id, first.language) == ("did:plc:sam", lost, "en")
    assert (first.url, changed.edited_at is None) == ("https://bsky.app/profile/did:plc:sam/post/2", False)


def test_a_match_gets_its_name_where_it_is_known_already(
    jetstream: FakeJetstream, server: ScriptedServer, door: Door
) -> None:
    site = FakeBluesky()
    server.always(site.public)
    jetstream.post(1, "Acme lost my bag")
    jetstream.post(2, "Acme lost mine")
    uri = site.post(1, "Acme lost my bag")
    heard = {one.key.native_id: one for one in mentions(drain(source(jetstream, door, server.url), None))}
    assert [one.author.name for one in heard.values()] == ["sam.example", None]
    assert heard[uri].url == "https://bsky.app/profile/sam.example/post/1"


def test_no_stop_loses_a_match_and_none_is_out_of_order(jetstream: FakeJetstream, door: Door) -> None:
    """Whoever listens may be gone at any page; what comes late, a few seconds out of order, is heard all the same."""
    random, listening, cursor, heard = Random(5), source(jetstream, door), None, set[Any]()
    wanted = set()
    for number in range(120):
        late = random.choice([0, 0, 3])
        name = jetstream.post(number, random.choice(["Acme is late", "nothing"]), at=number - late)
        wanted |= {name} if jetstream.events[-1]["commit"]["record"]["text"] != "nothing" else set()
        if number % 10 == 9:
            for page in listening.pages(cursor):
                if random.random() < 0.3:
                    break  # killed before it was saved
                cursor, heard = page.cursor, heard | {key.native_id for key in keys([page])}
    heard |= {key.native_id for key in keys(drain(listening, cursor))}
    assert heard == wanted
    assert all(query["wantedCollections"] == "app.bsky.feed.post" for query in jetstream.asked)


@pytest.mark.parametrize("tells", [False, True])
def test_what_the_server_forgot_is_a_gap_and_not_silence(jetstream: FakeJetstream, door: Door, tells: bool) -> None:
    jetstream.post(1, "acme")
    cursor = drain(source(jetstream, door), None)[-1].cursor
    jetstream.kept_since, jetstream.tells = BEGIN + 3_600_000_000, tells
    jetstream.post(2, "acme, later", at=3_700)
    pages = drain(source(jetstream, door), cursor)
    assert [mention.text for mention in mentions(pages)][-1:] == ["acme, later"]
    assert "no longer had what was posted since 2026-11-22" in " ".join(page.gap or "" for page in pages)


def test_what_goes_wrong_is_told_apart(jetstream: FakeJetstream, server: ScriptedServer, door: Door) -> None:
    def wrong(url: str, at: Door = door) -> Connector:
        return source(jetstream, at, base_url=url)

    with pytest.raises(Refused, match="404"):
        drain(wrong(server.url.replace("http", "ws")), None)
    with pytest.raises(Unavailable, match="could not be reached"):
        drain(wrong("ws://127.0.0.1:1"), None)
    settings = KIND.settings.model_validate({"query": "acme", "base_url": jetstream.url})
    guarded = Tools(http=door.bind(timeout=TIMEOUT, allow_private=False), now=lambda: NOW)
    with pytest.raises(Refused, match="not public"):
        drain(KIND.build(settings, guarded), None)
    jetstream.post(1, "too early", at=-99)
    with pytest.raises(Unavailable, match="before anything came"):
        drain(source(jetstream, door), None)
    with pytest.raises(ValidationError):
        KIND.settings.model_validate({"base_url": jetstream.url})


def test_known_posts_are_looked_at_again(jetstream: FakeJetstream, server: ScriptedServer, door: Door) -> None:
    site = FakeBluesky()
    server.always(site.public)
    uris = [site.post(number) for number in range(30)]
    del site.posts[uris[7]]
    listening = source(jetstream, door, server.url)
    assert isinstance(listening, BlueskyLiveSource)
    page = listening.reread([key_of(uri) for uri in uris])
    assert (len(page.mentions), [key.native_id for key in page.deleted]) == (29, [uris[7]])


def test_recorded_events_are_read() -> None:
    for name, wanted in {"jetstream_golden_v1.jsonl": (1, 0, 0), "jetstream_expected_v1.jsonl": (17, 1, 0)}.items():
        gathered = Gathered(at=0)
        for line in (shared("recordings/bluesky") / name).read_text("utf-8").splitlines():
            gathered.add(line, lambda _: True)
        assert (len(gathered.mentions), len(gathered.deleted), len(gathered.rejected)) == wanted
        assert abs(timedelta(microseconds=gathered.at - BEGIN)) < timedelta(days=400)


@pytest.mark.soak
def test_ten_thousand_words_cost_nothing_that_could_be_seen() -> None:
    """Some 50 posts come in a second; what is looked for may be 10,000 words, and takes no hundredth of that time."""
    words = " OR ".join(f"word{number}" for number in range(10_000))
    settings = KIND.settings.model_validate({"query": words})
    gathered, record = Gathered(at=0), {"text": "Nobody answers, word9999 or not, and I have waited for hours " * 4}
    post, took = {"did": "did:plc:sam", "time_us": BEGIN, "kind": "commit"}, list[float]()
    for number in range(2_000):
        commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": str(number), "record": record}
        message, began = json.dumps({**post, "commit": commit}), time.perf_counter()
        gathered.add(message, settings.query.matches)
        took.append(time.perf_counter() - began)
    assert len(gathered.mentions) == 2_000
    assert statistics.median(took) < 0.01 / 50
