"""YouTube: threads of comments that grow, and videos that a search finds."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contract import Changed, Page, Postponed, Refused, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from connectors.youtube import KIND
from connectors.youtube.reading import error_of, key_of, read_comments, read_threads
from connectors.youtube.source import YoutubeSource
from connectors.youtube.videos import read_search, read_videos
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.server import Reply, ScriptedServer, Seen, json_reply
from tests.shared import shared

KEY = "AIza-canary-90210"
ACME = "UCacmeacmeacmeacmeacmeac"
THREADS, COMMENTS = "/youtube/v3/commentThreads", "/youtube/v3/comments"
SEARCH, VIDEOS = "/youtube/v3/search", "/youtube/v3/videos"
READERS: dict[str, Callable[[Any], Page]] = {
    "threads": lambda value: read_threads(value, (ACME,)).page,
    "videos": lambda value: read_videos(value, (ACME,)),
}

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_answers_are_read_or_refused"),
    backfill=shown_by("test_history_goes_back_to_a_day"),
    budget=shown_by("test_a_search_pays_from_its_own_bucket_and_brings_whole_videos"),
    threads=shown_by("test_a_thread_is_read_as_a_whole_only_when_it_grew"),
    answers=exempt("a key cannot post: it takes a person's login, which YouTube reviews case by case"),
)


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def comment(name: str, text: str, at: datetime, by: str = "UCkim", **more: Any) -> dict[str, Any]:
    said = {"textDisplay": text, "authorChannelId": {"value": by}, "publishedAt": iso(at), "updatedAt": iso(at), **more}
    return {"id": name, "snippet": said}


def thread(number: int, text: str = "Late again", replies: Sequence[Any] = (), shown: int = 5) -> dict[str, Any]:
    """Return thread `number`, an hour after the one before, with those of its `replies` that are shown."""
    name = f"UgxThread{number:04}"
    top = comment(name, text, NOW - timedelta(hours=1000 - number))
    about = {"videoId": "abcdefghijk", "totalReplyCount": len(replies), "topLevelComment": top}
    return {"id": name, "snippet": about, "replies": {"comments": list(replies)[:shown]}}


def listed(items: Sequence[Any], size: int = 100) -> Callable[[Seen], Reply]:
    """Return a script that pages `items`, newest first."""

    def script(seen: Seen) -> Reply:
        start = int(seen.query.get("pageToken", "0"))
        more = {"nextPageToken": str(start + size)} if len(items) > start + size else {}
        part = list(items)[start : start + size]
        return json_reply({"kind": "youtube#commentThreadListResponse", "items": part, **more})

    return script


def replies_of(items: Sequence[Any]) -> Reply:
    return json_reply({"kind": "youtube#commentListResponse", "items": list(items)})


def source(server: ScriptedServer, door: Door, **more: Any) -> YoutubeSource:
    given = {"api_key": KEY, "base_url": f"{server.url}/", **(more or {"channels": [ACME]})}
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    made = KIND.build(KIND.settings.model_validate(given), tools)
    assert isinstance(made, YoutubeSource)
    return made


class TestContract(ConnectorContract):
    kind_name = "youtube"
    secrets = (KEY,)

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"api_key": KEY, "channels": [ACME], "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        server.script(THREADS, listed([thread(n, text) for n, text in enumerate(texts, 1)][::-1]))


class TestThreads:
    def test_a_stop_after_any_page_loses_nothing(self, server: ScriptedServer, door: Door) -> None:
        walking = source(server, door, channels=[ACME], reread_days=0)
        server.script(THREADS, listed([thread(1)]))
        heard = drain(walking, None)
        server.script(THREADS, listed([thread(n) for n in range(60, 0, -1)], 7))
        for _ in range(12):
            heard += drain(walking, heard[-1].cursor, most=2)
        assert len(keys(heard)) == 60
        assert not heard[-1].more

    def test_a_thread_is_read_as_a_whole_only_when_it_grew(self, server: ScriptedServer, door: Door) -> None:
        walking = source(server, door)
        said = [comment(f"UgxThread0990.{n}", f"Me too {n}", NOW - timedelta(hours=2)) for n in range(8)]
        server.script(THREADS, listed([thread(990, replies=said)]))
        server.script(COMMENTS, replies_of(said))
        first = drain(walking, None)
        assert len(keys(first)) == 9
        drain(walking, first[-1].cursor)
        assert [seen.path for seen in server.requests].count(COMMENTS) == 1
        ours = comment("UgxThread0990.x", "We are sorry", NOW - timedelta(hours=1), by=ACME)
        server.script(THREADS, listed([thread(990, replies=[*said, ours])]))
        server.script(COMMENTS, replies_of([*said, ours]))
        grown = mentions(drain(walking, first[-1].cursor))
        assert [one.text for mention in grown for one in mention.own_replies] == ["We are sorry"]

    def test_edits_of_the_last_days_are_seen(self, server: ScriptedServer, door: Door) -> None:
        walking, made = source(server, door), thread(990)
        server.script(THREADS, listed([made]))
        cursor = drain(walking, None)[-1].cursor
        made["snippet"]["topLevelComment"]["snippet"] |= {"textDisplay": "Solved", "updatedAt": iso(NOW)}
        (mention,) = mentions(drain(walking, cursor))
        assert (mention.text, mention.edited_at) == ("Solved", NOW)

    def test_a_page_that_is_forgotten_is_a_gap_and_no_failure(self, server: ScriptedServer, door: Door) -> None:
        walking = source(server, door)
        server.script(THREADS, listed([thread(1)]))
        cursor = drain(walking, None)[-1].cursor
        server.script(
            THREADS, listed([thread(n) for n in range(999, 900, -1)], 10), json_reply({"error": {"code": 400}}, 400)
        )
        pages = drain(walking, cursor)
        assert "can no longer be reached" in str(pages[-1].gap)
        assert not pages[-1].more

    def test_a_video_without_comments_stops_no_other(self, server: ScriptedServer, door: Door) -> None:
        off = json_reply({"error": {"errors": [{"reason": "commentsDisabled"}], "code": 403}}, 403)
        server.script(THREADS, off, listed([thread(1)]))
        pages = drain(source(server, door, videos=["aaaaaaaaaaa", "bbbbbbbbbbb"]), None)
        assert len(keys(pages)) == 1
        assert pages[0].gap == "comments are turned off on the video aaaaaaaaaaa"

    def test_history_goes_back_to_a_day(self, server: ScriptedServer, door: Door) -> None:
        server.script(THREADS, listed([thread(n) for n in range(90, 0, -1)], 10))
        back = NOW - timedelta(hours=950)
        heard = mentions(list(source(server, door).history(back, None)))
        assert (len(heard), min(mention.posted_at for mention in heard)) == (41, back)


def test_a_search_pays_from_its_own_bucket_and_brings_whole_videos(server: ScriptedServer, door: Door) -> None:
    about = {"publishedAt": iso(NOW - timedelta(days=1)), "channelId": "UCann", "title": "Acme melts"}
    hit = {"id": {"videoId": "abcdefghijk"}, "snippet": {"publishedAt": about["publishedAt"]}}
    other = {"id": {"channelId": "UCann"}, "snippet": {"publishedAt": about["publishedAt"]}}
    server.script(SEARCH, json_reply({"kind": "youtube#searchListResponse", "items": [other, hit]}))
    video = {"id": "abcdefghijk", "snippet": about, "statistics": {"viewCount": "12"}}
    server.script(VIDEOS, json_reply({"kind": "youtube#videoListResponse", "items": [video]}))
    searching = source(server, door, query="acme OR akme", searches_a_day=2)
    first = drain(searching, None)
    assert [(mention.title, mention.reach.views) for mention in mentions(first)] == [("Acme melts", 12)]
    drain(searching, first[-1].cursor)
    asked = [seen.query for seen in server.requests if seen.path == SEARCH]
    assert asked[0]["q"] == "acme|akme"
    assert asked[1]["publishedAfter"] == "2026-11-21T06:00:00Z"
    with pytest.raises(Postponed):
        drain(searching, first[-1].cursor)


def test_what_is_there_and_what_is_gone(server: ScriptedServer, door: Door) -> None:
    said = [comment("UgxThread0001.a", "Me too", NOW), comment("UgxThread0001.b", "Sorry", NOW, by=ACME)]
    server.script(THREADS, listed([thread(1, replies=said)]))
    server.script(COMMENTS, replies_of([]))
    server.script(VIDEOS, json_reply({"kind": "youtube#videoListResponse", "items": []}))
    wanted = [key_of(name) for name in ("UgxThread0001", "UgxThread0002", "UgxThread0009.z", "abcdefghijk")]
    page = source(server, door).reread(wanted)
    assert [(mention.text, mention.own_replies[0].text) for mention in page.mentions] == [("Late again", "Sorry")]
    assert page.deleted == tuple(wanted[1:])
    assert {seen.headers["x-goog-api-key"] for seen in server.requests} == {KEY}


@pytest.mark.parametrize(
    ("status", "reason", "means"),
    [
        (403, "quotaExceeded", Unavailable),
        (403, "rateLimitExceeded", Unavailable),
        (403, "forbidden", Refused),
        (400, "keyInvalid", Refused),
        (404, "videoNotFound", Refused),
        (400, "somethingNew", Changed),
    ],
)
def test_errors_are_told_apart(status: int, reason: str, means: type[Exception]) -> None:
    body = json.dumps({"error": {"errors": [{"reason": reason}], "code": status}}).encode()
    assert isinstance(error_of("x", Answer(status=status, url="https://x", headers={}, body=body), NOW), means)


@pytest.mark.parametrize("given", [{}, {"query": "-acme"}, {"channels": ["@acme"]}, {"videos": ["https://youtu.be/x"]}])
def test_what_is_unclear_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        KIND.settings.model_validate({"api_key": KEY, **given})


@pytest.mark.parametrize(("file", "expected"), payloads("youtube"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    page = READERS[file.stem](json.loads(file.read_bytes()))
    assert told(page.mentions, page.rejected) == expected


def test_recorded_answers_are_read_or_refused() -> None:
    counts = {"threads": 0, "comments": 0, "videos": 0, "found": 0, "errors": 0}
    for file in sorted(shared("recordings/youtube").glob("*.json")):
        payload = json.loads(file.read_bytes())
        match payload.get("kind"):
            case "youtube#commentThreadListResponse":
                read = read_threads(payload, ())
                assert read.page.rejected == ()
                counts["threads"] += len(read.threads)
            case "youtube#commentListResponse":
                counts["comments"] += len(read_comments(payload)[0])
            case "youtube#videoListResponse":
                page = read_videos(payload, ())
                assert page.rejected == ()
                counts["videos"] += len(page.mentions)
            case "youtube#searchListResponse":
                counts["found"] += len(read_search(payload).ids)
            case _:
                with pytest.raises(Changed):
                    read_threads(payload, ())
                code = payload["error"]["code"] if isinstance(payload.get("error"), dict) else 400
                answer = Answer(status=code, url="https://x", headers={}, body=file.read_bytes())
                assert isinstance(error_of("x", answer, NOW), (Refused, Changed))
                counts["errors"] += 1
    print(f"youtube: {counts}")  # noqa: T201
    assert counts == {"threads": 13, "comments": 3, "videos": 2, "found": 67, "errors": 4}
