"""Polling, rereading and answering Bluesky."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec

from connectors.bluesky.reading import Listed, read_answers, read_feed, read_notifications, read_posts
from connectors.bluesky.session import Session
from connectors.bluesky.settings import BlueskySettings
from connectors.contract import (
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Refused,
    Rejected,
    ReplyReceipt,
    Uncertain,
)
from connectors.kit.atproto import POSTS, Ref, ReplyRef, View, url_of
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Mark, Progress, newest_first, reach_of
from connectors.kit.rounds import in_rounds

PAGE_SIZE = 100
BY_ADDRESS = 25
LATE = 3600
"""Seconds: what a search shows lags behind, and posts are sorted by a time that their authors give."""
LONGEST_REPLY = 300
"""Graphemes: a character is never more than one, so that counting characters is on the safe side."""
SUSPICIOUS = 3
"""If none of so many posts is there any more, the server is in trouble and not they."""


class BlueskySource:
    """Walks a search by time from the newest down, and what was said to us and by us by the server's own cursors."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (3.0, 20.0)

    def __init__(self, settings: BlueskySettings, tools: Tools) -> None:
        self._settings = settings
        password = settings.app_password.get_secret_value()
        allowance = Allowance(limit=settings.requests_in_5_minutes, window=timedelta(minutes=5))
        budget = tools.budget("bluesky", allowance, settings.handle)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._session = Session(settings.base_url, settings.handle, password, tools)
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of posts since, and of the hour before, which may have been shown late."""
        yield from in_rounds(self._settings.streams, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was posted at or after `since`."""
        yield from in_rounds(self._settings.streams, resume, partial(self._past, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again at posts, 25 at a time: counts change, and some are gone."""
        mentions, rejected = list[Mention](), list[Rejected]()
        for at in range(0, len(keys), BY_ADDRESS):
            listed = self._posts(self._again, [key.native_id for key in keys[at : at + BY_ADDRESS]])
            mentions += listed.page.mentions
            rejected += listed.page.rejected
        if not mentions and not rejected and len(keys) >= SUSPICIOUS:
            raise Changed(f"Bluesky knows none of {len(keys)} posts: that is no answer to go by")
        there = {mention.key for mention in mentions}
        gone = () if rejected else tuple(key for key in keys if key not in there)
        return Page(mentions=tuple(mentions), rejected=tuple(rejected), deleted=gone)

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a post in its thread."""
        answered = next(iter(self._posts(self._http, [key.native_id]).views), None)
        if answered is None:
            raise Refused("the post is no longer there: it cannot be answered")
        now = self._now()
        sent = {"repo": self._session.did(), "collection": POSTS, "record": _record(answered, text, now)}
        answer = self._session.post_once(self._http, "com.atproto.repo.createRecord", sent)
        if answer.status != 200:
            raise Refused(f"Bluesky does not take this answer ({answer.status}): is it too long, or are we blocked?")
        try:
            made = read_json(answer, lambda payload: shaped(payload, Ref, "new post"))
        except Changed as error:
            raise Uncertain(f"Bluesky took an answer and did not say where it is: {error}") from error
        return ReplyReceipt(native_id=made.uri, posted_at=now, url=url_of(made.uri))

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answers of our accounts right below a post."""
        asked = {"uri": key.native_id, "depth": 1, "parentHeight": 0}
        answer = self._session.get(self._http, "app.bsky.feed.getPostThread", asked, accept=(200, 400))
        if answer.status == 400 and b'"NotFound"' in answer.body:
            return ()
        return read_json(answer, partial(read_answers, own=self._own()))

    def _own(self) -> tuple[str, ...]:
        return (self._session.did(), *self._settings.accounts)

    def _new(self, stream: str, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        fetch = partial(self._fetch, stream, reach_of(progress, LATE))
        yield from newest_first(fetch, progress, overlap=LATE, ceiling=self._now().timestamp())

    def _past(self, back: datetime, stream: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(partial(self._fetch, stream, back.timestamp()), back, resume)

    def _fetch(self, stream: str, floor: Mark | None, token: str | None) -> Batch:
        name, _, of = stream.partition(" ")
        asked: dict[str, object]
        if name == "search":
            return self._search(of, floor, token)
        if name == "mentions":
            asked = {"limit": PAGE_SIZE, "cursor": token}
            answer = self._session.get(self._http, "app.bsky.notification.listNotifications", asked)
            listed = read_json(answer, partial(read_notifications, own=self._own()))
        else:
            asked = {
                "actor": of or self._session.did(),
                "filter": "posts_with_replies",
                "limit": PAGE_SIZE,
                "cursor": token,
            }
            answer = self._session.get(self._http, "app.bsky.feed.getAuthorFeed", asked)
            listed = read_json(answer, partial(read_feed, own=self._own()))
        return Batch(page=listed.page, marks=listed.marks, older=listed.cursor if listed.marks else None)

    def _search(self, words: str, floor: Mark | None, token: str | None) -> Batch:
        """Ask by time: a search's own cursor reaches 10,000 posts. It is followed only where a page shows nothing."""
        until, _, cursor = (token or "").partition(" ")
        asked = {"q": words, "sort": "latest", "limit": PAGE_SIZE, "cursor": cursor or None, "until": until or None}
        asked["since"] = None if floor is None else _told(floor)
        answer = self._session.get(self._http, "app.bsky.feed.searchPosts", asked)
        listed = read_json(answer, partial(read_posts, own=self._own()))
        return Batch(page=listed.page, marks=listed.marks, older=_older(listed, until))

    def _posts(self, http: Http, uris: Sequence[str]) -> Listed:
        answer = self._session.get(http, "app.bsky.feed.getPosts", {"uris": list(uris)})
        return read_json(answer, partial(read_posts, own=self._own()))


def _older(listed: Listed, until: str) -> str | None:
    """Return what asks for older posts: those before the oldest, whose own moment is asked for once more."""
    if listed.cursor is None:
        return None
    if not listed.marks:
        return f"{until} {listed.cursor}"
    told = _told(min(listed.marks) + 0.001)
    return told if told != until else _told(min(listed.marks))


def _told(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def _record(answered: View, text: str, now: datetime) -> dict[str, object]:
    parent = Ref(uri=answered.uri, cid=answered.cid)
    root = answered.record.reply.root if answered.record.reply else parent
    reply = msgspec.to_builtins(ReplyRef(root=root, parent=parent))
    return {"$type": POSTS, "text": text, "createdAt": _told(now.timestamp()), "reply": reply}
