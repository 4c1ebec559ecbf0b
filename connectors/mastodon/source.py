"""Polling, rereading and answering by way of a Mastodon server."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from urllib.parse import quote, urlsplit

from connectors.contract import (
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Refused,
    ReplyReceipt,
    SourceError,
    Uncertain,
)
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import load
from connectors.kit.discretion import place_of
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.posting import post_once
from connectors.kit.rounds import in_rounds
from connectors.mastodon.reading import (
    Status,
    Thread,
    in_thread,
    mention_of,
    own_replies,
    own_reply,
    posts_of,
    read_me,
    read_page,
    read_thread,
)
from connectors.mastodon.settings import MastodonSettings

PAGE_SIZE = 40
LATE = 3600
"""Seconds: posts of other servers arrive late, and then stand where their time puts them."""
FOR_NAMES = 40
"""Characters kept free for the name that an answer begins with; of `@name@server` only `@name` counts."""

_POST = "application/activity+json"
_GONE = (404, 410)


class MastodonSource:
    """Walks from the newest post to where it last was, and looks at posts again as the asked server knows them."""

    looks: tuple[float, ...] = (2.0, 15.0)

    def __init__(self, settings: MastodonSettings, tools: Tools) -> None:
        self._settings = settings
        self._address = settings.base_url.rstrip("/")
        self._host = urlsplit(self._address).netloc
        self._token = settings.token.get_secret_value() if settings.token else ""
        allowance = Allowance(limit=settings.requests_in_5_minutes, window=timedelta(minutes=5))
        budget = tools.budget(f"mastodon {self._host}", allowance, self._token)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._now = tools.now
        self._me: frozenset[str] | None = None

    @property
    def longest(self) -> int | None:
        """The most characters of an answer, beside the name that it begins with."""
        return self._settings.longest_post - FOR_NAMES

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of posts since, and of the last hour before, which may have been late or edited."""
        yield from in_rounds(self._settings.searches, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield posts written at or after `since`."""
        yield from in_rounds(self._settings.searches, resume, partial(self._past, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look at known posts again, with our answers. Without a token those of other servers cannot be looked at."""
        told = [self._look(key) for key in keys]
        return Page(
            mentions=tuple(mention for one in told for mention in one.mentions),
            deleted=tuple(key for one in told for key in one.deleted),
        )

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Answer a post in its thread, seen by whom the post is seen by, in the name of the token's account."""
        if not self._token:
            raise Refused("an answer needs a `token` with write:statuses, read:statuses and read:search")
        status = self._known(self._http, key)
        if status is None:
            raise Refused("the post is no longer there: it cannot be answered")
        whom = f"@{status.account.acct}"
        said = text if whom in text.split() else f"{whom} {text}"
        sent = {"status": said, "in_reply_to_id": status.id, "visibility": status.visibility}
        # The server keeps the key for an hour: the same answer sent again is the same post.
        once = sha256(f"{status.uri}\n{text}".encode()).hexdigest()
        headers = {**self._headers(), "Idempotency-Key": once}
        answer = post_once(self._http, f"{self._address}/api/v1/statuses", json=sent, headers=headers, now=self._now())
        if answer.status != 200:
            raise Refused(_not_taken(self._host, answer.status))
        try:
            posted = read_json(answer, lambda payload: shaped(payload, Status, "post"))
            return ReplyReceipt(native_id=posted.uri, posted_at=own_reply(posted).posted_at, url=posted.url)
        except (Changed, ValueError) as error:
            raise Uncertain(f"{self._host} took an answer and did not show it: {error}") from error

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return the answers of the token's account, and of `accounts`, that stand under a post."""
        status = self._known(self._http, key)
        return () if status is None else own_replies(status, self._thread(self._http, status), self._ours(self._http))

    def _new(self, search: str, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        fetch = partial(self._fetch, search, _known_to(progress))
        yield from newest_first(fetch, progress, overlap=LATE, ceiling=self._now().timestamp())

    def _past(self, back: datetime, search: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(partial(self._fetch, search, None), back, resume)

    def _fetch(self, search: str, known_to: float | None, token: str | None) -> Batch:
        """Read a page. Of what is newer than `known_to`, replies are read with their threads."""
        place = self._settings.place
        path, asked = self._question(search, token)
        answer = self._get(self._http, path, asked)
        batch, posts = read_json(answer, lambda payload: (read_page(payload, place), posts_of(payload, place)))
        if known_to is not None:
            batch = replace(batch, page=self._placed(batch.page, posts, known_to))
        return _by_offset(batch, token) if place == "search" else batch

    def _placed(self, page: Page, posts: Sequence[Status], known_to: float) -> Page:
        replies = {post.uri: post for post in posts if post.in_reply_to_id}

        def place(mention: Mention) -> Mention:
            post = replies.get(mention.key.native_id)
            if post is None or mention.posted_at.timestamp() <= known_to:
                return mention
            thread = self._thread_if_any(self._http, post)
            return in_thread(mention, post, thread) if thread else mention

        return replace(page, mentions=tuple(place(mention) for mention in page.mentions))

    def _question(self, search: str, token: str | None) -> tuple[str, dict[str, object]]:
        settings = self._settings
        asked: dict[str, object] = {"limit": PAGE_SIZE}
        if settings.place == "search":
            return "/api/v2/search", {**asked, "q": search, "type": "statuses", "offset": token or 0}
        if token is not None:
            asked["max_id"] = token
        if settings.mentions:
            return "/api/v1/notifications", {**asked, "types[]": "mention"}
        return f"/api/v1/timelines/tag/{quote(settings.hashtag or '')}", {**asked, "any[]": list(settings.or_hashtags)}

    def _look(self, key: MentionKey) -> Page:
        status = self._known(self._again, key)
        if status is None:
            return Page(deleted=(key,)) if self._is_gone(key) else Page()
        mention = mention_of(status) if status.is_public else None
        if mention is None:
            return Page()
        thread = self._thread_if_any(self._again, status)
        if thread is None:
            return Page(mentions=(mention,))
        replies = own_replies(status, thread, self._ours(self._again))
        return Page(mentions=(replace(in_thread(mention, status, thread), own_replies=replies),))

    def _known(self, http: Http, key: MentionKey) -> Status | None:
        """Return a post as the asked server knows it: its own by its id, that of another server by its address."""
        parts = urlsplit(key.native_id)
        if parts.netloc == self._host:
            path = f"/api/v1/statuses/{quote(parts.path.rpartition('/')[2], safe='')}"
            answer = self._get(http, path, {}, missing=True)
            return read_json(answer, lambda payload: shaped(payload, Status, "post")) if answer.status == 200 else None
        if not self._token:
            return None
        asked = {"q": key.native_id, "type": "statuses", "resolve": "true", "limit": 1}
        found = read_json(self._get(http, "/api/v2/search", asked), lambda payload: posts_of(payload, "search"))
        return next((status for status in found if status.uri == key.native_id), None)

    def _is_gone(self, key: MentionKey) -> bool:
        """Whether a post that the asked server does not show is surely gone: only where it was written they know."""
        if urlsplit(key.native_id).netloc == self._host:
            return True
        if not self._token:
            return False
        try:
            home = self._again.abroad().get(key.native_id, headers={"Accept": _POST}, accept=(200, *_GONE))
        except SourceError:
            return False
        return home.status in _GONE

    def _thread(self, http: Http, status: Status) -> Thread:
        answer = self._get(http, f"/api/v1/statuses/{quote(status.id, safe='')}/context", {}, missing=True)
        return read_json(answer, read_thread) if answer.status == 200 else Thread()

    def _thread_if_any(self, http: Http, status: Status) -> Thread | None:
        """A thread of thousands is more than is read at once: a post is heard without it."""
        try:
            return self._thread(http, status)
        except Changed:
            return None

    def _ours(self, http: Http) -> frozenset[str]:
        """Return whose answers are ours; a token without read:accounts does not tell whose it is."""
        if self._me is None:
            try:
                answer = self._get(http, "/api/v1/accounts/verify_credentials", {}) if self._token else None
            except Refused:
                answer = None
            self._me = read_json(answer, read_me) if answer else frozenset()
        return self._me | frozenset(self._settings.accounts)

    def _get(self, http: Http, path: str, asked: Mapping[str, object], *, missing: bool = False) -> Answer:
        """Ask the server. With `missing` a post that is not there is an answer; a server that is not there never is."""
        url, accept = f"{self._address}{path}", (200, 401, 403, *(_GONE if missing else ()))
        answer = http.get(url, params=asked, headers=self._headers(), accept=accept)
        if answer.status in _GONE and b'"error"' not in answer.body:
            raise Refused(f"{self._host} answered {answer.status}, and not as a Mastodon server does")
        if answer.status in (401, 403):
            raise Refused(f"{place_of(url)} answered {answer.status}: {self._advice(answer.status)}")
        return answer

    def _advice(self, status: int) -> str:
        if not self._token:
            return "this server shows it only with a `token`: Preferences > Development > New application"
        if status == 401:
            return "the token is not accepted: was its application deleted?"
        return "the token lacks a scope: it needs read:search, read:notifications, read:statuses and read:accounts"

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"} if self._token else {}


def _by_offset(batch: Batch, token: str | None) -> Batch:
    """A search makes `max_id` a time in whole seconds and would miss posts; new posts only shift an offset."""
    older = str(int(token or 0) + PAGE_SIZE) if batch.older else None
    return Batch(page=batch.page, marks=batch.marks, older=older)


def _known_to(progress: Progress) -> float | None:
    """Return the time down to which all posts were heard; None on the first run, whose threads nobody waits for."""
    known = [hole.floor for hole in progress.holes] or [mark for mark in (progress.settled,) if mark is not None]
    return min(known, default=progress.high)


def _not_taken(host: str, status: int) -> str:
    told = {
        401: "the token is not accepted: was its application deleted?",
        403: "the token needs write:statuses, and its account must be allowed to post",
        404: "the post is no longer there",
        422: "is it too long for this server (`longest_post`)?",
    }
    return f"{host} does not take this answer ({status}): {told.get(status, 'it gave no reason that is known')}"
