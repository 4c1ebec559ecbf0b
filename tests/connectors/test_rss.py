"""Feeds: every format, ill-formed ones, asking only for what changed, and what was missed."""

import html
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.contract import Changed, Cursor, Refused
from connectors.kit.http import Answer, Door
from connectors.rss.source import Rss, RssSettings, State, read_page, scope_of
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.server import Reply, ScriptedServer, gzipped, reply
from tests.shared import shared

PATH = "/feed.xml"

CHECKLIST = Checklist(
    recorded=shown_by("test_the_fast_reader_says_what_feedparser_says", module="test_feeds_alike"),
    deletions=exempt("a feed shows its last entries: what is not there may only be old"),
    backfill=exempt("a feed shows its last entries, and knows no earlier ones"),
    budget=exempt("a feed is one request a poll, and says itself when to come again"),
    threads=exempt("an entry of a feed stands alone"),
    own_replies=exempt("a feed tells no answers to its entries"),
    answers=exempt("a feed takes no answers"),
)


class TestContract(ConnectorContract):
    kind_name = "rss"
    secrets = ("canary-in-the-query", "canary-password")

    def settings(self, base_url: str) -> dict[str, Any]:
        address = base_url.replace("://", "://reader:canary-password@")
        return {"url": f"{address}{PATH}?token=canary-in-the-query"}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        server.script(PATH, feed(*texts))


def feed(*texts: str, **headers: str) -> Reply:
    """Return a feed with an entry for each text; the number in the id is that of the text."""
    items = "".join(item(number, text) for number, text in enumerate(texts))
    body = f"<rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>"
    return reply(body, "application/rss+xml", **headers)


def item(number: int | str, text: str) -> str:
    """One entry, its text escaped as HTML and again as XML."""
    date = "Fri, 20 Nov 2026 18:30:00 GMT"
    escaped = html.escape(html.escape(text))
    return f"<item><guid>id-{number}</guid><pubDate>{date}</pubDate><description>{escaped}</description></item>"


def numbered(*numbers: int) -> Reply:
    """A feed of entries that say nothing but their number."""
    items = "".join(item(number, f"Text {number}") for number in numbers)
    return reply(f"<rss><channel>{items}</channel></rss>", "text/xml")


def heard_in(payload: Path) -> dict[str, Any]:
    """What a first poll hears in a payload."""
    page = page_of(payload.read_bytes())
    return told(page.mentions, page.rejected)


def page_of(body: bytes, content_type: str = "") -> Any:
    """What a first poll hears in a body."""
    answer = Answer(
        status=200, url="https://board.example.org/feeds/all", headers={"content-type": content_type}, body=body
    )
    return read_page(answer, State(feed="board.example.org/feeds/all"), NOW, "")


@pytest.fixture
def source(server: ScriptedServer, door: Door) -> Rss:
    http = door.bind(timeout=1, allow_private=True)
    return Rss(RssSettings(url="https://feeds.example.org/feed.xml", base_url=server.url), http, lambda: NOW)


@pytest.mark.parametrize(("payload", "expected"), payloads("rss"))
def test_reads_every_format(payload: Path, expected: dict[str, Any]) -> None:
    assert heard_in(payload) == expected


def test_every_recorded_json_feed_is_read() -> None:
    counts = Counter[str]()
    for file in sorted(shared("recordings/jsonfeed").glob("*.json")):
        answer = Answer(status=200, url="https://x.example/", headers={}, body=file.read_bytes())
        try:
            page = read_page(answer, State(feed="x.example"), NOW, "")
        except Changed:
            counts["refused"] += 1
            continue
        counts += Counter(read=1, entries=len(page.mentions), empty=len(page.rejected))
    print(f"rss: of recorded JSON Feeds {dict(counts)}")  # noqa: T201
    assert counts == {"read": 10, "entries": 199, "empty": 1, "refused": 2}


# Asking only for what changed


