"""What GitHub's REST API tells, read: issues, comments on them, and what a search found.

A mention is known by its repository and by `issues/17` or `comments/9001`, which is where the API has it. Facts:
https://docs.github.com/en/rest/issues
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import msgspec

from connectors.contract import Author, Mention, MentionKey, OwnReply, Page, Reach, Refused, SourceError, Unavailable
from connectors.kit.answer import Answer
from connectors.kit.forward import Stretch
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.status import error_for, retry_after
from connectors.kit.text import clean

PAGE_SIZE = 100
OURS = {"OWNER", "MEMBER", "COLLABORATOR"}
"""Whoever has such a part in a repository speaks for it. https://docs.github.com/en/graphql/reference/enums"""

_COMMENT_MARK = re.compile(r"<!--.*?-->", re.DOTALL)
"""What an issue's template tells its author, and nobody sees."""

_LIMITED = re.compile(rb"rate limit|abuse detection|secondary limit", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _User:
    id: int
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reactions:
    total_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue or pull request. `updated_at` also moves when it is labelled or answered."""

    number: int
    title: str
    html_url: str
    created_at: str
    updated_at: str
    user: _User | None = None
    body: str | None = None
    author_association: str = "NONE"
    comments: int | None = None
    reactions: _Reactions = _Reactions()
    repository_url: str = ""
    pull_request: Mapping[str, object] | None = None

    @property
    def is_pull_request(self) -> bool:
        """Whether it is one: older servers tell of every issue where its pull request would be, if it were one."""
        return any((self.pull_request or {}).values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment on an issue."""

    id: int
    issue_url: str
    created_at: str
    updated_at: str
    html_url: str | None = None
    body: str | None = None
    user: _User | None = None
    author_association: str = "NONE"
    reactions: _Reactions = _Reactions()

    @property
    def issue(self) -> int:
        """The number of the issue that it is on. Raises `ValueError` where that is not told."""
        return int(self.issue_url.rpartition("/")[2])

    @property
    def is_ours(self) -> bool:
        """Whether somebody wrote it who speaks for the repository."""
        return self.author_association in OURS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    items: Sequence[object]
    total_count: int
    incomplete_results: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search answered. `incomplete` says that GitHub gave up before it had looked everywhere."""

    page: Page
    marks: tuple[float, ...]
    more: bool
    incomplete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A page of comments: those of customers as mentions, and ours, which answer them."""

    stretch: Stretch
    ours: tuple[Comment, ...]


def read_issues(payload: object, repository: str, *, pull_requests: bool) -> Stretch:
    """Return what a list of a repository's issues holds."""
    items = shaped(payload, list[object], "list of issues")
    page = sift(items, Issue, partial(issue_mention, repository=repository, pull_requests=pull_requests))
    return Stretch(page=page, marks=_marks(items), full=len(items) >= PAGE_SIZE)


def read_comments(payload: object, repository: str) -> Talk:
    """Return what a list of comments holds."""
    items = shaped(payload, list[object], "list of comments")
    page = sift(items, Comment, partial(comment_mention, repository=repository))
    ours = tuple(comment for comment in comments_of(items) if comment.is_ours)
    return Talk(stretch=Stretch(page=page, marks=_marks(items), full=len(items) >= PAGE_SIZE), ours=ours)


def read_search(payload: object, *, pull_requests: bool) -> Found:
    """Return what a search for issues holds. Whoever speaks for such a repository does not speak for us."""
    found = shaped(payload, _Found, "result of a search")
    page = sift(found.items, Issue, partial(issue_mention, repository=None, pull_requests=pull_requests))
    more = found.total_count > len(found.items) > 0
    return Found(page=page, marks=_marks(found.items), more=more, incomplete=found.incomplete_results)


def issue_mention(issue: Issue, repository: str | None, *, pull_requests: bool = True) -> Mention | None:
    """Return an issue as a mention; without `repository`, one of ours, it is anybody's and says where it stands."""
    is_ours = repository is not None and issue.author_association in OURS
    if is_ours or (issue.is_pull_request and not pull_requests):
        return None
    name = f"issues/{issue.number}"
    return Mention(
        key=MentionKey(platform="github", scope=repository or _repository(issue), native_id=name),
        text=_plain(issue.body),
        title=clean(issue.title) or None,
        posted_at=time_of(issue.created_at, "created_at"),
        url=issue.html_url,
        author=_author(issue.user),
        thread_id=name,
        reach=Reach(likes=issue.reactions.total_count, replies=issue.comments),
    )


def comment_mention(comment: Comment, repository: str) -> Mention | None:
    """Return a customer's comment as a mention; None for one of ours."""
    if comment.is_ours:
        return None
    created, updated = time_of(comment.created_at, "created_at"), time_of(comment.updated_at, "updated_at")
    return Mention(
        key=MentionKey(platform="github", scope=repository, native_id=f"comments/{comment.id}"),
        text=_plain(comment.body),
        posted_at=created,
        edited_at=updated if updated > created else None,
        url=comment.html_url,
        author=_author(comment.user),
        thread_id=f"issues/{comment.issue}",
        parent_id=f"issues/{comment.issue}",
        reach=Reach(likes=comment.reactions.total_count),
    )


def comments_of(items: Sequence[object]) -> list[Comment]:
    """Return those comments that are understood; the others were rejected where they were read as mentions."""
    found = []
    for item in items:
        try:
            comment = msgspec.convert(item, Comment)
            if comment.issue and written(comment):
                found.append(comment)
        except ValueError:
            continue
    return found


def written(comment: Comment) -> datetime:
    """Return when a comment was written."""
    return time_of(comment.created_at, "created_at")


def own_reply(comment: Comment) -> OwnReply:
    """Return a comment of ours as an answer."""
    author = comment.user.login if comment.user else None
    text = _plain(comment.body)
    return OwnReply(native_id=f"comments/{comment.id}", text=text, posted_at=written(comment), author=author)


def error_of(place: str, answer: Answer, now: datetime) -> SourceError:
    """Return what an answer means that is none: GitHub says 403 for "not allowed" and for "too fast" alike."""
    spent = answer.headers.get("x-ratelimit-remaining") == "0" or _LIMITED.search(answer.body)
    if answer.status in (403, 429) and spent:
        wait = retry_after(answer.headers, now)
        return Unavailable(f"{place}: GitHub wants to be asked more slowly", retry_after=wait)
    if answer.status == 422:
        return Refused(f"{place} answered 422: GitHub does not take what was asked, or the token cannot see it")
    return error_for(place, answer, now)


def _marks(items: Sequence[object]) -> tuple[float, ...]:
    found = []
    for item in items:
        try:
            told = item.get("updated_at") if isinstance(item, Mapping) else None
            found.append(time_of(told, "updated_at").timestamp())
        except ValueError:
            continue  # it is rejected where it is read
    return tuple(found)


def _repository(issue: Issue) -> str:
    name = "/".join(issue.repository_url.rsplit("/", 2)[-2:]).lower()
    if name.count("/") != 1:
        raise ValueError("the issue does not say which repository it is in")
    return name


def _author(user: _User | None) -> Author:
    return Author(id=str(user.id), name=user.login) if user else Author()


def _plain(body: str | None) -> str:
    return clean(_COMMENT_MARK.sub("", body or ""))
