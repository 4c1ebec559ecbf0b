"""Telling one event as a mention: where it stands, who said it, and what has become of it so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.contract import Author, Media, Mention, MentionKey, OwnReply, Rating, Reach
from connectors.sample.reading import Line, Turn

_SAME_AGAIN = ("own", "noise")
"""Who speaks under the same name in each round of the weeks: the brand, newspapers, competitors, bots."""

_ENDINGS = {"image": "jpg", "video": "mp4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Platform:
    scope: str
    page: str
    tells_language: bool = False


_PLATFORMS = {
    "google_play": _Platform(
        scope="org.example.sorrel", page="https://play.example.org/sorrel/reviews/", tells_language=True
    ),
    "appstore": _Platform(scope="gb/990011223", page="https://apps.example.org/gb/sorrel/reviews/"),
    "reviews": _Platform(scope="sorrel.example.com", page="https://reviews.example.com/sorrel/"),
    "mastodon": _Platform(scope="social.example.org", page="https://social.example.org/posts/", tells_language=True),
    "reddit": _Platform(scope="", page="https://threads.example.com/r/groceries/"),
    "hackernews": _Platform(scope="", page="https://news.example.org/item/"),
    "forum": _Platform(scope="forum.example.com", page="https://forum.example.com/t/"),
    "news": _Platform(scope="papers.example.org", page="https://papers.example.org/articles/"),
}


def key_of(line: Line, round_: int) -> MentionKey:
    """Return the key of `line` in this round of the five weeks: 0, 1, 2 ..., and 0 for a scene."""
    return MentionKey(platform=line.on, scope=_PLATFORMS[line.on].scope, native_id=_named(line.id, round_))


def mention_of(line: Line, moments: Sequence[datetime], round_: int) -> Mention:
    """Return `line` as it was after its post and its turns that happened at `moments`, as many as there are."""
    key, platform = key_of(line, round_), _PLATFORMS[line.on]
    mention = Mention(
        key=key,
        text=line.text,
        title=line.title,
        posted_at=moments[0],
        url=platform.page + key.native_id,
        author=_author(line, round_),
        rating=_rating(line.stars),
        language=line.language if platform.tells_language else None,
        reach=Reach(likes=line.likes, shares=line.shares, replies=line.replies, views=line.views),
        place=line.place,
        media=_media(line),
    )
    for turn, moment in zip(line.then, moments[1:], strict=False):
        mention = _turned(mention, turn, moment)
    return mention


def _turned(mention: Mention, turn: Turn, moment: datetime) -> Mention:
    if turn.deleted:
        return mention
    if turn.reply is not None:
        number = len(mention.own_replies) + 1
        reply = OwnReply(
            native_id=f"{mention.key.native_id}-r{number}", text=turn.reply, posted_at=moment, author="Sorrel"
        )
        return replace(mention, own_replies=(*mention.own_replies, reply))
    return replace(
        mention,
        text=mention.text if turn.text is None else turn.text,
        rating=mention.rating if turn.stars is None else _rating(turn.stars),
        edited_at=moment,
    )


def _author(line: Line, round_: int) -> Author:
    if line.by is None:
        return Author()
    if line.kind in _SAME_AGAIN:
        round_ = 0
    return Author(id=_named(line.by.lower().replace(" ", "-"), round_), name=line.by, followers=line.followers)


def _rating(stars: int | None) -> Rating | None:
    return None if stars is None else Rating(stars=stars)


def _media(line: Line) -> tuple[Media, ...]:
    if line.media is None:
        return ()
    return (Media(kind=line.media, url=f"https://media.example.org/{line.id}.{_ENDINGS[line.media]}"),)


def _named(name: str, round_: int) -> str:
    return f"{name}.{round_}" if round_ else name