def test_asks_whether_it_changed_and_believes_the_answer(source: Rss, server: ScriptedServer) -> None:
    stamp = "Fri, 20 Nov 2026 18:30:00 GMT"
    server.script(PATH, feed("One", etag='"v1"', last_modified=stamp), Reply(status=304))
    (first,) = drain(source, None)
    (second,) = drain(source, first.cursor)
    asked = server.requests[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', stamp)
    assert second.mentions == ()
    assert second.cursor == first.cursor


def test_unchanged_is_no_answer_to_who_never_asked_before(source: Rss, server: ScriptedServer) -> None:
    server.script(PATH, Reply(status=304))
    with pytest.raises(Changed, match="304"):
        drain(source, None)


def test_the_same_body_is_not_read_again(source: Rss, server: ScriptedServer) -> None:
    server.script(PATH, feed("One"))
    (first,) = drain(source, None)
    (second,) = drain(source, first.cursor)
    assert second.mentions == ()


def test_only_what_is_new_or_was_reworded_is_told(source: Rss, server: ScriptedServer) -> None:
    server.script(PATH, feed("One", "Two"), feed("One", "Two, corrected", "Three"))
    (first,) = drain(source, None)
    (second,) = drain(source, first.cursor)
    assert [mention.text for mention in second.mentions] == ["Two, corrected", "Three"]
    assert second.mentions[0].key == first.mentions[1].key


def test_nothing_is_asked_before_the_pages_are(source: Rss, server: ScriptedServer) -> None:
    source.pages(None)
    assert server.requests == []


def test_a_source_that_points_to_another_feed_starts_anew(door: Door, server: ScriptedServer) -> None:
    server.script(PATH, feed("One"))
    http = door.bind(timeout=1, allow_private=True)
    one = Rss(RssSettings(url="https://a.example.org/feed.xml", base_url=server.url), http, lambda: NOW)
    other = Rss(RssSettings(url="https://b.example.org/feed.xml", base_url=server.url), http, lambda: NOW)
    (page,) = drain(one, None)
    (again,) = drain(other, page.cursor)
    assert len(again.mentions) == 1
    assert again.gap is None


# What was missed


def test_a_feed_of_nothing_but_news_is_told_as_a_gap(source: Rss, server: ScriptedServer) -> None:
    server.script(PATH, numbered(1, 2), numbered(3, 4))
    (first,) = drain(source, None)
    (second,) = drain(source, first.cursor)
    assert first.gap is None
    assert second.gap == "all 2 entries are new since the last poll: older ones may have come and gone between"


def test_news_beside_known_entries_is_no_gap(source: Rss, server: ScriptedServer) -> None:
    server.script(PATH, numbered(1, 2), numbered(2, 3))
    (first,) = drain(source, None)
    (second,) = drain(source, first.cursor)
    assert second.gap is None
    assert [mention.text for mention in second.mentions] == ["Text 3"]


# Times and ids


def test_an_entry_without_a_time_or_from_the_future_is_of_now() -> None:
    tomorrow = (NOW + timedelta(days=3)).isoformat()
    dated = f"<item><guid>2</guid><pubDate>{tomorrow}</pubDate></item>"
    body = f"<rss><channel><item><guid>1</guid></item>{dated}</channel></rss>"
    assert {mention.posted_at for mention in page_of(body.encode()).mentions} == {NOW}


def test_a_very_long_id_is_shortened_and_stays_the_same() -> None:
    body = f"<rss><channel><item><guid>{'x' * 5000}</guid><title>Long</title></item></channel></rss>".encode()
    (one,), (other,) = page_of(body).mentions, page_of(body).mentions
    assert one.key == other.key
    assert len(one.key.native_id) == 16


def test_an_entry_has_the_same_id_whichever_reader_reads_it() -> None:
    good = (
        "<rss><channel><item><title>Broken &amp; late</title><description>My words</description></item></channel></rss>"
    )
    bad = good.replace("&amp;", "&").replace("</channel></rss>", "")
    assert page_of(good.encode()).mentions[0].key == page_of(bad.encode()).mentions[0].key


def test_feeds_are_told_apart_by_their_whole_address_and_no_secret_is_in_it() -> None:
    assert scope_of("https://a.example.org/feed.xml") == "a.example.org/feed.xml"
    scopes = {scope_of(f"https://me:pw@a.example.org/feed?token={token}") for token in ("s3cret-one", "s3cret-two")}
    assert len(scopes) == 2
    assert not [scope for scope in scopes if "s3cret" in scope or "pw" in scope]


# Charsets and content types that lie


@pytest.mark.parametrize(
    ("declared", "header", "actual"),
    [
        ("utf-8", "", "utf-8"),
        ("iso-8859-1", "", "iso-8859-1"),
        ("iso-8859-1", "text/xml; charset=utf-8", "iso-8859-1"),
        ("utf-8", "text/xml; charset=utf-8", "windows-1252"),
        ("iso-8859-1", "text/html; charset=iso-8859-1", "utf-8"),
        ("utf-16", "", "utf-16"),
        ("koi8-r", "application/xml; charset=nonsense", "utf-8"),
        ("no-such-charset", "", "utf-8"),
    ],
)
def test_umlauts_arrive_whatever_is_claimed(declared: str, header: str, actual: str) -> None:
    entry = "<item><title>Größe für Übermorgen</title></item>"
    text = f"<?xml version='1.0' encoding='{declared}'?><rss><channel>{entry}</channel></rss>"
    (mention,) = page_of(text.encode(actual), header).mentions
    assert mention.title == "Größe für Übermorgen"


def test_a_packed_feed_is_unpacked(source: Rss, server: ScriptedServer) -> None:
    server.script(PATH, gzipped(feed("Packed")))
    assert [mention.text for mention in mentions(drain(source, None))] == ["Packed"]


# What is no feed


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><html><body>No feed here</body></html>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b"<opml><body/></opml>",
        b"<rss",
    ],
)
def test_what_is_no_feed_is_changed(body: bytes) -> None:
    with pytest.raises(Changed):
        page_of(body)


def test_a_document_type_without_entities_is_read() -> None:
    start = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss-0.91.dtd">'
    body = f"{start}<rss version='0.91'><channel><item><title>Caf&eacute; closed</title></item></channel></rss>"
    (mention,) = page_of(body.encode()).mentions
    assert mention.title == "Café closed"


def test_addresses_that_are_none_are_refused_in_the_settings() -> None:
    for url in ("file:///etc/passwd", "example.org/feed", "ftp://example.org/feed"):
        with pytest.raises(ValueError, match="http://"):
            RssSettings(url=url)


def test_a_refused_feed_names_its_place_without_its_token(server: ScriptedServer, door: Door) -> None:
    settings = RssSettings(url=f"{server.url}/feed.xml?token=abc123secret")
    source = Rss(settings, door.bind(timeout=1, allow_private=True), lambda: NOW)
    with pytest.raises(Refused, match=r"127\.0\.0\.1:\d+/feed\.xml answered 404: there is nothing at this address"):
        drain(source, None)


def test_a_damaged_cursor_says_whose_it_is(source: Rss) -> None:
    with pytest.raises(Changed, match=r"connectors\.rss\.source\.State"):
        keys(drain(source, Cursor("{")))
