"""Polling, rereading and answering X."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec

from connectors.contract import Changed, Cursor, Mention, MentionKey, OwnReply, Page, Refused, ReplyReceipt, Uncertain
from connectors.kit.budget import Purpose
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.items import read_json, shaped
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Mark, Progress, floor_of, newest_first
from connectors.kit.rounds import in_rounds
from connectors.x.door import Prices, XDoor
from connectors.x.reading import (
    Found,
    Post,
    first_id_at,
    key_of,
    own_reply,
    posted_at,
    read_lookup,
    read_page,
    url_of,
)
from connectors.x.settings import XSettings
from connectors.x.weight import LONGEST, weight_of

LATE = 30
"""Seconds: the search shows posts so late. More would be paid for twice."""
SEARCHED = timedelta(days=7) - timedelta(minutes=5)
"""How far back the search reaches, without what a request takes."""


class _Posted(msgspec.Struct, frozen=True, kw_only=True):
    id: str


class _Sent(msgspec.Struct, frozen=True, kw_only=True):
    data: _Posted


class XSource:
    """Walks a search, mentions and our own posts from the newest down, by ids, each post paid for once."""

    longest: int | None = LONGEST
    looks: tuple[float, ...] = (5.0, 30.0)

    def __init__(self, settings: XSettings, tools: Tools) -> None:
        self._settings = settings
        self._door = XDoor(settings, tools)
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was posted since."""
        yield from in_rounds(self._settings.streams, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was posted at or after `since`: by a search in the last 7 days alone."""
        yield from in_rounds(self._settings.streams, resume, partial(self._past, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again at posts, 100 at a time, and at the newest version of what was edited."""
        ids = [key.native_id for key in keys]
        found = self._lookup(ids, Purpose.ANSWERED)
        newer = {post.last_id for one in found for post in one.posts} - set(ids)
        found += self._lookup(sorted(newer), Purpose.ANSWERED)
        wanted, gone = set(keys), {key_of(name) for one in found for name in one.gone}
        told = {mention.key: mention for one in found for mention in one.page.mentions if mention.key in wanted}
        rejected = tuple(item for one in found for item in one.page.rejected)
        return Page(mentions=tuple(told.values()), rejected=rejected, deleted=tuple(key for key in keys if key in gone))

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a post, in the name of the account."""
        if self._settings.keys is None:
            raise Refused("to answer on X, give `api_key`, `api_secret`, `access_token` and `access_secret`")
        if weight_of(text) > LONGEST:
            raise Refused(f"X counts some letters twice, and {weight_of(text)} of {LONGEST} here: shorten the answer")
        answer = self._door.post_once(text, key.native_id)
        if answer.status >= 300:
            raise self._refusal(self._door.error_of(answer))
        try:
            sent = read_json(answer, lambda payload: shaped(payload, _Sent, "answer to a post")).data
            at = posted_at(sent.id)
        except (Changed, ValueError) as error:
            raise Uncertain(f"X took an answer and did not show it: {error}") from error
        return ReplyReceipt(native_id=sent.id, posted_at=at, url=url_of(sent.id, None))

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the newest answers of the account that stand under a post."""
        if self._settings.account is None:
            return ()
        read = partial(read_page, own=None)
        asked = {"exclude": "retweets", "since_id": key.native_id}
        found = self._door.page(self._timeline, asked, self._door.owned_bare, read)
        return tuple(own_reply(post) for post in found.posts if post.parent == key.native_id)

    @property
    def _timeline(self) -> str:
        return f"/2/users/{self._settings.account}/tweets"

    def _new(self, stream: str, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        fetch = partial(self._fetch, stream, floor_of(progress, LATE))
        yield from newest_first(fetch, progress, overlap=LATE, ceiling=self._now().timestamp())

    def _past(self, back: datetime, stream: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(partial(self._fetch, stream, back.timestamp()), back, resume)

    def _fetch(self, stream: str, floor: Mark | None, token: str | None) -> Batch:
        """Read the newest posts down to `floor`; a token holds what is asked for behind them, so none is paid twice."""
        name, _, of = stream.partition(" ")
        since, is_lost = self._since(name, floor) if token is None else (token.partition(" ")[2], False)
        asked: dict[str, object] = {"since_id": since or None}
        if token is not None:
            asked["until_id"] = token.partition(" ")[0]
        found = self._found(name, of, asked)
        page = self._with_answers(found) if name == "own" else found.page
        gap = "X's search reaches back 7 days, and the last poll was before that" if is_lost else None
        oldest = min((post.id for post in found.posts), key=int, default=None)
        marks = tuple(posted_at(post.id).timestamp() for post in found.posts)
        older = f"{oldest} {since}" if oldest is not None and found.more else None
        return Batch(page=replace(page, gap=gap), marks=marks, older=older)

    def _since(self, name: str, floor: Mark | None) -> tuple[str, bool]:
        """Return the id down to which is read, and whether there was more before what a search reaches."""
        if floor is None:
            return "", False
        wanted, earliest = datetime.fromtimestamp(floor, UTC), self._now() - SEARCHED
        is_lost = name == "search" and wanted < earliest
        return str(first_id_at(earliest if is_lost else wanted)), is_lost

    def _found(self, name: str, of: str, asked: dict[str, object]) -> Found:
        own, door = self._settings.account, self._door
        read = partial(read_page, own=own)
        if name == "search":
            return door.page("/2/tweets/search/recent", {"query": f"({of}) -is:retweet", **asked}, door.searched, read)
        if name == "mentions":
            return door.page(f"/2/users/{own}/mentions", asked, door.owned, read)
        return door.page(self._timeline, {"exclude": "retweets", **asked}, door.owned_bare, read)

    def _with_answers(self, found: Found) -> Page:
        """Return the posts that ours answer, with our answers: and what began a thread whose author we spoke to."""
        ours = [post for post in found.posts if post.parent is not None]
        parents = self._lookup(sorted({post.parent or "" for post in ours}), Purpose.NEW, self._door.searched)
        by_id = {name: post for one in parents for post in one.posts for name in post.ids}
        roots = {root for post in ours if (root := _spoken_to(by_id.get(post.parent or "")))} - by_id.keys()
        begun = self._lookup(sorted(roots), Purpose.NEW, self._door.searched)
        told: dict[MentionKey, Mention] = {
            mention.key: mention for one in (*parents, *begun) for mention in one.page.mentions
        }
        for post in ours:
            parent = by_id.get(post.parent or "")
            names = {parent.first_id, _spoken_to(parent)} if parent else set()
            for key in (key_of(name) for name in names if name):
                if key in told:
                    told[key] = replace(told[key], own_replies=(*told[key].own_replies, own_reply(post)))
        return Page(mentions=tuple(told.values()))

    def _lookup(self, ids: Sequence[str], purpose: Purpose, prices: Prices | None = None) -> list[Found]:
        read = partial(read_lookup, own=self._settings.account)
        prices = prices or self._door.bare
        most = self._door.most_ids(prices)
        return [self._door.lookup(ids[at : at + most], prices, purpose, read) for at in range(0, len(ids), most)]

    @staticmethod
    def _refusal(error: Exception) -> Refused:
        return error if isinstance(error, Refused) else Refused(f"X does not take this answer: {error}")


def _spoken_to(parent: Post | None) -> str | None:
    """Return what began the thread of a post whose author speaks to themselves there: it is answered, too."""
    if parent is None or parent.author_id is None or parent.in_reply_to_user_id != parent.author_id:
        return None
    return parent.conversation_id
