"""Polling, rereading and answering GitHub."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from connectors.contract import (
    Changed,
    Cursor,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Refused,
    ReplyReceipt,
    Uncertain,
)
from connectors.github.discussions import (
    BY_ID,
    MOST_NODES,
    OF_REPOSITORY,
    OF_SEARCH,
    data_of,
    read_discussions,
    read_nodes,
)
from connectors.github.door import door_of
from connectors.github.reading import (
    PAGE_SIZE,
    Comment,
    Issue,
    comment_mention,
    comments_of,
    error_of,
    issue_mention,
    own_reply,
    read_comments,
    read_issues,
    read_search,
    written,
)
from connectors.github.settings import GithubSettings
from connectors.kit.cursor import dump, load
from connectors.kit.forward import Forward, Stretch, oldest_first
from connectors.kit.history import back_to
from connectors.kit.http import Http
from connectors.kit.items import read_json, shaped
from connectors.kit.kind import Tools
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.posting import post_once
from connectors.kit.rounds import in_rounds

LATE = 60
"""Seconds: what changed may be listed a little later than its time says."""
SEARCH_LATE = 3600
LONGEST_REPLY = 65_536


class _IncompleteError(Exception):
    """A search that GitHub broke off: what it found counts, but not as all that there is."""

    def __init__(self, page: Page) -> None:
        super().__init__("GitHub's search did not look through everything in time")
        self.page = page


class GithubSource:
    """Reads one's own repositories in the order of changes, or walks down what a search finds."""

    longest: int | None = LONGEST_REPLY
    looks: tuple[float, ...] = (2.0, 15.0)

    def __init__(self, settings: GithubSettings, tools: Tools) -> None:
        self._settings = settings
        self._door = door_of(settings, tools)
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of what was written, changed or answered since."""
        yield from in_rounds(self._settings.streams, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was written at or after `since`."""
        yield from in_rounds(self._settings.streams, resume, partial(self._past, since))

    def reread(self, keys: Sequence[MentionKey]) -> Page:
        """Look again: at issues and comments one by one, at what was said in discussions by the hundred."""
        talk = [key for key in keys if "/" not in key.native_id]
        pages = [self._look(key) for key in keys if key not in talk]
        pages += [self._look_at_talk(talk[at : at + MOST_NODES]) for at in range(0, len(talk), MOST_NODES)]
        return Page(
            mentions=tuple(mention for page in pages for mention in page.mentions),
            deleted=tuple(key for page in pages for key in page.deleted),
        )

    def reply(self, key: MentionKey, text: str) -> ReplyReceipt:
        """Comment on the issue that was opened, or commented on."""
        number = self._issue_number(key)
        url = f"{self._door.address}/repos/{key.scope}/issues/{number}/comments"
        answer = post_once(self._door.core, url, json={"body": text}, headers=self._door.headers, now=self._now())
        if answer.status in (403, 429):
            raise error_of("a comment", answer, self._now())
        if answer.status >= 300:
            raise Refused(f"GitHub does not take this comment ({answer.status}): is the issue locked?")
        try:
            comment = read_json(answer, lambda payload: shaped(payload, Comment, "comment"))
            return ReplyReceipt(native_id=f"comments/{comment.id}", posted_at=written(comment), url=comment.html_url)
        except (Changed, ValueError) as error:
            raise Uncertain(f"GitHub took a comment and did not show it: {error}") from error

    def replies_to(self, key: MentionKey) -> tuple[OwnReply, ...]:
        """Return our comments on the issue, of those after the mention where it is a comment itself."""
        return self._answers(self._door.core, key.scope, self._issue_number(key), since=None, behind=_comment_id(key))

    def _new(self, stream: str, since: Cursor | None) -> Iterator[Page]:
        name, _, of = stream.partition(" ")
        now = self._now().timestamp()
        if name in ("issues", "comments"):
            progress = Forward() if since is None else load(Forward, since)
            yield from oldest_first(partial(self._list, name, of), progress, overlap=LATE, now=now)
            return
        walked = Progress() if since is None else load(Progress, since)
        overlap = SEARCH_LATE if name == "search" else LATE
        last = since
        try:
            for page in newest_first(self._fetch(name, of), walked, overlap=overlap, ceiling=now):
                last = page.cursor
                yield page
        except _IncompleteError as error:
            yield replace(error.page, cursor=last or dump(Progress()), gap=str(error))

    def _past(self, back: datetime, stream: str, resume: Cursor | None) -> Iterator[Page]:
        name, _, of = stream.partition(" ")
        if name in ("issues", "comments"):
            progress = Forward(since=back.timestamp(), settled=False) if resume is None else load(Forward, resume)
            now = self._now().timestamp()
            for page in oldest_first(partial(self._list, name, of), progress, overlap=0, now=now):
                yield replace(page, mentions=tuple(mention for mention in page.mentions if mention.posted_at >= back))
            return
        yield from back_to(self._fetch(name, of), back, resume)

    def _list(self, name: str, repository: str, since: float | None, number: int) -> Stretch:
        order = {"sort": "updated", "direction": "desc" if since is None else "asc", "per_page": PAGE_SIZE}
        after = f"{datetime.fromtimestamp(since, UTC):%Y-%m-%dT%H:%M:%SZ}" if since else None
        path = f"/repos/{repository}/issues{'/comments' if name == 'comments' else ''}"
        state = "all" if name == "issues" else None
        asked = {**order, "since": after, "page": number, "state": state}
        answer = self._door.get(self._door.core, path, asked)
        if name == "issues":
            pulls = self._settings.pull_requests
            return read_json(answer, partial(read_issues, repository=repository, pull_requests=pulls))
        talk = read_json(answer, partial(read_comments, repository=repository))
        return replace(talk.stretch, page=self._with_answers(talk.stretch.page, talk.ours, repository))

    def _with_answers(self, page: Page, ours: Sequence[Comment], repository: str) -> Page:
        """Tell our comments with the issue that they are on, and with what customers said in it before."""
        mentions = [_answered(mention, ours) for mention in page.mentions]
        for number in dict.fromkeys(comment.issue for comment in ours):
            issue = self._issue(self._door.core, repository, number)
            mentions += [_answered(issue, ours)] if issue else []
        return replace(page, mentions=tuple(mentions))

    def _fetch(self, name: str, of: str) -> "partial[Batch]":
        if name == "search":
            return partial(self._found, of)
        return partial(self._discussed, of if name == "discussions" else None, of)

    def _found(self, search: str, token: str | None) -> Batch:
        """One search reaches 1,000 hits, so older ones are asked for by the time of their last change."""
        kind = "" if self._settings.pull_requests else " is:issue"
        asked = f"{search}{kind}{f' updated:<={token}' if token else ''}"
        order = {"sort": "updated", "order": "desc", "per_page": PAGE_SIZE}
        answer = self._door.get(self._door.search, "/search/issues", {"q": asked, **order})
        found = read_json(answer, partial(read_search, pull_requests=self._settings.pull_requests))
        if found.incomplete:
            raise _IncompleteError(found.page)
        return Batch(page=found.page, marks=found.marks, older=_older(found.marks, token) if found.more else None)

    def _discussed(self, repository: str | None, of: str, token: str | None) -> Batch:
        if repository is None:
            answer = self._door.query(OF_SEARCH, words=f"{of} sort:updated-desc", after=token)
        else:
            owner, _, name = repository.partition("/")
            answer = self._door.query(OF_REPOSITORY, owner=owner, name=name, after=token)
        return read_json(answer, partial(read_discussions, own=repository is not None))

    def _look(self, key: MentionKey) -> Page:
        again, own = self._door.again, key.scope in self._settings.repositories
        answer = self._door.get(again, _path(key), missing=True)
        if answer.status == 404:
            self._door.check(again, key.scope)
        if answer.status != 200:
            return Page(deleted=(key,))
        if key.native_id.startswith("issues/"):
            issue = read_json(answer, lambda payload: shaped(payload, Issue, "issue"))
            mention = issue_mention(issue, key.scope if own else None)
            number = issue.number
        else:
            comment = read_json(answer, lambda payload: shaped(payload, Comment, "comment"))
            mention, number = comment_mention(comment, key.scope), comment.issue
        if mention is None:
            return Page()
        since, behind = mention.posted_at, _comment_id(key)
        answers = self._answers(again, key.scope, number, since=since, behind=behind) if own else ()
        return Page(mentions=(replace(mention, key=key, own_replies=answers),))

    def _look_at_talk(self, keys: Sequence[MentionKey]) -> Page:
        answer = self._door.query(BY_ID, ids=[key.native_id for key in keys])
        nodes = read_json(answer, lambda payload: data_of(payload, missing=True).get("nodes") or [])
        told = {key.native_id: node for key, node in zip(keys, nodes, strict=False)}
        page = read_nodes([node for node in told.values() if node], own=bool(self._settings.repositories))
        gone = tuple(key for key in keys if key.native_id in told and told[key.native_id] is None)
        return Page(mentions=tuple(mention for mention in page.mentions if mention.key in keys), deleted=gone)

    def _answers(
        self, http: Http, repository: str, number: int, *, since: datetime | None, behind: int
    ) -> tuple[OwnReply, ...]:
        """Return our comments on an issue whose ids, which grow, are `behind` one."""
        after = None if since is None else f"{since:%Y-%m-%dT%H:%M:%SZ}"
        found, page, full = list[OwnReply](), 1, True
        while full:
            path = f"/repos/{repository}/issues/{number}/comments"
            answer = self._door.get(http, path, {"since": after, "per_page": PAGE_SIZE, "page": page})
            items = read_json(answer, lambda payload: shaped(payload, list[object], "list of comments"))
            found += [own_reply(one) for one in comments_of(items) if one.is_ours and one.id > behind]
            page, full = page + 1, len(items) >= PAGE_SIZE
        return tuple(found)

    def _issue(self, http: Http, repository: str, number: int) -> Mention | None:
        answer = self._door.get(http, f"/repos/{repository}/issues/{number}", missing=True)
        if answer.status != 200:
            return None
        issue = read_json(answer, lambda payload: shaped(payload, Issue, "issue"))
        return issue_mention(issue, repository, pull_requests=self._settings.pull_requests)

    def _issue_number(self, key: MentionKey) -> int:
        if "/" not in key.native_id:
            raise Refused("discussions cannot be answered from here: answer on GitHub")
        if key.native_id.startswith("issues/"):
            return int(key.native_id.removeprefix("issues/"))
        answer = self._door.get(self._door.core, _path(key))
        return read_json(answer, lambda payload: shaped(payload, Comment, "comment")).issue


def _path(key: MentionKey) -> str:
    kind, _, number = key.native_id.partition("/")
    if not number.isdecimal():
        raise Refused(f"{key.native_id[:60]!r} is no issue and no comment")
    return f"/repos/{key.scope}/issues/{number}" if kind == "issues" else f"/repos/{key.scope}/issues/comments/{number}"


def _comment_id(key: MentionKey) -> int:
    kind, _, number = key.native_id.partition("/")
    return int(number) if kind == "comments" else 0


def _answered(mention: Mention, ours: Sequence[Comment]) -> Mention:
    replies = [one for one in ours if f"issues/{one.issue}" == mention.thread_id and written(one) > mention.posted_at]
    return replace(mention, own_replies=tuple(own_reply(one) for one in replies)) if replies else mention


def _older(marks: Sequence[float], token: str | None) -> str | None:
    """The last second is read again, as more may have changed in it, unless it filled the whole page."""
    lowest = min(marks, default=None)
    if lowest is None:
        return None
    told = f"{datetime.fromtimestamp(lowest, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return told if told != token else f"{datetime.fromtimestamp(lowest - 1, UTC):%Y-%m-%dT%H:%M:%SZ}"
