"""What Meta delivers of a page, read. Facts: https://developers.facebook.com/docs/graph-api/webhooks/reference/page"""

from collections.abc import Iterable

import msgspec

from connectors.contract import Author, Media, Mention, MentionKey, Page, Rejected
from connectors.facebook.reading import POSTED, RATED, Named, author_of, is_ours, key_of, rating_of
from connectors.kit.graph.pushes import Change, Delivered
from connectors.kit.items import time_of
from connectors.kit.text import clean

_POSTS = {"post", "status", "photo", "video", "link", "share", "album"}
_WRITTEN = {"add", "edit", "edited"}
_PAYLOAD_CHARS = 2000


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    """A change of something on the page. Older versions tell the author as `sender_id`, or as `reviewer_id`."""

    item: str = ""
    verb: str = ""
    comment_id: str | None = None
    post_id: str | None = None
    parent_id: str | None = None
    open_graph_story_id: str | int | None = None
    created_time: int | None = None
    message: str | None = None
    review_text: str | None = None
    rating: float | None = None
    recommendation_type: str | None = None
    sender: Named | None = msgspec.field(name="from", default=None)
    sender_id: str | int | None = None
    sender_name: str | None = None
    reviewer_id: str | int | None = None
    reviewer_name: str | None = None
    photo: str | None = None
    video: str | None = None
    link: str | None = None

    @property
    def who(self) -> Named | None:
        """Who did it, as far as it is told."""
        number = self.sender_id or self.reviewer_id
        if self.sender is not None or number is None:
            return self.sender
        return Named(id=number, name=self.sender_name or self.reviewer_name)


def read_changes(changes: Iterable[Change], page: str) -> Delivered:
    """Return what changed: words of others, what is gone, and what our own comments answer."""
    mentions, rejected = dict[MentionKey, Mention](), list[Rejected]()
    deleted, named = list[MentionKey](), list[MentionKey]()
    for change in changes:
        try:
            value = msgspec.convert(change.value or {}, _Value)
            key = _key(change.field, value)
            if key is None:
                continue
            if value.verb == "remove":
                deleted.append(key)
            elif value.verb in _WRITTEN and is_ours(value.who, page):
                named += _asked(change.field, value)
            elif value.verb in _WRITTEN and change.field == "mention" and not value.message:
                named.append(key)
            elif value.verb in _WRITTEN:
                mentions[key] = _mention(key, value, change)  # the last of several holds: edits tell no time
        except ValueError as error:
            rejected.append(Rejected(reason=str(error), payload=str(change.value)[:_PAYLOAD_CHARS]))
    told = Page(mentions=tuple(mentions.values()), deleted=tuple(dict.fromkeys(deleted)), rejected=tuple(rejected))
    return Delivered(page=told, named=tuple(key for key in dict.fromkeys(named) if key not in deleted))


def _key(field: str, value: _Value) -> MentionKey | None:
    """Return what the change is of; None for a like, an event, and whatever else has no words."""
    if field not in ("feed", "mention", "ratings"):
        return None
    if value.item == "comment" and value.comment_id:
        return key_of(value.comment_id)
    if field == "ratings":
        is_rating = value.item == "rating" and value.open_graph_story_id
        return key_of(f"{RATED}{value.open_graph_story_id}") if is_rating else None
    return key_of(f"{POSTED}{value.post_id}") if value.item in _POSTS and value.post_id else None


def _asked(field: str, value: _Value) -> list[MentionKey]:
    """Return what a comment of ours stands below. (What stands on our page may be a visitor's: who looks will see.)"""
    if value.item != "comment" or value.parent_id is None:
        return []
    if value.parent_id != value.post_id:
        return [key_of(value.parent_id)]
    story = value.parent_id.rpartition("_")[2]
    return [key_of(f"{RATED}{story}" if field == "ratings" else f"{POSTED}{value.parent_id}")]


def _mention(key: MentionKey, value: _Value, change: Change) -> Mention:
    number = key.native_id.rpartition("/")[2]
    thread = (value.post_id or number).rpartition("_")[2]
    author = Author() if value.who is None else author_of(value.who)
    kind, link = ("image", value.photo) if value.photo else ("video", value.video)
    return Mention(
        key=key,
        text=clean(value.message or value.review_text or ""),
        posted_at=time_of(value.created_time, "created_time") if value.created_time else change.at,
        url=f"https://www.facebook.com/{number}",
        author=author,
        rating=rating_of(value.recommendation_type, value.rating) if change.field == "ratings" else None,
        thread_id=thread,
        parent_id=_parent(value, thread) if value.item == "comment" else None,
        media=(Media(kind=kind, url=link),) if link and link.startswith("https://") else (),
    )


def _parent(value: _Value, thread: str) -> str:
    return value.parent_id if value.parent_id and value.parent_id != value.post_id else thread
