"""Discussions, which only GitHub's GraphQL API has.

A discussion comes with its last comments and their last answers. A mention is known by its node id, which is the same
everywhere. Facts: https://docs.github.com/en/graphql/guides/using-the-graphql-api-for-discussions
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from connectors.contract import (
    Author,
    Changed,
    Mention,
    MentionKey,
    OwnReply,
    Page,
    Reach,
    Refused,
    Rejected,
    Unavailable,
)
from connectors.github.reading import OURS
from connectors.kit.items import shaped, time_of
from connectors.kit.paging import Batch
from connectors.kit.text import clean

MOST_NODES = 100

_SAID = (
    "__typename id url body createdAt lastEditedAt authorAssociation upvoteCount "
    "author { login ... on User { databaseId } }"
)
_COMMENT = f"{_SAID} discussion {{ id repository {{ nameWithOwner }} }}"
_DISCUSSION = (
    f"{_SAID} title updatedAt repository {{ nameWithOwner }} comments(last: 30) {{ totalCount nodes {{ {_COMMENT} "
    f"replies(last: 10) {{ nodes {{ {_COMMENT} }} }} }} }}"
)
_LIST = f"pageInfo {{ hasNextPage endCursor }} nodes {{ ... on Discussion {{ {_DISCUSSION} }} }}"

OF_REPOSITORY = (
    "query($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) { "
    f"found: discussions(first: 20, after: $after, orderBy: {{field: UPDATED_AT, direction: DESC}}) {{ {_LIST} }} }} }}"
)
OF_SEARCH = (
    "query($words: String!, $after: String) { "
    f"found: search(type: DISCUSSION, query: $words, first: 20, after: $after) {{ {_LIST} }} }}"
)
BY_ID = (
    f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Discussion {{ {_DISCUSSION} }} "
    f"... on DiscussionComment {{ {_COMMENT} replies(last: 10) {{ nodes {{ {_COMMENT} }} }} }} }} }}"
)

_PASSING = {"RATE_LIMITED", "RESOURCE_LIMITS_EXCEEDED", "SERVICE_UNAVAILABLE"}
_PERSONAL = {"NOT_FOUND", "FORBIDDEN", "INSUFFICIENT_SCOPES", "UNAUTHORIZED"}


class _Node(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    login: str = ""
    database_id: int | None = None


class _Repository(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    name_with_owner: str


class _Thread(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    repository: _Repository


class _Comments(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    nodes: "list[Said | None]" = []
    total_count: int | None = None


class Said(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A discussion, a comment in it, or an answer to a comment."""

    id: str
    url: str
    body: str
    created_at: str
    last_edited_at: str | None = None
    updated_at: str | None = None
    author_association: str = "NONE"
    upvote_count: int | None = None
    author: _Node | None = None
    title: str | None = None
    repository: _Repository | None = None
    discussion: _Thread | None = None
    comments: _Comments = _Comments()
    replies: _Comments = _Comments()

    @property
    def is_ours(self) -> bool:
        """Whether somebody wrote it who speaks for the repository."""
        return self.author_association in OURS

    @property
    def under(self) -> "list[Said]":
        """What was said in answer to it."""
        return [said for said in (*self.comments.nodes, *self.replies.nodes) if said is not None]


class _Info(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    has_next_page: bool = False
    end_cursor: str | None = None


class _List(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    nodes: list[object]
    page_info: _Info


def data_of(payload: object, *, missing: bool = False) -> Mapping[str, Any]:
    """Return the data of a GraphQL answer. Raises what its errors mean; with `missing`, not that something is gone."""
    told = shaped(payload, dict[str, Any], "answer of GraphQL")
    errors = [error for error in told.get("errors") or [] if isinstance(error, dict)]
    kinds = {str(error.get("type")) for error in errors}
    if kinds & _PASSING:
        raise Unavailable("GitHub's GraphQL wants to be asked more slowly")
    if kinds & _PERSONAL and not (missing and kinds == {"NOT_FOUND"}):
        raise Refused(f"GitHub's GraphQL answered {', '.join(sorted(kinds))}: can the token read these discussions?")
    data = told.get("data")
    if not isinstance(data, dict) or (errors and not kinds & _PERSONAL):
        raise Changed("GitHub's GraphQL answered without data")
    return data


def read_discussions(payload: object, *, own: bool) -> Batch:
    """Return what a list of discussions holds, with their comments. In our `own`, what we say there are answers."""
    data = data_of(payload)
    found = shaped((data.get("repository") or data).get("found"), _List, "list of discussions")
    page, marks = read_nodes(found.nodes, own=own), []
    for node in found.nodes:
        try:
            marks.append(time_of(node.get("updatedAt") if isinstance(node, dict) else None, "updatedAt").timestamp())
        except ValueError:
            continue  # it is rejected where it is read
    info = found.page_info
    return Batch(page=page, marks=tuple(marks), older=info.end_cursor if info.has_next_page else None)


def read_nodes(nodes: Sequence[object], *, own: bool) -> Page:
    """Return all that is said in `nodes`, and in answer to it."""
    mentions, rejected = list[Mention](), list[Rejected]()
    for node in nodes:
        try:
            mentions += _all_in(msgspec.convert(node, Said), own=own)
        except ValueError as error:
            rejected.append(Rejected(reason=str(error), payload=str(node)[:2000]))
    return Page(mentions=tuple(mentions), rejected=tuple(rejected))


def _all_in(said: Said, *, own: bool) -> Iterator[Mention]:
    if not (own and said.is_ours):
        yield _mention(said, own=own)
    for one in said.under:
        yield from _all_in(one, own=own)


def _mention(said: Said, *, own: bool) -> Mention:
    repository = said.repository or (said.discussion.repository if said.discussion else None)
    if repository is None:
        raise ValueError("it does not say which repository it is in")
    account = said.author.database_id if said.author else None
    return Mention(
        key=MentionKey(platform="github", scope=repository.name_with_owner.lower(), native_id=said.id),
        text=clean(said.body),
        title=clean(said.title or "") or None,
        posted_at=time_of(said.created_at, "createdAt"),
        edited_at=time_of(said.last_edited_at, "lastEditedAt") if said.last_edited_at else None,
        url=said.url,
        author=Author(id=None if account is None else str(account), name=said.author.login if said.author else None),
        thread_id=said.discussion.id if said.discussion else said.id,
        reach=Reach(likes=said.upvote_count, replies=said.comments.total_count),
        own_replies=tuple(_own_reply(one) for one in said.under if own and one.is_ours),
    )


def _own_reply(said: Said) -> OwnReply:
    at, author = time_of(said.created_at, "createdAt"), said.author.login if said.author else None
    return OwnReply(native_id=said.id, text=clean(said.body), posted_at=at, author=author)
