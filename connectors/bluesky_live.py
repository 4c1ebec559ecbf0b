"""Everything that is posted on Bluesky, as it is posted: Jetstream, of which only what matches the query is passed on.

A position in the stream is a time. Whoever comes back asks for it again from a little before where they were, so that
nothing is lost where events come out of order; what is heard twice counts once. Facts:
https://docs.bsky.app/blog/jetstream
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
from pydantic import Field

from connectors.contract import Author, Changed, Cursor, Mention, MentionKey, Page, Rejected, SourceError, Unavailable
from connectors.kit.atproto import POSTS, Record, View, key_of, mention_of, mention_of_record
from connectors.kit.cursor import dump, load
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped, sift
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.query.field import QueryText
from connectors.kit.stream import Stream, StreamEndedError

REWIND = timedelta(seconds=5)
GAP = timedelta(minutes=1)
"""Where the first event is so much later than what was asked for, the server has forgotten what was between."""
BY_ADDRESS = 25
SUSPICIOUS = 3
"""If none of so many posts is there any more, the server is in trouble and not they."""
TOGETHER = 1.0
"""Seconds that what comes is gathered before it is passed on."""
MOST_MATCHES, MOST_DELETED, MOST_REJECTED = 100, 500, 5
_MICRO = 1_000_000


class BlueskyLiveSettings(SourceSettings):
    """What to look for in everything that is posted."""

    query: QueryText = Field(description="What is looked for, in the query language; as many words as you like.")
    base_url: str = Field(
        default="wss://jetstream2.us-east.bsky.network", pattern=r"^wss?://", description="The Jetstream server."
    )
    appview_url: str = Field(
        default="https://public.api.bsky.app", description="Where names are asked for, and posts looked at again."
    )
    connection_minutes: float = Field(
        default=5, gt=0, le=8, description="How long one connection is kept before it is made anew."
    )


class _Commit(msgspec.Struct, frozen=True, kw_only=True):
    operation: Literal["create", "update", "delete"]
    collection: str
    rkey: str
    record: msgspec.Raw = msgspec.Raw(b"")


class _Event(msgspec.Struct, frozen=True, kw_only=True):
    did: str
    time_us: int
    kind: str
    commit: _Commit | None = None


class _Posts(msgspec.Struct, frozen=True, kw_only=True):
    posts: list[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where in the stream everything before has been heard, in microseconds since 1970."""

    time_us: int


_event = msgspec.json.Decoder(_Event)
_record = msgspec.json.Decoder(Record)


