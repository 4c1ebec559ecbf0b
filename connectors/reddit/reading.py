"""What Reddit tells, read: listings of posts (`t3_`) and comments (`t1_`). Facts: https://www.reddit.com/dev/api"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Page, Reach, Rejected
from connectors.kit.items import shaped, sift, time_of
from connectors.kit.text import clean

WEB = "https://www.reddit.com"

_TAKEN_AWAY = re.compile(r"\[\s*(?:deleted|removed)\b[^\]]*\]", re.IGNORECASE)
_QUOTED = re.compile(r"^ {0,3}>(?!!).*\n?", re.MULTILINE)
_IN_THREAD = re.compile(r"/comments/(\w+)/")
_HELD = "automod_filtered"
"""Waits for a moderator: nobody sees it, and it may come back."""


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """A post or a comment as the API writes it."""

    name: str
    created_utc: float
    author: str | None = None
    author_fullname: str | None = None
    permalink: str | None = None
    edited: bool | float = False
    score: int | None = None
    hide_score: bool = False
    score_hidden: bool = False
    # of a post
    title: str | None = None
    selftext: str = ""
    url: str | None = None
    post_hint: str | None = None
    num_comments: int | None = None
    num_crossposts: int | None = None
    removed_by_category: str | None = None
    # of a comment
    body: str = ""
    link_id: str | None = None
    parent_id: str | None = None
    is_submitter: bool = False
    context: str | None = None

    @property
    def is_post(self) -> bool:
        """Whether it opens a thread."""
        return self.name.startswith("t3_")

    @property
    def is_gone(self) -> bool:
        """Whether its author, a moderator or Reddit took it away."""
        nobody = self.author in (None, "[deleted]")
        if self.removed_by_category is not None and self.removed_by_category != _HELD:
            return True
        return nobody and _TAKEN_AWAY.fullmatch((self.selftext if self.is_post else self.body).strip()) is not None


class _Child(msgspec.Struct, frozen=True, kw_only=True):
    kind: str
    data: object


class _Children(msgspec.Struct, frozen=True, kw_only=True):
    children: list[_Child]
    after: str | None = None


class _Listing(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="Listing"):
    data: _Children


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What one listing holds: a page of what others wrote, all things that were understood, what asks for the next."""

    page: Page
    things: tuple[Thing, ...]
    count: int
    after: str | None

    def ours(self, own: Sequence[str]) -> list[Thing]:
        """Return what our accounts answered."""
        return [thing for thing in self.things if is_ours(thing, own) and thing.parent_id and not thing.is_gone]


def read_listing(payload: object, own: Sequence[str] = ()) -> Listed:
    """Return what a listing of posts and comments holds. Raises `Changed` where it is none."""
    found = shaped(payload, _Listing, "listing").data
    items = [child.data for child in found.children if child.kind in ("t1", "t3")]
    page = sift(items, Thing, partial(_mention, own=own))
    strange = [child.kind for child in found.children if child.kind not in ("t1", "t3", "t5", "more")]
    rejected = (*page.rejected, *(Rejected(reason=f"a thing of kind {kind[:20]!r}", payload="") for kind in strange))
    things = tuple(thing for item in items if (thing := _thing(item)) is not None)
    gone = tuple(key_of(thing.name) for thing in things if thing.is_gone)
    page = Page(mentions=page.mentions, rejected=rejected, deleted=gone)
    return Listed(page=page, things=things, count=len(found.children), after=found.after)


def key_of(name: str) -> MentionKey:
    """Return what a thing is known by: its full name."""
    return MentionKey(platform="reddit", scope="", native_id=name)


def is_ours(thing: Thing, own: Sequence[str]) -> bool:
    """Whether one of our accounts wrote it."""
    return (thing.author or "").lower() in own


def own_reply(thing: Thing) -> OwnReply:
    """Return a comment of ours as an answer."""
    at = time_of(thing.created_utc, "created_utc")
    return OwnReply(native_id=thing.name, text=clean(thing.body), posted_at=at, author=thing.author)


def url_of(thing: Thing) -> str | None:
    """Return where people read it."""
    path = thing.permalink or (thing.context or "").partition("?")[0]
    return f"{WEB}{path}" if path.startswith("/") else None


def _mention(thing: Thing, own: Sequence[str]) -> Mention | None:
    if thing.is_gone or thing.removed_by_category == _HELD or is_ours(thing, own):
        return None
    if not thing.is_post and not thing.name.startswith("t1_"):
        raise ValueError(f"{thing.name[:40]!r} is no post and no comment")
    return Mention(
        key=key_of(thing.name),
        text=_words(thing.selftext if thing.is_post else thing.body),
        title=clean(thing.title or "") or None,
        posted_at=time_of(thing.created_utc, "created_utc"),
        edited_at=None if isinstance(thing.edited, bool) else time_of(thing.edited, "edited"),
        url=url_of(thing),
        author=Author(id=thing.author_fullname, name=None if thing.author == "[deleted]" else thing.author),
        thread_id=thing.name if thing.is_post else thing.link_id or _thread(thing.context),
        parent_id=thing.parent_id,
        reach=_reach(thing),
        media=_media(thing),
    )


def _words(markdown: str) -> str:
    """Return what the author wrote, without what is quoted of others, unless that is all."""
    return clean(_QUOTED.sub("", markdown)) or clean(markdown)


def _reach(thing: Thing) -> Reach:
    score = None if thing.hide_score or thing.score_hidden else thing.score
    if not thing.is_post:
        return Reach(likes=score)
    return Reach(likes=score, shares=thing.num_crossposts, replies=thing.num_comments)


def _media(thing: Thing) -> tuple[Media, ...]:
    kind = {"image": "image", "hosted:video": "video", "rich:video": "video"}.get(thing.post_hint or "")
    is_link = (thing.url or "").startswith(("https://", "http://"))
    return (Media(kind=kind, url=thing.url or ""),) if kind and is_link else ()


def _thread(context: str | None) -> str | None:
    found = _IN_THREAD.search(context or "")
    return f"t3_{found[1]}" if found else None


def _thing(item: object) -> Thing | None:
    """What is not understood here was rejected with its reason where it was read as a mention."""
    try:
        thing = msgspec.convert(item, Thing)
        time_of(thing.created_utc, "created_utc")
    except ValueError:
        return None
    return thing
