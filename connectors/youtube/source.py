"""Polling and rereading YouTube."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from connectors.contract import Cursor, Mention, MentionKey, Page
from connectors.kit.answer import Answer
from connectors.kit.budget import Allowance, Purpose
from connectors.kit.cursor import dump, load
from connectors.kit.discretion import place_of
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Progress, TokenLostError, newest_first, reach_of
from connectors.kit.rounds import in_rounds
from connectors.youtube.reading import (
    COMMENTS_OFF,
    Comment,
    Thread,
    comment_mention,
    error_of,
    in_thread,
    read_comments,
    read_threads,
)
from connectors.youtube.settings import YoutubeSettings
from connectors.youtube.videos import read_search, read_videos

DAY = timedelta(days=1)
LATE = 6 * 3600
"""Seconds: a search finds a video some hours after it was published."""
THREADS, FOUND, BY_ID = 100, 50, 50
MOST_COUNTS = 200
"""Of so many threads it is remembered how many answers they had; a thread that fell out is read once more."""
_PACIFIC = "America/Los_Angeles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """Where a walk through threads is, and how many answers the long ones among them had."""

    walk: str
    counts: Mapping[str, int] = field(default_factory=dict)


class YoutubeSource:
    """Walks threads from the newest down, and looks into those that have grown."""

    def __init__(self, settings: YoutubeSettings, tools: Tools) -> None:
        self._settings = settings
        key = settings.api_key.get_secret_value()
        units = Allowance(limit=settings.units_a_day, window=DAY, counts="units", resets=_PACIFIC)
        searches = Allowance(limit=settings.searches_a_day, window=DAY, counts="searches", resets=_PACIFIC)
        budget = tools.budget("youtube", units, key)
        self._http = tools.http.within(budget)
        self._again = tools.http.within(budget, purpose=Purpose.ANSWERED)
        self._search = tools.http.within(tools.budget("youtube search", searches, key))
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written since, and of the last `reread_days`."""
        yield from in_rounds(self._settings.streams, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was written at or after `since`."""
        yield from in_rounds(self._settings.streams, resume, partial(self._past, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again at videos, comments and answers, 50 at a time."""
        ids = [key.native_id for key in keys]
        threads = [one for one in ids if len(one) > 11 and "." not in one]
        answers = [one for one in ids if "." in one]
        videos = [one for one in ids if one not in threads and one not in answers]
        told = [
            *(mention for some in _fifties(threads) for mention in self._threads_again(some)),
            *(mention for some in _fifties(answers) for mention in self._answers_again(some)),
            *(mention for some in _fifties(videos) for mention in self._videos(self._again, some).mentions),
        ]
        there = {mention.key for mention in told}
        mentions = tuple(mention for mention in told if mention.key in keys)
        return Page(mentions=mentions, deleted=tuple(key for key in keys if key not in there))

    def _new(self, stream: str, since: Cursor | None) -> Iterator[Page]:
        name, _, of = stream.partition(" ")
        ceiling = self._now().timestamp()
        if name == "search":
            progress = Progress() if since is None else load(Progress, since)
            fetch = partial(self._found, of, reach_of(progress, LATE))
            yield from newest_first(fetch, progress, overlap=LATE, ceiling=ceiling)
            return
        walked = Walked(walk=dump(Progress())) if since is None else load(Walked, since)
        counts, overlap = dict(walked.counts), self._settings.reread_days * DAY.total_seconds() + 1
        progress = load(Progress, Cursor(walked.walk))
        fetch = partial(self._threads, name, of, counts, resumed=progress.high is not None)
        for page in newest_first(fetch, progress, overlap=overlap, ceiling=ceiling):
            kept = dict(list(counts.items())[-MOST_COUNTS:])
            yield replace(page, cursor=dump(Walked(walk=page.cursor or "", counts=kept)))

    def _past(self, back: datetime, stream: str, resume: Cursor | None) -> Iterator[Page]:
        name, _, of = stream.partition(" ")
        if name == "search":
            yield from back_to(partial(self._found, of, back.timestamp()), back, resume)
        else:
            yield from back_to(partial(self._threads, name, of, {}, resumed=True), back, resume)

    def _threads(self, name: str, of: str, counts: dict[str, int], token: str | None, *, resumed: bool) -> Batch:
        which = {"allThreadsRelatedToChannelId" if name == "channel" else "videoId": of}
        accept = (400, 403) if resumed else (403,)
        asked = {"part": "snippet,replies", "order": "time", "maxResults": THREADS, "textFormat": "plainText"}
        answer = self._get(self._http, "commentThreads", {**asked, **which, "pageToken": token}, accept=accept)
        if answer.status == 403:
            return Batch(page=Page(gap=f"comments are turned off on the {name} {of}"))
        found = read_json(answer, partial(read_threads, own=self._settings.channels))
        grown = [one for one in found.threads if self._has_grown(one, counts)]
        mentions = {mention.key: mention for mention in found.page.mentions}
        for thread in grown:
            mentions |= {mention.key: mention for mention in self._whole(self._http, thread)}
            counts.pop(thread.id, None)
            counts[thread.id] = thread.snippet.total_reply_count
        page = replace(found.page, mentions=tuple(mentions.values()))
        return Batch(page=page, marks=found.marks, older=found.older)

    def _has_grown(self, thread: Thread, counts: Mapping[str, int]) -> bool:
        """A thread comes with a few answers only: the others are asked for when there are more than there were."""
        total = thread.snippet.total_reply_count
        return total > len(thread.replies.comments) and total > counts.get(thread.id, 0)

    def _whole(self, http: Http, thread: Thread) -> list[Mention]:
        replies, token, is_first = list[Comment](), None, True
        while is_first or token:
            asked = {"part": "snippet", "parentId": thread.id, "maxResults": THREADS, "textFormat": "plainText"}
            answer = self._get(http, "comments", {**asked, "pageToken": token})
            some, token = read_json(answer, read_comments)
            replies, is_first = [*replies, *some], False
        return in_thread(thread, replies, self._settings.channels)

    def _found(self, words: str, floor: float | None, token: str | None) -> Batch:
        """Older ones are asked for by time: a page's token is forgotten, and counts from what was newest then."""
        after = None if floor is None else _told(floor)
        asked = {"part": "snippet", "type": "video", "order": "date", "maxResults": FOUND, "q": words}
        answer = self._get(self._search, "search", {**asked, "publishedAfter": after, "publishedBefore": token})
        hits = read_json(answer, read_search)
        page = self._videos(self._http, hits.ids)
        older = _told(min(hits.marks) + 1) if hits.marks and hits.more else None
        if older is not None and older == token:  # one second filled the page
            older = _told(min(hits.marks))
        return Batch(page=page, marks=hits.marks, older=older)

    def _videos(self, http: Http, ids: Sequence[str]) -> Page:
        """Return videos as a whole: a search shows the beginning of what is said of them, and no numbers."""
        if not ids:
            return Page()
        answer = self._get(http, "videos", {"part": "snippet,statistics", "id": ",".join(ids)})
        return read_json(answer, partial(read_videos, own=self._settings.channels))

    def _threads_again(self, ids: Sequence[str]) -> list[Mention]:
        asked = {"part": "snippet,replies", "id": ",".join(ids), "textFormat": "plainText"}
        answer = self._get(self._again, "commentThreads", asked)
        found = read_json(answer, partial(read_threads, own=self._settings.channels))
        mentions = {mention.key: mention for mention in found.page.mentions}
        for thread in found.threads:
            if self._has_grown(thread, {}):
                mentions |= {mention.key: mention for mention in self._whole(self._again, thread)}
        return list(mentions.values())

    def _answers_again(self, ids: Sequence[str]) -> list[Mention]:
        asked = {"part": "snippet", "id": ",".join(ids), "textFormat": "plainText"}
        comments, _ = read_json(self._get(self._again, "comments", asked), read_comments)
        told = [comment_mention(comment, self._settings.channels) for comment in comments]
        return [mention for mention in told if mention is not None]

    def _get(self, http: Http, what: str, asked: Mapping[str, object], *, accept: tuple[int, ...] = ()) -> Answer:
        """Ask the API. Where they are to be accepted, 403 says that comments are off, and 400 loses a page's token."""
        url = f"{self._settings.base_url.rstrip('/')}/youtube/v3/{what}"
        params = {name: value for name, value in asked.items() if value is not None}
        headers = {"X-Goog-Api-Key": self._settings.api_key.get_secret_value()}
        answer = http.get(url, params=params, headers=headers, accept=(200, 400, 403, 429))
        if answer.status == 200 or (answer.status == 403 and 403 in accept and COMMENTS_OFF in answer.body):
            return answer
        if answer.status == 400 and 400 in accept and "pageToken" in params and b"keyInvalid" not in answer.body:
            raise TokenLostError("YouTube does not know this page any more")
        raise error_of(place_of(url), answer, self._now())


def _fifties(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(ids), BY_ID):
        yield ids[at : at + BY_ID]


def _told(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
