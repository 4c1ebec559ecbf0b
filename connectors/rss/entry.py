"""What every kind of feed is read into."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qs, urljoin, urlsplit

from connectors.contract import Media, Rejected
from connectors.kit.text import clean, plain

_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_MAIL_THEN_NAME = re.compile(r"[^\s@]+@[^\s@]+\s+\((?P<name>[^()]+)\)")
_NAME_THEN_MAIL = re.compile(r"(?P<name>[^<>]+?)\s*<[^<>]*>")
_LOOKS_LIKE_HTML = re.compile(r"</[a-z]|<(?:br|img|p|hr)\b|&#?[a-z0-9]+;", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]{1,9}")
_KINDS = ("image", "video", "audio")

MOST_ENTRIES = 10_000
"""No feed has as many; what is above comes last, which is to say oldest, and is told as one rejected entry."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text as the feed has it. Most entries of most answers are known: only of new ones `plain` is ever asked."""

    raw: str = ""
    is_html: bool = False

    def plain(self) -> str:
        """Return it as a reader sees it."""
        return (plain if self.is_html else clean)(self.raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `id` is what the feed calls it; None where it gives neither an id nor a link."""

    id: str | None
    link: str | None = None
    title: Words = Words()
    text: Words = Words()
    author: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    language: str | None = None
    media: tuple[Media, ...] = ()
    replies: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One answer of a feed, in its own order."""

    entries: tuple[Entry, ...] = ()
    rejected: tuple[Rejected, ...] = ()


def web_link(link: str | None, base: str) -> str | None:
    """Return `link` made absolute and taken out of Google's redirect; None where it leads nowhere on the web."""
    if not link:
        return None
    if link.startswith(("http://", "https://")) and "google." not in link and not link[-1].isspace():
        return link
    try:
        absolute = urljoin(base, link.strip())
        parts = urlsplit(absolute)
        if parts.path == "/url" and _GOOGLE.fullmatch(parts.hostname or ""):
            query = parse_qs(parts.query)
            absolute = (query.get("url") or query.get("q") or [absolute])[0]
        return absolute if urlsplit(absolute).scheme in ("http", "https") else None
    except ValueError:
        return None


def each_once(media: Iterable[Media]) -> tuple[Media, ...]:
    """Return `media` without what is attached twice, as feeds do it for two kinds of readers."""
    first = dict[str, Media]()
    for medium in media:
        first.setdefault(medium.url, medium)
    return tuple(first.values())


def name_of(author: str | None) -> str | None:
    """Return the name in `author`, without the mail address that RSS wants beside it."""
    text = " ".join((author or "").split())
    found = _MAIL_THEN_NAME.fullmatch(text) or _NAME_THEN_MAIL.fullmatch(text)
    return (found["name"].strip() if found else text) or None


def media_of(url: str | None, kind: str | None, base: str, alt: str | None = None) -> tuple[Media, ...]:
    """Return what is attached at `url` as media; `kind` is its media type, or `image`, `video` or `audio` itself."""
    link = web_link(url, base)
    if link is None:
        return ()
    name = (kind or "").partition("/")[0]
    return (Media(kind=name if name in _KINDS else "other", url=link, alt=alt),)


def count_of(text: str) -> int | None:
    """Return the number in `text`; None where there is none, or one that counts nothing."""
    return int(text) if _COUNT.fullmatch(text) else None


def title_of(text: str) -> Words:
    """Return an RSS title. It is HTML by habit only: what does not look like HTML is taken as it is."""
    return Words(text, is_html=_LOOKS_LIKE_HTML.search(text) is not None)


def feed_of(entries: Iterable[Entry]) -> Feed:
    """Return the feed of `entries`, each with an id. One that says nothing, or whose id is taken, is rejected."""
    kept: dict[str, Entry] = {}
    rejected = []
    for number, entry in enumerate(entries):
        if number == MOST_ENTRIES:
            rejected.append(
                Rejected(reason=f"the feed has more than {MOST_ENTRIES:,} entries", payload=repr(entry)[:2000])
            )
            break
        known = entry.id or entry.link or _words_as_id(entry)
        if known is None:
            rejected.append(Rejected(reason="the entry has neither an id nor words", payload=repr(entry)[:2000]))
            continue
        first = kept.setdefault(known, entry if entry.id == known else replace(entry, id=known))
        if first.text != entry.text or first.title != entry.title:
            reason = "another entry of this feed has the same id, and other words"
            rejected.append(Rejected(reason=reason, payload=repr(entry)[:2000]))
    return Feed(entries=tuple(kept.values()), rejected=tuple(rejected))


def _words_as_id(entry: Entry) -> str | None:
    """Return an id made of the words alone, so that it does not matter which of the readers found them."""
    words = f"{entry.title.plain()} {entry.text.plain()}".split()
    return fingerprint(" ".join(words)) if words else None


def fingerprint(text: str) -> str:
    """Return a short stable digest of `text`: 16 hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
