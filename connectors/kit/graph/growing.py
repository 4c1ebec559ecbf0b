"""Posts whose comments grow: those of the last days are looked at by each poll, and read where they have changed.

A new comment does not move a post in its list, and comments have no list of their own. So the cursor remembers of each
post how many comments it had, and up to when they were read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.contract import Cursor, Page
from connectors.kit.cursor import dump, load
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.together import told_once

MOST_POSTS = 500
"""Of so many posts it is remembered; the comments of one that fell out are read once more."""
LATE = 3600.0
"""Seconds: comments may be listed later than their time says."""
MOST_PAGES, FIRST_PAGES = 5, 3
"""Of one post's comments in one go, the newest first: what is beyond is told as a gap, but for the first time."""
MOST_CALLS = 60
"""For the comments of one page of posts. What is left waits for the next poll: a page has to fit into an hour's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a post's comments were like when they were read: what tells of a change, and the newest one's time."""

    stamp: str
    newest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walked:
    walk: str
    seen: Mapping[str, Seen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growing:
    """A post, what changes when its comments do, and whether it has none."""

    id: str
    stamp: str
    empty: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A page of comments: what they are, their times, and what asks for the older ones."""

    items: tuple[object, ...]
    marks: tuple[float, ...]
    older: str | None


Posts = Callable[[dict[str, Seen], str | None], Batch]
"""Reads a page of posts with their comments, and notes in the dictionary what it has seen of each."""


def walk_posts(posts: Posts, since: Cursor | None, *, overlap: float, now: float) -> Iterator[Page]:
    """Yield pages of posts from the newest down to `overlap` seconds below what is known."""
    walked = _Walked(walk=dump(Progress())) if since is None else load(_Walked, since)
    seen, progress = dict(walked.seen), load(Progress, Cursor(walked.walk))
    for page in newest_first(lambda token: posts(seen, token), progress, overlap=overlap, ceiling=now):
        kept = dict(list(seen.items())[-MOST_POSTS:])
        yield replace(page, cursor=dump(_Walked(walk=page.cursor or "", seen=kept)))


def read_grown(
    posts: Sequence[Growing],
    seen: dict[str, Seen],
    read: Callable[[str, Seen | None], tuple[Page, float]],
    calls: Callable[[], int] | None,
) -> Page:
    """Return what `read` tells of those posts whose comments have changed, the longest unread first.

    `read` returns the comments of a post since they were seen, and the newest one's time. `calls` counts what was asked
    so far: when that was much, the rest is left for later. None: all is read now.
    """
    turn, began = {name: number for number, name in enumerate(seen)}, calls() if calls else 0
    changed = [one for one in posts if not one.empty and (one.id not in seen or seen[one.id].stamp != one.stamp)]
    pages = list[Page]()
    for post in sorted(changed, key=lambda one: turn.get(one.id, -1)):
        if calls is not None and calls() - began >= MOST_CALLS:
            break
        page, newest = read(post.id, seen.pop(post.id, None))
        seen[post.id] = Seen(stamp=post.stamp, newest=newest)
        pages.append(page)
    return Page(
        mentions=told_once(mention for page in pages for mention in page.mentions),
        rejected=tuple(one for page in pages for one in page.rejected),
        gap="; ".join(page.gap for page in pages if page.gap) or None,
    )


def read_talk(
    fetch: Callable[[str | None], Talk], before: Seen | None, *, late: float = LATE
) -> tuple[list[object], float, str | None]:
    """Return the comments since `before`, the newest one's time, and what was missed if there were too many at once."""
    floor = before.newest - late if before else None
    found, newest, token = list[object](), before.newest if before else 0.0, None
    for _ in range(MOST_PAGES if before else FIRST_PAGES):
        talk = fetch(token)
        found += talk.items
        newest, token = max((newest, *talk.marks)), talk.older
        if token is None or (floor is not None and talk.marks and max(talk.marks) <= floor):
            return found, newest, None
    return found, newest, "a post has more new comments than are read at once" if before else None
