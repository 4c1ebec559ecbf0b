"""Posts on Mastodon and what speaks its API: a hashtag, a search, or who mentions an account.

Only what the asked server has heard of is there: another server may know more. A post is known by its `uri`, which is
the same on every server. Facts: https://docs.joinmastodon.org/methods/timelines/
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal
from urllib.parse import quote

import msgspec
from pydantic import Field, SecretStr, field_validator, model_validator

from connectors.contract import Author, Cursor, Media, Mention, MentionKey, Page, Reach
from connectors.kit.cursor import load
from connectors.kit.history import back_to
from connectors.kit.items import read_json, shaped, sift, time_of
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.language import language_code
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.query.field import QueryText, refuse_unsearchable
from connectors.kit.query.search import Dialect
from connectors.kit.rounds import in_rounds
from connectors.kit.text import clean, plain

PAGE_SIZE = 40
LATE = 3600
"""Seconds: posts of other servers arrive late, and then stand where their time puts them."""

Place = Literal["timeline", "notifications", "search"]

DIALECT = Dialect(most=5)
"""Plain words and phrases: all of them must be there."""
_SEEN_BY_ALL = {"public", "unlisted"}
_MEDIA = {"image": "image", "video": "video", "gifv": "video", "audio": "audio"}


class MastodonSettings(SourceSettings):
    """What to listen to: a `hashtag`, `mentions`, or else what a search for `query` finds."""

    base_url: str = Field(default="https://mastodon.social", description="The server (instance) to ask.")
    hashtag: str | None = Field(default=None, description="A hashtag, with or without #.")
    or_hashtags: tuple[str, ...] = Field(default=(), max_length=3, description="Further hashtags: any of them will do.")
    query: QueryText | None = Field(
        default=None,
        description="What to search for (needs a token) or, with `hashtag` or `mentions`, what to keep of them.",
    )
    mentions: bool = Field(default=False, description="Posts that mention the token's own account; needs a token.")
    token: SecretStr | None = Field(default=None, description="An access token with read:search, read:notifications.")

    @field_validator("hashtag", "or_hashtags")
    @classmethod
    def _bare(cls, given: str | tuple[str, ...] | None) -> str | tuple[str, ...] | None:
        tags = [tag.strip().removeprefix("#") for tag in ([given] if isinstance(given, str) else given or ())]
        wrong = [tag for tag in tags if not re.fullmatch(r"\w+", tag)]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no hashtag: it is letters, digits and _ only")
        return (tags[0] if isinstance(given, str) else tuple(tags)) if tags else given

    @model_validator(mode="after")
    def _one_place(self) -> "MastodonSettings":
        if (self.hashtag is not None and self.mentions) or (self.place == "search" and self.query is None):
            raise ValueError("say one of `hashtag`, `query` and `mentions: true`")
        if self.or_hashtags and self.hashtag is None:
            raise ValueError("`or_hashtags` goes with `hashtag`")
        if self.token is None and self.hashtag is None:
            raise ValueError("`query` and `mentions` need a `token`: Preferences > Development > New application")
        if self.query is not None and self.place == "search":
            refuse_unsearchable(self.query, DIALECT)
        return self

    @property
    def place(self) -> Place:
        """What is asked."""
        if self.mentions:
            return "notifications"
        return "search" if self.hashtag is None else "timeline"

    @property
    def searches(self) -> tuple[str, ...]:
        """What the server is searched for; one empty search where it is not."""
        return self.query.searches(DIALECT) if self.query and self.place == "search" else ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    acct: str
    uri: str | None = None
    url: str | None = None
    display_name: str | None = None
    followers_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attachment:
    type: str = "unknown"
    url: str | None = None
    remote_url: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Status:
    """One post as the API writes it."""

    id: str
    uri: str
    created_at: str
    visibility: str
    account: _Account
    content: str
    url: str | None = None
    spoiler_text: str | None = None
    language: str | None = None
    edited_at: str | None = None
    in_reply_to_id: str | None = None
    reblog: object = None
    media_attachments: Sequence[_Attachment] = ()
    favourites_count: int | None = None
    reblogs_count: int | None = None
    replies_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notification:
    type: str
    status: _Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    statuses: Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamp:
    """What paging needs of a status or a notification, whatever else is wrong with it."""

    id: str
    created_at: str


def read_page(payload: object, place: Place) -> Batch:
    """Return what an answer of `place` holds. Raises `Changed` where it is none."""
    if place == "search":
        items = shaped(payload, _Found, "result of a search").statuses
    else:
        items = shaped(payload, list[object], "list of posts")
    if place == "notifications":
        page = sift(items, _Notification, _of_notification, _is_public)
    else:
        page = sift(items, _Status, _mention, _is_public)
    stamps = _stamps(items)
    marks = tuple(moment.timestamp() for _, moment in stamps)
    return Batch(page=page, marks=marks, older=min((name for name, _ in stamps), key=_age, default=None))


class MastodonSource:
    """Walks from the newest post to where it last was."""

    def __init__(self, settings: MastodonSettings, tools: Tools) -> None:
        self._settings = settings
        self._http = tools.http
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield pages of posts since, and of the last hour before, which may have been late or edited."""
        yield from in_rounds(self._settings.searches, since, self._new)

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield posts written at or after `since`."""
        yield from in_rounds(self._settings.searches, resume, partial(self._past, since))

    def _new(self, search: str, since: Cursor | None) -> Iterator[Page]:
        progress = Progress() if since is None else load(Progress, since)
        yield from newest_first(partial(self._fetch, search), progress, overlap=LATE, ceiling=self._now().timestamp())

    def _past(self, back: datetime, search: str, resume: Cursor | None) -> Iterator[Page]:
        yield from back_to(partial(self._fetch, search), back, resume)

    def _fetch(self, search: str, token: str | None) -> Batch:
        settings = self._settings
        headers = {"Authorization": f"Bearer {settings.token.get_secret_value()}"} if settings.token else {}
        path, asked = self._question(search, token)
        answer = self._http.get(f"{settings.base_url.rstrip('/')}{path}", params=asked, headers=headers)
        batch = read_json(answer, lambda payload: read_page(payload, settings.place))
        return _by_offset(batch, token) if settings.place == "search" else batch

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


def _by_offset(batch: Batch, token: str | None) -> Batch:
    """A search makes `max_id` a time in whole seconds and would miss posts; new posts only shift an offset."""
    older = str(int(token or 0) + PAGE_SIZE) if batch.older else None
    return Batch(page=batch.page, marks=batch.marks, older=older)


def _is_public(item: object) -> bool:
    """Whether it surely is: what was not understood may be private, too."""
    status = item.get("status", item) if isinstance(item, Mapping) else None
    return isinstance(status, Mapping) and status.get("visibility") in _SEEN_BY_ALL


def _stamps(items: Sequence[object]) -> list[tuple[str, datetime]]:
    found = []
    for item in items:
        try:
            stamp = msgspec.convert(item, _Stamp)
            found.append((stamp.id, time_of(stamp.created_at, "created_at")))
        except ValueError:
            continue  # it is rejected where it is read
    return found


def _age(name: str) -> tuple[int, str]:
    """Ids are opaque, and grow: first in length, then in the alphabet."""
    return len(name), name


def _of_notification(notification: _Notification) -> Mention | None:
    if notification.type != "mention":
        return None
    if notification.status is None:
        raise ValueError("the notification comes without its post")
    return _mention(notification.status)


def _mention(status: _Status) -> Mention | None:
    if status.reblog is not None:
        return None
    if status.visibility not in _SEEN_BY_ALL:
        raise ValueError(f"the post is {status.visibility!r}: it is not for others' eyes")
    return Mention(
        key=MentionKey(platform="mastodon", scope="", native_id=status.uri),
        text=plain(status.content),
        title=clean(status.spoiler_text or "") or None,
        posted_at=time_of(status.created_at, "created_at"),
        edited_at=time_of(status.edited_at, "edited_at") if status.edited_at else None,
        url=_link(status.url, status.uri),
        author=_author(status.account),
        language=language_code(status.language),
        parent_id=status.in_reply_to_id,  # the asked server's own id: the parent's uri is not told
        reach=Reach(likes=status.favourites_count, shares=status.reblogs_count, replies=status.replies_count),
        media=tuple(media for attachment in status.media_attachments for media in _media(attachment)),
    )


def _author(account: _Account) -> Author:
    return Author(
        id=account.uri or account.url or account.acct,
        name=clean(account.display_name or "") or account.acct,
        followers=account.followers_count,
    )


def _media(attachment: _Attachment) -> list[Media]:
    url = _link(attachment.url, attachment.remote_url)
    alt = clean(attachment.description or "") or None
    return [Media(kind=_MEDIA.get(attachment.type, "other"), url=url, alt=alt)] if url else []


def _link(*candidates: str | None) -> str | None:
    return next((url for url in candidates if url and url.startswith(("https://", "http://"))), None)


KIND = Kind(
    settings=MastodonSettings,
    build=MastodonSource,
    hears="Posts with a hashtag, that a search finds, or that mention an account, as one server knows them.",
    needs=(
        "Nothing for a hashtag on most servers. A token for a search or mentions: on the server, Preferences > "
        "Development > New application, with read:search and read:notifications."
    ),
    limits=(
        "A server knows only what has reached it. A search finds posts whose authors allow it, where the server has "
        "full-text search. Private and direct posts are never taken. Edits are seen for an hour; deletions are not. "
        "A server allows 300 requests in 5 minutes."
    ),
    about="brand",
    every=timedelta(minutes=5),
    edits=True,
)
