"""What the YouTube Data API tells of videos, read. Facts: https://developers.google.com/youtube/v3/docs/videos"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

import msgspec

from connectors.contract import Author, Mention, Page, Reach
from connectors.kit.items import sift, time_of
from connectors.kit.text import clean
from connectors.youtube.reading import items_of, key_of


class _About(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    title: str
    published_at: str
    channel_id: str
    description: str = ""
    channel_title: str | None = None


class _Counts(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Numbers are written as text."""

    view_count: str | None = None
    like_count: str | None = None
    comment_count: str | None = None


class Video(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A video with its numbers."""

    id: str
    snippet: _About
    statistics: _Counts = _Counts()


class _Id(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    video_id: str | None = None


class _When(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    published_at: str


class _Hit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    id: _Id
    snippet: _When


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """The ids of the videos that a search found, and when each was published."""

    ids: tuple[str, ...]
    marks: tuple[float, ...]
    more: bool


def read_search(payload: object) -> Hits:
    """Return what a search for videos found."""
    found = items_of(payload, "searchListResponse")
    told = list[tuple[str, float]]()
    for item in found.items:
        try:
            hit = msgspec.convert(item, _Hit)
            at = time_of(hit.snippet.published_at, "publishedAt").timestamp()
        except ValueError:
            continue  # a channel or a playlist has another id
        told += [(hit.id.video_id, at)] if hit.id.video_id else []
    more = bool(found.next_page_token)
    return Hits(ids=tuple(name for name, _ in told), marks=tuple(at for _, at in told), more=more)


def read_videos(payload: object, own: Collection[str]) -> Page:
    """Return videos as mentions; those of `own` channels are none."""
    return sift(items_of(payload, "videoListResponse").items, Video, partial(_video, own))


def _video(own: Collection[str], video: Video) -> Mention | None:
    about = video.snippet
    if about.channel_id in own:
        return None
    return Mention(
        key=key_of(video.id),
        text=clean(about.description),
        title=clean(about.title) or None,
        posted_at=time_of(about.published_at, "publishedAt"),
        url=f"https://www.youtube.com/watch?v={video.id}",
        author=Author(id=about.channel_id, name=clean(about.channel_title or "") or None),
        thread_id=video.id,
        reach=_reach(video.statistics),
    )


def _reach(counts: _Counts) -> Reach:
    likes, replies, views = counts.like_count, counts.comment_count, counts.view_count
    return Reach(likes=_number(likes), replies=_number(replies), views=_number(views))


def _number(told: str | None) -> int | None:
    return int(told) if told and told.isdecimal() else None
