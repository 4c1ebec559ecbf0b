"""The App Store's review feed: off by itself, and read with suspicion."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from pydantic import ValidationError

from connectors.appstore_rss import KIND, Storefront, read_page, read_twin
from connectors.contract import Changed, Connector, Refused
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.checklist import Checklist, exempt, shown_by
from tests.connectors.contract import NOW, TIMEOUT, ConnectorContract, drain, keys, mentions
from tests.connectors.payloads import payloads, told
from tests.connectors.server import ScriptedServer, json_reply, reply
from tests.shared import shared

US = Storefront(app_id=42, country="us")

CHECKLIST = Checklist(
    recorded=shown_by("test_recorded_payloads_are_read_or_refused"),
    deletions=exempt("the feed shows the newest 500 reviews: what is not there may only be old"),
    backfill=exempt("each poll reads all that there is, 500 reviews of a country"),
    budget=exempt("Apple says no limit, and a poll makes at most 10 requests a country"),
    threads=exempt("a review stands alone: it has one answer at most"),
    own_replies=exempt("the feed leaves developers' answers out"),
    answers=exempt("the feed takes none: App Store Connect does"),
)


def path(number: int = 1, country: str = "us", form: str = "json") -> str:
    """Return the path of a page."""
    return f"/{country}/rss/customerreviews/id=42/sortBy=mostRecent/page={number}/{form}"


def entry(number: int, text: str = "Crashes", at: datetime = NOW) -> dict[str, Any]:
    """Return review `number` as the JSON has it."""
    words = {"id": f"{number}", "title": "A title", "content": text, "im:rating": "1", "updated": at.isoformat()}
    return {
        "author": {"name": {"label": "Kim"}, "uri": {"label": f"https://itunes.apple.com/us/reviews/id{number}"}},
        **{name: {"label": word} for name, word in words.items()},
    }


def feed(entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return a page; without entries it has no `entry`, with one it has no list."""
    found: Any = entries[0] if len(entries) == 1 else list(entries)
    return {"feed": {"id": {"label": "a feed"}, "link": [], **({"entry": found} if entries else {})}}


def twin(entries: Sequence[dict[str, Any]]) -> str:
    """Return the same page as XML."""
    inside = "".join(
        f"<entry><id>{item['id']['label']}</id><updated>{item['updated']['label']}</updated><title>A title</title>"
        f'<content type="text">{escape(item["content"]["label"])}</content><im:rating>1</im:rating></entry>'
        for item in entries
    )
    names = 'xmlns:im="http://itunes.apple.com/rss" xmlns="http://www.w3.org/2005/Atom"'
    return f'<?xml version="1.0" encoding="utf-8"?><feed {names}><id>a feed</id>{inside}</feed>'


def serve_pages(server: ScriptedServer, *pages: Sequence[dict[str, Any]], country: str = "us") -> None:
    """Serve `pages` and an empty one behind them, as JSON and as XML."""
    for number, entries in enumerate((*pages, ()), 1):
        server.script(path(number, country), json_reply(feed(entries)))
        server.script(path(number, country, "xml"), reply(twin(entries), "text/xml"))


def source(server: ScriptedServer, door: Door, **more: Any) -> Connector:
    """Return a source that asks `server`."""
    given = {"app_id": 42, "i_accept_the_terms_risk": True, "base_url": server.url, **more}
    tools = Tools(http=door.bind(timeout=TIMEOUT, allow_private=True), now=lambda: NOW)
    return KIND.build(KIND.settings.model_validate(given), tools)


class TestAppStoreRss(ConnectorContract):
    kind_name = "appstore_rss"

    def settings(self, base_url: str) -> dict[str, Any]:
        return {"app_id": 42, "i_accept_the_terms_risk": True, "base_url": base_url}

    def serve(self, server: ScriptedServer, texts: Sequence[str]) -> None:
        serve_pages(server, [entry(n, text, NOW - timedelta(hours=n)) for n, text in enumerate(texts, 1)])


class TestTerms:
    @pytest.mark.parametrize("given", [{}, {"i_accept_the_terms_risk": False}])
    def test_it_is_off_unless_the_risk_is_accepted(self, given: dict[str, Any]) -> None:
        with pytest.raises(ValidationError, match=r"robots\.txt disallows this feed"):
            KIND.settings.model_validate({"app_id": 42, **given})

    def test_the_setting_says_why(self) -> None:
        assert "robots.txt" in (KIND.settings.model_fields["i_accept_the_terms_risk"].description or "")

    def test_a_storefront_is_two_letters(self) -> None:
        with pytest.raises(ValidationError, match="is no storefront"):
            KIND.settings.model_validate({"app_id": 42, "i_accept_the_terms_risk": True, "countries": ["usa"]})


