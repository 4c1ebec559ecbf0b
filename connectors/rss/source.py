"""The source `kind: rss`: asks only for what changed, and tells of each entry when it is new or its words changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from connectors.contract import Author, Cursor, Mention, MentionKey, Page, Reach
from connectors.kit.cursor import dump, load
from connectors.kit.discretion import place_of
from connectors.kit.http import Answer, Http
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.rss.entry import Entry, Feed, fingerprint
from connectors.rss.reading import read_feed

PLATFORM = "rss"
MOST_REMEMBERED = 1_000
"""Entries known from the last poll. Those beyond are told again, which the store notices."""

_LONGEST_ID = 400
_FUTURE = timedelta(days=1)
_ACCEPTED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"


class RssSettings(SourceSettings):
    """One feed."""

    url: str = Field(repr=False, description="Address of the feed: RSS, Atom or JSON Feed.")
    base_url: str | None = Field(
        default=None, description="Another server that is asked for it, such as http://127.0.0.1:8080"
    )

    @field_validator("url", "base_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and not value.lower().startswith(("http://", "https://")):
            raise ValueError("an address begins with http:// or https://")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What one answer leaves for the next request.

    `body` is the digest of the last answer; `seen` has, for each entry in it, the digest of its id and that of its
    words. `feed` is the scope that all this belongs to: a source that was pointed at another feed starts anew.
    """

    feed: str
    etag: str = ""
    modified: str = ""
    body: str = ""
    seen: tuple[str, ...] = ()


class Rss:
    """Reads one feed."""

    def __init__(self, settings: RssSettings, http: Http, now: Callable[[], datetime]) -> None:
        self._url = settings.url
        self._base_url = settings.base_url
        self._http = http
        self._now = now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield one page: a feed has no further ones."""
        scope = scope_of(self._url)
        state = State(feed=scope) if since is None else load(State, since)
        if state.feed != scope:
            state = State(feed=scope)
        conditions = _conditions(state)
        headers = {"Accept": _ACCEPTED, **conditions}
        answer = self._http.get(self._target(), headers=headers, accept=(200, 304) if conditions else (200,))
        digest = fingerprint_of(answer.body)
        if answer.status == 304 or digest == state.body:
            yield Page(cursor=dump(state))
            return
        yield read_page(answer, state, self._now(), digest)

    def _target(self) -> str:
        if self._base_url is None:
            return self._url
        parts = urlsplit(self._url)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._base_url.rstrip('/')}{parts.path or '/'}{query}"


def read_page(answer: Answer, state: State, now: datetime, digest: str) -> Page:
    """Return what in `answer` was not there, or not in these words, when `state` was saved."""
    feed = read_feed(answer)
    marks = [_mark(entry) for entry in feed.entries]
    known = set(state.seen)
    fresh = [entry for entry, mark in zip(feed.entries, marks, strict=True) if mark not in known]
    after = State(
        feed=state.feed,
        etag=answer.headers.get("etag", ""),
        modified=answer.headers.get("last-modified", ""),
        body=digest,
        seen=tuple(marks[:MOST_REMEMBERED]),
    )
    mentions = tuple(mention_of(entry, state.feed, now) for entry in fresh)
    return Page(mentions=mentions, cursor=dump(after), rejected=feed.rejected, gap=_gap(feed, marks, state))


def mention_of(entry: Entry, scope: str, now: datetime) -> Mention:
    """Return `entry` as a mention. One without a time, or with one that has not come yet, is of now."""
    native_id = entry.id or ""
    posted_at = _past(entry.published, now) or _past(entry.updated, now) or now
    edited_at = _past(entry.updated, now)
    return Mention(
        key=MentionKey(
            platform=PLATFORM,
            scope=scope,
            native_id=native_id if len(native_id) <= _LONGEST_ID else fingerprint(native_id),
        ),
        url=entry.link,
        author=Author(name=entry.author),
        title=" ".join(entry.title.plain().split()) or None,
        text=entry.text.plain(),
        language=entry.language,
        posted_at=posted_at,
        edited_at=edited_at if edited_at and edited_at > posted_at else None,
        reach=Reach(replies=entry.replies),
        media=entry.media,
    )


def scope_of(url: str) -> str:
    """Return what tells one feed from another: its place, with a digest where the rest of the address counts, too."""
    parts, place = urlsplit(url), place_of(url)
    if not parts.query and place.endswith(parts.path):
        return place
    return f"{place}#{fingerprint(f'{parts.path}?{parts.query}')[:8]}"


def fingerprint_of(body: bytes) -> str:
    """Return a digest of a body."""
    return fingerprint(body.decode("latin-1"))


def _conditions(state: State) -> dict[str, str]:
    named = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
    return {name: value for name, value in named.items() if value}


def _mark(entry: Entry) -> str:
    return fingerprint(entry.id or "")[:8] + fingerprint(f"{entry.title.raw}\n{entry.text.raw}")[:8]


def _gap(feed: Feed, marks: list[str], state: State) -> str | None:
    """Say so where nothing of the last poll is left: what came and went between the two polls was missed."""
    if not state.seen or not feed.entries or {mark[:8] for mark in marks} & {mark[:8] for mark in state.seen}:
        return None
    return f"all {len(feed.entries)} entries are new since the last poll: older ones may have come and gone between"


def _past(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment <= now + _FUTURE else None


def _build(settings: RssSettings, tools: Tools) -> Rss:
    return Rss(settings, tools.http, tools.now)


KIND = Kind(
    settings=RssSettings,
    build=_build,
    hears="Entries of a feed: RSS, RDF, Atom or JSON Feed, such as a blog, a forum, a search or a Google Alert.",
    needs="Nothing but the address. For a Google Alert choose “RSS feed” as the way of delivery and copy its address.",
    limits=(
        "A feed shows its last entries only: poll often enough, or some are missed (told as a gap). It shows neither "
        "deletions nor reach."
    ),
    about="brand",
    every=timedelta(minutes=15),
    edits=True,
)
