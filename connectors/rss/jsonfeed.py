"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any

from connectors.contract import Changed, Media, Rejected
from connectors.kit.language import language_code
from connectors.kit.times import parse_time
from connectors.rss.entry import Entry, Feed, Words, each_once, feed_of, media_of, name_of, web_link


def read_jsonfeed(value: Any, base: str) -> Feed:
    """Return the feed in the JSON `value`. Raises `Changed` where it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("items"), list) or "version" not in value:
        raise Changed("the answer is JSON, and no JSON Feed", payload=repr(value)[:2000])
    language = language_code(_text(value.get("language")))
    items = value["items"]
    feed = feed_of(_entry(item, base, language) for item in items if isinstance(item, dict))
    strangers = (
        Rejected(reason="the item is no JSON object", payload=repr(item)[:2000])
        for item in items
        if not isinstance(item, dict)
    )
    return Feed(entries=feed.entries, rejected=(*feed.rejected, *strangers))


def _entry(item: dict[str, Any], base: str, language: str | None) -> Entry:
    number = item.get("id")
    return Entry(
        id=str(number) if isinstance(number, int) else _text(number),
        link=web_link(_text(item.get("url")) or _text(item.get("external_url")), base),
        title=Words(_text(item.get("title")) or ""),
        text=_content(item),
        author=name_of(_author(item)),
        published=parse_time(item.get("date_published")),
        updated=parse_time(item.get("date_modified")),
        language=language_code(_text(item.get("language"))) or language,
        media=_media(item, base),
    )


def _content(item: dict[str, Any]) -> Words:
    text, html = _text(item.get("content_text")), _text(item.get("content_html"))
    if not text and html:
        return Words(html, is_html=True)
    return Words(text or _text(item.get("summary")) or "")


def _author(item: dict[str, Any]) -> str | None:
    """1.1 has a list of `authors`, 1.0 one `author`."""
    several = item.get("authors")
    authors = [*(several if isinstance(several, list) else ()), item.get("author")]
    return next((name for author in authors if isinstance(author, dict) and (name := _text(author.get("name")))), None)


def _media(item: dict[str, Any], base: str) -> tuple[Media, ...]:
    media = [*media_of(_text(item.get("image")), "image", base)]
    attached = item.get("attachments")
    for part in attached if isinstance(attached, list) else ():
        if isinstance(part, dict):
            media += media_of(_text(part.get("url")), _text(part.get("mime_type")), base, _text(part.get("title")))
    return each_once(media)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