class TestSuspicion:
    def test_an_empty_page_is_asked_for_once_more_as_xml(self, server: ScriptedServer, door: Door) -> None:
        serve_pages(server, [entry(2), entry(1)])
        server.script(path(), json_reply(feed([])))
        assert len(mentions(drain(source(server, door), None))) == 2
        assert [seen.path for seen in server.requests][:2] == [path(), path(form="xml")]

    def test_a_page_without_times_is_read_as_xml(self, server: ScriptedServer, door: Door) -> None:
        serve_pages(server, [entry(2), entry(1)])
        timeless = [{name: part for name, part in entry(n).items() if name != "updated"} for n in (2, 1)]
        server.script(path(), json_reply(feed(timeless)))
        pages = drain(source(server, door), None)
        assert [mention.posted_at for mention in mentions(pages)] == [NOW, NOW]
        assert not [item for page in pages for item in page.rejected]

    def test_empty_in_both_is_truly_empty(self, server: ScriptedServer, door: Door) -> None:
        serve_pages(server)
        (page,) = drain(source(server, door), None)
        assert (page.mentions, page.rejected, page.gap) == ((), (), None)

    def test_empty_json_beside_what_is_no_feed_is_changed(self, server: ScriptedServer, door: Door) -> None:
        server.script(path(), json_reply(feed([])))
        server.script(path(form="xml"), reply("<html><body>Sorry</body></html>", "text/html"))
        with pytest.raises(Changed, match="no XML feed"):
            drain(source(server, door), None)

    def test_one_review_comes_without_a_list(self, server: ScriptedServer, door: Door) -> None:
        serve_pages(server, [entry(1)])
        assert len(mentions(drain(source(server, door), None))) == 1

    def test_a_blocked_address_is_refused_and_not_asked_again(self, server: ScriptedServer, door: Door) -> None:
        server.always(reply("Forbidden", "text/plain", 403))
        with pytest.raises(Refused):
            drain(source(server, door, countries=["us", "gb"]), None)
        assert len(server.requests) == 1


class TestWalk:
    def test_reads_ten_pages_at_most(self, server: ScriptedServer, door: Door) -> None:
        serve_pages(server, *([entry(n, at=NOW - timedelta(hours=n))] for n in range(1, 13)))
        pages = drain(source(server, door), None)
        assert len(pages) == 10
        assert pages[-1].gap is None

    def test_ten_pages_of_news_are_a_gap(self, server: ScriptedServer, door: Door) -> None:
        serve_pages(server, [entry(99, at=NOW - timedelta(days=90))])
        cursor = drain(source(server, door), None)[0].cursor
        serve_pages(server, *([entry(n, at=NOW - timedelta(hours=n))] for n in range(1, 13)))
        pages = drain(source(server, door), cursor)
        assert "newest 500" in (pages[-1].gap or "")

    def test_stops_where_it_was(self, server: ScriptedServer, door: Door) -> None:
        serve_pages(server, [entry(5), entry(4)], [entry(3, at=NOW - timedelta(days=30))], [entry(2)])
        cursor = drain(source(server, door), None, most=1)[0].cursor
        server.requests.clear()
        drain(source(server, door), cursor)
        assert [seen.path for seen in server.requests] == [path(1), path(2)]

    def test_each_country_has_its_own_progress(self, server: ScriptedServer, door: Door) -> None:
        both = source(server, door, countries=["us", "DE"])
        serve_pages(server, [entry(1)])
        serve_pages(server, [entry(2)], country="de")
        pages = drain(both, None)
        assert [mention.place for mention in mentions(pages)] == ["US", "DE"]
        serve_pages(server, [entry(4, at=NOW + timedelta(seconds=1)), entry(2)], country="de")
        assert {key.native_id for key in keys(drain(both, pages[-1].cursor))} == {"1", "2", "4"}

    def test_the_country_unread_for_longest_is_first(self, server: ScriptedServer, door: Door) -> None:
        three = source(server, door, countries=["us", "de", "fr"])
        for number, country in enumerate(("us", "de", "fr"), 1):
            serve_pages(server, [entry(number)], country=country)
        cursor = drain(three, None, most=1)[0].cursor
        assert mentions(drain(three, cursor, most=1))[0].place == "DE"


@pytest.mark.parametrize(("file", "expected"), payloads("appstore_rss"))
def test_reads_each_payload(file: Path, expected: dict[str, Any]) -> None:
    body = file.read_bytes()
    batch = read_twin(body, US) if file.suffix == ".xml" else read_page(json.loads(body), US)
    assert batch is not None
    assert {**told(batch.page.mentions, batch.page.rejected), "older": batch.older} == expected


@pytest.mark.parametrize("name", ["lol_5.xml", "lol_6.xml", "xxe_file.xml", "xxe_http.xml"])
def test_entities_are_refused_before_they_grow(name: str) -> None:
    with pytest.raises(Changed, match="document type"):
        read_twin((shared("hostile/generated") / name).read_bytes(), US)


@pytest.mark.parametrize("body", [b"", b"<feed", b"<a/>", b"\x00\xff", "<!doctype html><p>Hi".encode("utf-16")])
def test_what_is_no_xml_feed_is_changed(body: bytes) -> None:
    with pytest.raises(Changed):
        read_twin(body, US)


def test_recorded_payloads_are_read_or_refused() -> None:
    folder = shared("recordings/appstore_rss")
    counts: dict[str, int | None] = {}
    for file in sorted((*folder.glob("*.json"), *folder.glob("*.xml"))):
        body = file.read_bytes()
        try:
            batch = read_twin(body, US) if file.suffix == ".xml" else read_page(json.loads(body), US)
        except Changed:
            counts[file.name] = -1
            continue
        counts[file.name] = None if batch is None else len(batch.page.mentions)
        assert batch is None or not batch.page.rejected
    assert counts == {
        "duolingo_us_page1.json": 3,
        "duolingo_us_page1.xml": 3,
        "empty_zw.xml": 0,
        "google_app_us_50entries_2021.json": 50,
        "instagram_us_page1.json": None,
        "instagram_us_page1.xml": 3,
        "jp_page_2020.xml": 50,
        "synthetic_three_entries.json": -1,
    }


def test_a_recorded_page_says_the_same_in_both_forms() -> None:
    folder = shared("recordings/appstore_rss")
    as_json = read_page(json.loads((folder / "duolingo_us_page1.json").read_bytes()), US)
    as_xml = read_twin((folder / "duolingo_us_page1.xml").read_bytes(), US)
    assert as_json is not None
    assert as_json.page.mentions == as_xml.page.mentions
