"""Reviews in the App Store by Apple's customer-review feed, which nobody documents and `robots.txt` disallows.

Off unless its risk is accepted. The feed is what it is: values under `.label`, one review not in a list, an empty page
where there are reviews, no times. Where the JSON is suspect, its XML twin is asked, once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from lxml import etree
from pydantic import Field, field_validator, model_validator

from connectors.contract import Author, Changed, Cursor, Mention, MentionKey, Page, Rating, Reach
from connectors.kit.cursor import dump, load
from connectors.kit.items import read_json, sift, time_of
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.text import clean

LAST_PAGE = 10
LATE = 86_400
"""Seconds: storefronts show what is new with a delay."""

RISK = (
    "Apple's robots.txt disallows this feed, its developer agreement speaks against collecting it, and it is "
    "documented nowhere: it may stop, block your address, or be held against your account. The official way is App "
    "Store Connect."
)
_BARE_AMPERSAND = re.compile(rb"&(?!(?:[A-Za-z]\w{0,31}|#\w{1,8});)")
"""Apple writes them into links: `?cc=us&id=1`."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_ITUNES = "{http://itunes.apple.com/rss}"

Entry = Mapping[str, Any]
"""One entry as the JSON has it: values under `label`."""


class AppStoreRssSettings(SourceSettings):
    """Which app, in which storefronts, and that the risk is accepted."""

    app_id: int = Field(gt=0, description="The number in the app's address: apps.apple.com/.../id<number>.")
    countries: tuple[str, ...] = Field(default=("us",), min_length=1, description="Storefronts: [us, gb, de].")
    i_accept_the_terms_risk: bool = Field(default=False, description=f"Must be true, and means it. {RISK}")
    base_url: str = Field(default="https://itunes.apple.com", description="Where the feed is.")

    @field_validator("countries")
    @classmethod
    def _two_letters(cls, countries: tuple[str, ...]) -> tuple[str, ...]:
        codes = tuple(dict.fromkeys(country.strip().lower() for country in countries))
        wrong = [code for code in codes if not (len(code) == 2 and code.isascii() and code.isalpha())]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no storefront: it is a country's two letters, as us or de")
        return codes

    @model_validator(mode="after")
    def _risk_is_accepted(self) -> "AppStoreRssSettings":
        if not self.i_accept_the_terms_risk:
            raise ValueError(f"this source is off unless `i_accept_the_terms_risk: true` is set. {RISK}")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class AppStoreCursor:
    """The progress in each storefront; the one that was read longest ago comes first."""

    countries: dict[str, Progress]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storefront:
    """Where a page is from."""

    app_id: int
    country: str


def read_page(payload: object, storefront: Storefront) -> Batch | None:
    """Return what a JSON page holds, None where it is suspect: it has no reviews, or they have no times.

    Raises `Changed` where it is no feed.
    """
    feed = payload.get("feed") if isinstance(payload, dict) else None
    if not isinstance(feed, dict) or not {"id", "link"} & set(feed):
        raise Changed("the answer is no feed of customer reviews")
    found = feed.get("entry", [])
    entries = [found] if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise Changed(f"the feed's entry is {type(found).__name__} where a list belongs")
    if not entries or not any(isinstance(entry, dict) and "updated" in entry for entry in entries):
        return None
    return _batch(entries, storefront)


def read_twin(body: bytes, storefront: Storefront) -> Batch:
    """Return what an XML page holds. Raises `Changed` where it is no feed, or declares a document type or entities."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Changed("the XML declares a document type, which no feed needs")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_BARE_AMPERSAND.sub(b"&amp;", body), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Changed(f"the answer is no XML: {error}") from error
    if root.tag != f"{_ATOM}feed":
        raise Changed("the answer is no XML feed of customer reviews")
    return _batch([_entry(element) for element in root.iterfind(f"{_ATOM}entry")], storefront)


class AppStoreRssSource:
    """Walks each storefront from its newest review to where it last was, the one longest unread first."""

    def __init__(self, settings: AppStoreRssSettings, tools: Tools) -> None:
        self._settings = settings
        self._http = tools.http
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of reviews that were written or changed since, storefront by storefront."""
        known = {} if since is None else load(AppStoreCursor, since).countries
        unread = [country for country in self._settings.countries if country not in known]
        for country in (*unread, *(country for country in list(known) if country in self._settings.countries)):
            progress = known.get(country, Progress())
            fetch = partial(self._fetch, Storefront(app_id=self._settings.app_id, country=country), progress.high)
            for page in newest_first(fetch, progress, overlap=LATE, ceiling=self._now().timestamp()):
                known = {name: reached for name, reached in known.items() if name != country}
                known[country] = load(Progress, page.cursor) if page.cursor else progress
                yield replace(page, cursor=dump(AppStoreCursor(countries=known)))

    def _fetch(self, storefront: Storefront, high: float | None, token: str | None) -> Batch:
        number = int(token or 1)
        url = (
            f"{self._settings.base_url.rstrip('/')}/{storefront.country}/rss/customerreviews/id={storefront.app_id}"
            f"/sortBy=mostRecent/page={number}"
        )
        batch = read_json(self._http.get(f"{url}/json"), lambda payload: read_page(payload, storefront))
        if batch is None:
            batch = self._twin(f"{url}/xml", storefront)
        if number < LAST_PAGE:
            return replace(batch, older=str(number + 1) if batch.marks else None)
        return replace(batch, page=replace(batch.page, gap=_gap(batch, high)), older=None)

    def _twin(self, url: str, storefront: Storefront) -> Batch:
        answer = self._http.get(url)
        try:
            return read_twin(answer.body, storefront)
        except Changed as error:
            raise Changed(str(error), payload=answer.sample()) from error


def _gap(batch: Batch, high: float | None) -> str | None:
    if high is None or not batch.marks or min(batch.marks) <= high:
        return None
    return "the feed ends at the newest 500 reviews, and all of them are new"


def _batch(entries: list[Any], storefront: Storefront) -> Batch:
    page = sift(entries, dict[str, Any], partial(_mention, storefront))
    return Batch(page=page, marks=tuple(mention.posted_at.timestamp() for mention in page.mentions))


def _entry(element: Any) -> Entry:
    """Return an XML entry in the shape that the JSON has."""
    author = element.find(f"{_ATOM}author")
    link = element.find(f"{_ATOM}link")
    words = {name: element.findtext(f"{_ATOM}{name}") for name in ("id", "title", "updated")}
    words["content"] = element.findtext(f"{_ATOM}content[@type='text']")
    words |= {f"im:{name}": element.findtext(f"{_ITUNES}{name}") for name in ("rating", "voteSum", "name")}
    entry: dict[str, Any] = {name: {"label": text} for name, text in words.items() if text is not None}
    if author is not None:
        entry["author"] = {name: {"label": author.findtext(f"{_ATOM}{name}")} for name in ("name", "uri")}
    if link is not None:
        entry["link"] = {"attributes": {"href": link.get("href")}}
    return entry


def _mention(storefront: Storefront, entry: Entry) -> Mention | None:
    if "im:rating" not in entry and "im:name" in entry:
        return None  # the app itself, which older feeds put first
    return Mention(
        key=MentionKey(platform="appstore", scope=str(storefront.app_id), native_id=_needed(entry, "id")),
        text=clean(_label(entry, "content") or ""),
        title=clean(_label(entry, "title") or "") or None,
        # When it was first written is not told: an edit moves this.
        posted_at=time_of(_needed(entry, "updated"), "updated"),
        url=_label(entry, "link", "attributes", leaf="href"),
        author=Author(id=_author_id(entry), name=clean(_label(entry, "author", "name") or "") or None),
        rating=Rating(stars=_stars(entry)),
        reach=Reach(likes=_votes(entry)),
        place=storefront.country.upper(),
    )


def _label(entry: Entry, *path: str, leaf: str = "label") -> str | None:
    found: Any = entry
    for name in (*path, leaf):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else None


def _needed(entry: Entry, name: str) -> str:
    found = _label(entry, name)
    if not found:
        raise ValueError(f"the review has no {name}")
    return found


def _stars(entry: Entry) -> float:
    written = _needed(entry, "im:rating")
    if written not in {"1", "2", "3", "4", "5"}:
        raise ValueError(f"the rating {written[:20]!r} is not 1 to 5")
    return float(written)


def _votes(entry: Entry) -> int | None:
    written = _label(entry, "im:voteSum") or ""
    return int(written) if written.isascii() and written.isdigit() else None


def _author_id(entry: Entry) -> str | None:
    """The number at the end of `https://itunes.apple.com/us/reviews/id524855897`; the name can change."""
    _, found, number = (_label(entry, "author", "uri") or "").rpartition("/id")
    return number if found and number.isdigit() else None


KIND = Kind(
    settings=AppStoreRssSettings,
    build=AppStoreRssSource,
    hears="Reviews in Apple's App Store, by country, as the public feed shows them.",
    needs="No account, but `i_accept_the_terms_risk: true`: see its description.",
    limits=(
        f"{RISK} It shows the newest 500 reviews of a country, no answers of yours, and no deletions. A review's time "
        "is that of its last change."
    ),
    about="us",
    every=timedelta(hours=1),
    edits=True,
)
