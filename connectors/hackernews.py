"""Hacker News, through the search that Algolia runs for it (https://hn.algolia.com/api).

One search reaches 1,000 hits however it pages, so older ones are asked for by time instead of by page number; that
also keeps a page where it is while new posts come in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from connectors.contract import Author, Changed, Cursor, Mention, MentionKey, Page, Reach
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped, sift, time_of
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.paging import Batch, Progress, floor_of, newest_first
from connectors.kit.query.field import QueryText, searched_with
from connectors.kit.query.search import Dialect
from connectors.kit.rounds import in_rounds
from connectors.kit.text import plain

HITS_PER_PAGE = 100
DIALECT = Dialect(most=10)
"""Algolia's plain words: all of them, phrases in quotes; neither alternatives nor exact exclusion."""
LATE = 3600
"""Seconds: the index has a post some minutes after it was written, and not always in order."""


class HackerNewsSettings(SourceSettings):
    """One search."""

    base_url: str = Field(default="https://hn.algolia.com", description="The server to ask.")
    query: Annotated[QueryText, searched_with(DIALECT)] = Field(description="What to look for, in the query language.")
    tags: str = Field(default="(story,comment)", description="What to look in, as Algolia writes it: `comment`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One story or comment. `points` and `num_comments` are told of stories only."""

    objectID: str  # noqa: N815  the API's own name
    created_at_i: int
    author: str | None = None
    title: str | None = None
    story_text: str | None = None
    comment_text: str | None = None
    story_id: int | None = None
    parent_id: int | None = None
    points: int | None = None
    num_comments: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer; the hits are read one by one."""

    hits: list[Any]
    nbPages: int = 1  # noqa: N815


class HackerNews:
    """Searches stories and comments, the newest first."""

    def __init__(self, settings: HackerNewsSettings, http: Http, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._searches = settings.query.searches(DIALECT)
        self._http = http
        self._now = now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what is new since `since`, and what was left unread before."""
        yield from in_rounds(self._searches, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield the past back to `since`, the newest first."""
        yield from in_rounds(self._searches, resume, partial(self._past, since))

    def _past(self, back: datetime, search: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(partial(self._search, search, None), back, resume)

    def _new(self, search: str, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        floor = floor_of(progress, LATE)
        fetch = partial(self._search, search, None if floor is None else int(floor))
        yield from newest_first(fetch, progress, overlap=LATE, ceiling=self._now().timestamp())

    def _search(self, search: str, after: int | None, token: str | None) -> Batch:
        """Ask for what was posted after the second `after` or, where there is a token, up to the second that it is."""
        until = None if token is None else _second(token)
        bound = f"created_at_i>{after}" if token is None else f"created_at_i<={until}"
        params = {
            "query": search,
            "tags": self._settings.tags,
            "hitsPerPage": HITS_PER_PAGE,
            "typoTolerance": "false",  # a brand's name is not meant approximately
        }
        if token is not None or after is not None:
            params["numericFilters"] = bound
        answer = self._http.get(f"{self._settings.base_url.rstrip('/')}/api/v1/search_by_date", params=params)
        return read_json(answer, partial(read_page, until=until))


def read_page(payload: object, until: int | None = None) -> Batch:
    """Return what a search for posts up to the second `until` (None: now) answered."""
    answered = shaped(payload, Answered, "list of hits")
    page = sift(answered.hits, Hit, _mention)
    marks = tuple(int(mention.posted_at.timestamp()) for mention in page.mentions)
    older = str(_read_on_from(min(marks), until)) if marks and answered.nbPages > 1 else None
    return Batch(page=page, marks=marks, older=older)


def _read_on_from(lowest: int, until: int | None) -> int:
    """The last second of a page is read again, as more may have been posted in it, unless it filled the whole page."""
    return lowest - 1 if lowest == until else lowest


def _mention(hit: Hit) -> Mention:
    title = plain(hit.title or "") or None
    text = plain(hit.comment_text or hit.story_text or "")
    if not hit.objectID or not (title or text):
        raise ValueError("the hit has no id or no words")
    return Mention(
        key=MentionKey(platform="hackernews", scope="", native_id=hit.objectID),
        url=f"https://news.ycombinator.com/item?id={hit.objectID}",
        author=Author(id=hit.author, name=hit.author),
        title=title,
        text=text,
        posted_at=time_of(hit.created_at_i, "created_at_i"),
        thread_id=str(hit.story_id or hit.objectID),
        parent_id=None if hit.parent_id is None else str(hit.parent_id),
        reach=Reach(likes=hit.points, replies=hit.num_comments),
    )


def _second(token: str) -> int:
    try:
        return int(token)
    except ValueError as error:
        raise Changed("the saved cursor holds no second to read on from", payload=token) from error


def _build(settings: HackerNewsSettings, tools: Tools) -> HackerNews:
    return HackerNews(settings, tools.http, tools.now)


KIND = Kind(
    settings=HackerNewsSettings,
    build=_build,
    hears="Stories and comments on Hacker News that have the words of a search.",
    needs="Nothing: the search is open to everyone.",
    limits="It shows neither edits nor deletions, and about 10,000 requests an hour are allowed.",
    about="brand",
    every=timedelta(minutes=5),
)
