"""The patient path: feedparser reads what no XML parser takes. It is slow, and it never fetches anything."""

from io import BytesIO
from time import struct_time
from typing import Any

import feedparser

from connectors.contract import Changed, Media
from connectors.kit.language import language_code
from connectors.kit.times import parse_time
from connectors.rss.entry import Entry, Feed, Words, count_of, each_once, feed_of, media_of, name_of, title_of, web_link

_STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""feedparser has no errors of its own: these are what random damage to a thousand feeds made it raise."""

_HTML_TYPES = {"text/html", "application/xhtml+xml"}


def read_illformed(body: bytes, base: str) -> Feed:
    """Return what can be made out of `body` (UTF-8). Raises `Changed` where it is no feed at all."""
    # The body is wrapped, so that none is ever taken for a file's name or an address to fetch. It is not told the base:
    # it would make relative ids absolute, and an id must not change with the address that a redirect led to.
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        found = feedparser.parse(
            BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _STUMBLES as error:
        raise Changed("no reader makes sense of the feed", payload=body[:8000].decode("utf-8", "replace")) from error
    if not found.version and not found.entries:
        raise Changed("the answer is no feed", payload=body[:8000].decode("utf-8", "replace"))
    language = language_code(found.feed.get("language"))
    return feed_of(_entry(item, base, language) for item in found.entries)


def _entry(item: Any, base: str, language: str | None) -> Entry:
    content = next((words for part in item.get("content", ()) if (words := _words(part)).raw.strip()), None)
    return Entry(
        id=item.get("id", "").replace("&amp;", "&") or None,  # its lenient parser leaves them, but not in a link
        link=_link(item, base),
        title=_title(item.get("title_detail")),
        text=content or _words(item.get("summary_detail")),
        author=name_of(item.get("author_detail", {}).get("name") or item.get("author")),
        published=_time(item.get("published"), item.get("published_parsed")),
        updated=_time(item.get("updated"), item.get("updated_parsed")) if "updated" in item else None,
        language=language_code(item.get("language")) or language,
        media=_media(item, base),
        replies=count_of(item.get("slash_comments", "")),
    )


def _link(item: Any, base: str) -> str | None:
    """An id that is no address is given as link as well, where nothing says that it is none."""
    link = item.get("link") or ""
    return None if link == item.get("id") and "://" not in link else web_link(link, base)


def _title(detail: Any) -> Words:
    return title_of(detail.get("value", "")) if detail and detail.get("type") == "text/plain" else _words(detail)


def _words(detail: Any) -> Words:
    return Words(detail.get("value", ""), is_html=detail.get("type") in _HTML_TYPES) if detail else Words()


def _time(written: str | None, parsed: struct_time | None) -> Any:
    """feedparser knows more ways to write a time than we do; ours keeps what a struct cannot hold."""
    if parsed is None:
        return parse_time(written)
    return parse_time(written) or parse_time("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6]))


def _media(item: Any, base: str) -> tuple[Media, ...]:
    media = [
        found for part in item.get("enclosures", ()) for found in media_of(part.get("href"), part.get("type"), base)
    ]
    for part in item.get("media_content", ()):
        media += media_of(part.get("url"), part.get("medium") or part.get("type"), base)
    return each_once(media)