@dataclass(slots=True, kw_only=True)
class Gathered:
    """What came since the last page, of which only matches are kept."""

    at: int
    mentions: dict[MentionKey, Mention] = field(default_factory=dict)
    deleted: dict[MentionKey, None] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Whether it is time for a page."""
        return len(self.mentions) >= MOST_MATCHES or len(self.deleted) >= MOST_DELETED

    def add(self, message: str, matches: Callable[[Mention], bool]) -> int | None:
        """Take one event in, and return its time; None where it was not understood as an event at all."""
        try:
            event = _event.decode(message)
        except msgspec.DecodeError as error:
            self._reject(str(error))
            return None
        commit = event.commit
        if commit is not None and commit.collection == POSTS:
            self._add(event, commit, matches)
        self.at = max(self.at, event.time_us)
        return event.time_us

    def page(self) -> Page:
        """Return it as a page whose cursor resumes behind it."""
        return Page(
            mentions=tuple(self.mentions.values()),
            deleted=tuple(self.deleted),
            rejected=tuple(self.rejected),
            cursor=dump(Position(time_us=self.at)),
            more=True,
        )

    def _add(self, event: _Event, commit: _Commit, matches: Callable[[Mention], bool]) -> None:
        uri = f"at://{event.did}/{commit.collection}/{commit.rkey}"
        if commit.operation == "delete":
            self.mentions.pop(key_of(uri), None)
            self.deleted[key_of(uri)] = None
            return
        try:
            record = _record.decode(commit.record)
            seen_at = datetime.fromtimestamp(event.time_us / _MICRO, UTC)
            mention = mention_of_record(uri, record, seen_at=seen_at, author=Author(id=event.did))
        except (ValueError, OverflowError) as error:
            self._reject(str(error))
            return
        if commit.operation == "update":  # of what may be known: what is not, and does not match, is dropped there
            self.mentions[mention.key] = replace(mention, edited_at=seen_at)
        elif matches(mention):
            self.mentions[mention.key] = mention

    def _reject(self, reason: str) -> None:
        if len(self.rejected) < MOST_REJECTED:  # of what may be about anything, nothing but the reason is kept
            self.rejected.append(Rejected(reason=reason, payload=""))


class BlueskyLiveSource:
    """Listens for some minutes at a time, and passes on what matches."""

    def __init__(self, settings: BlueskyLiveSettings, tools: Tools) -> None:
        self._settings = settings
        self._http: Http = tools.http
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what matches every second or so, for some minutes; the first time from now on."""
        now = int(self._now().timestamp() * _MICRO)
        at = now if since is None else min(load(Position, since).time_us, now)
        yield from self._told(at, at - int(REWIND / timedelta(microseconds=1)))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again at posts, 25 at a time: counts change, and some are gone."""
        shown = self._shown([key.native_id for key in keys])
        there = {mention.key for mention in shown.mentions}
        if not there and not shown.rejected and len(keys) >= SUSPICIOUS:
            raise Changed(f"Bluesky knows none of {len(keys)} posts: that is no answer to go by")
        gone = () if shown.rejected else tuple(key for key in keys if key not in there)
        return replace(shown, deleted=gone)

    def _told(self, at: int, asked: int | None) -> Iterator[Page]:
        url = f"{self._settings.base_url.rstrip('/')}/subscribe"
        params = {"wantedCollections": POSTS, **({} if asked is None else {"cursor": asked})}
        try:
            with self._http.listen(url, params=params) as stream:
                yield from self._heard(stream, at, asked)
        except Changed as error:
            if asked is None or "CursorTooOld" not in error.payload:
                raise
            yield Page(gap=_forgotten(at, None), cursor=dump(Position(time_us=at)), more=True)
            yield from self._told(at, None)

    def _heard(self, stream: Stream, at: int, asked: int | None) -> Iterator[Page]:
        gathered, gap, expected = Gathered(at=at), None, asked
        until = time.monotonic() + self._settings.connection_minutes * 60
        is_open, is_empty = True, True
        while is_open and time.monotonic() < until:
            first, is_open = self._gather(stream, gathered, min(time.monotonic() + TOGETHER, until))
            if first is not None:
                gap = None if expected is None else _forgotten(expected, first)
                expected, is_empty = None, False
            yield replace(self._named(gathered.page()), gap=gap)
            gathered, gap = Gathered(at=gathered.at), None
        if is_empty and not is_open:
            raise Unavailable("the stream was ended before anything came")

    def _gather(self, stream: Stream, gathered: Gathered, until: float) -> tuple[int | None, bool]:
        """Take in what comes until a time; return when the first of it happened, and whether the stream is open."""
        first: int | None = None
        while not gathered.is_full and (left := until - time.monotonic()) > 0:
            try:
                message = stream.receive(left)
            except StreamEndedError:
                return first, False
            told = None if message is None else gathered.add(message, self._settings.query.matches)
            first = told if first is None else first
        return first, True

    def _named(self, page: Page) -> Page:
        """Add names and counts where they are to be had at once: an event tells an author's id alone."""
        try:
            shown = self._shown([mention.key.native_id for mention in page.mentions])
        except SourceError:
            return page
        named = {mention.key: mention for mention in shown.mentions}
        told = (_with(named.get(mention.key), mention) for mention in page.mentions)
        return replace(page, mentions=tuple(told))

    def _shown(self, uris: Sequence[str]) -> Page:
        mentions, rejected = list[Mention](), list[Rejected]()
        url = f"{self._settings.appview_url.rstrip('/')}/xrpc/app.bsky.feed.getPosts"
        for at in range(0, len(uris), BY_ADDRESS):
            answer = self._http.get(url, params={"uris": list(uris[at : at + BY_ADDRESS])})
            posts = read_json(answer, lambda payload: shaped(payload, _Posts, "list of posts")).posts
            page = sift(posts, View, mention_of)
            mentions += page.mentions
            rejected += page.rejected
        return Page(mentions=tuple(mentions), rejected=tuple(rejected))


def _with(shown: Mention | None, mention: Mention) -> Mention:
    return mention if shown is None else replace(mention, author=shown.author, url=shown.url, media=shown.media)


def _forgotten(asked: int, first: int | None) -> str | None:
    """Say that the server no longer had what was asked for, where the first event shows it."""
    if first is not None and first - asked <= (GAP + REWIND) / timedelta(microseconds=1):
        return None
    since = datetime.fromtimestamp(asked / _MICRO, UTC)
    return f"the stream no longer had what was posted since {since:%Y-%m-%d %H:%M} UTC: a search may find it"


KIND = Kind(
    settings=BlueskyLiveSettings,
    build=BlueskyLiveSource,
    hears="Everything that is posted on Bluesky, within seconds, of which it keeps what matches a query.",
    needs="Nothing. `monitor run` starts the process that listens; beside `monitor worker` start `monitor listen`.",
    limits=(
        "Servers keep 36 hours: a longer pause is told as a gap, which a `bluesky` source with the same query fills. "
        "Some 50 posts a second come in. Figures such as `followers` are not known when a post is matched. Answers of "
        "yours are seen, and sent, by a `bluesky` source."
    ),
    about="brand",
    every=timedelta(seconds=1),
    edits=True,
    deletions=True,
    first_run="alert",
    endless=True,
)
