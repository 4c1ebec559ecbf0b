"""Reading a place that answers newest first, page by page, so that a stop after any page loses nothing.

`high` is the highest mark heard (a time or a growing id): all above it is new. A `Hole` is a stretch that was begun
and not finished: older pages from `token` on, down to `floor`. The top is always read first, because what is new
matters most; then the holes, newest first. The cursor handed out with a page already has the rest as a hole, so it
does not matter whether the caller stops, hits its own cap, or dies before the next page.

Places show some posts late. So a poll that finds no hole reads the overlap below `settled` again, which is what was
the highest mark when that was last begun. One that finds holes does not: it would spend its pages on the overlap and
never come to their ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from connectors.contract import Page
from connectors.kit.cursor import dump

Mark = int | float
"""What grows from older to newer, in the place's own unit (seconds, an id)."""

EMPTY = 0
"""The highest mark of a place where nothing was: all that is there later is new."""

MOST_HOLES = 20
"""A cursor stays small: beyond this the two oldest holes become one, at the price of reading what is between again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """A stretch not read yet: from the page at `token` down to `floor`."""

    token: str
    floor: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What the cursor of such a source remembers; make it of a cursor by `load(Progress, cursor)`."""

    high: Mark | None = None
    settled: Mark | None = None
    holes: tuple[Hole, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One answer: its `page` (without cursor), the marks of its items in any order, the token of the older page.

    `newest_first` is false where the place has no order that could be relied on: then every page is read.
    """

    page: Page
    marks: tuple[Mark, ...] = ()
    older: str | None = None
    newest_first: bool = True


class TokenLostError(Exception):
    """Raised by `fetch` where the place no longer knows the token: that hole cannot be read any more."""


Fetch = Callable[[str | None], Batch]


def newest_first(fetch: Fetch, progress: Progress, *, overlap: Mark, ceiling: Mark | None = None) -> Iterator[Page]:
    """Yield the pages that are new since `progress` (`Progress()`: never polled), each with its cursor.

    `fetch(None)` reads the top, `fetch(token)` the page that `Batch.older` named. `overlap`, in the unit of the marks,
    is how far below `high` is read again: at least the lag with which the place shows what was posted, and at least
    one unit where two items can have the same mark. No mark above `ceiling` (now) raises `high`: a post dated in the
    future must not hide the present.

    The first run reads on for as long as the caller asks, and leaves no hole: history is for backfill.
    """
    batch = fetch(None)
    high = _highest(progress.high, batch.marks, ceiling)
    if progress.high is None:
        yield from _first_run(fetch, batch, _next_token(batch, None, set()), high)
        return
    floor = floor_of(progress, overlap) or EMPTY
    older = _next_token(batch, floor, set())
    rest = () if older is None else (Hole(token=older, floor=floor),)
    settled = progress.settled if progress.holes else high
    progress = Progress(high=high, settled=settled, holes=_bounded((*rest, *progress.holes)))
    yield _page(batch.page, progress)
    yield from _holes(fetch, progress)


def _first_run(fetch: Fetch, batch: Batch, older: str | None, high: Mark | None) -> Iterator[Page]:
    if older is None and high is None:
        high = EMPTY
    progress, seen = Progress(high=high, settled=high), set[str]()
    yield _page(batch.page, progress)
    while older is not None:
        seen.add(older)
        batch = fetch(older)
        yield _page(batch.page, progress)
        older = _next_token(batch, None, seen)


def _holes(fetch: Fetch, progress: Progress) -> Iterator[Page]:
    """Read the holes to their ends, the newest first."""
    seen, rest = set[str](), tuple[Hole, ...]()
    while progress.holes:
        hole, *others = progress.holes
        seen.add(hole.token)
        try:
            batch = fetch(hole.token)
        except TokenLostError as error:
            batch = Batch(page=Page(gap=f"older pages can no longer be reached: {error}"))
        older = _next_token(batch, hole.floor, seen)
        if older is None:
            seen, rest = set(), ()
        else:
            rest = (replace(hole, token=older),)
        progress = replace(progress, holes=(*rest, *others))
        yield _page(batch.page, progress)


def floor_of(progress: Progress, overlap: Mark) -> Mark | None:
    """Return the mark down to which the next poll will read the top; None for all that is there."""
    if progress.high is None or progress.holes:
        return progress.high or None
    settled = progress.high if progress.settled is None else progress.settled
    return None if settled == EMPTY else settled - overlap


def reach_of(progress: Progress, overlap: Mark) -> Mark | None:
    """Return the mark down to which the next poll may read anything, its holes included; None on the first run.

    A place that can be asked for what is newer than a moment is asked for this: asked by `floor_of`, holes stay empty.
    """
    floor = floor_of(progress, overlap)
    return None if floor is None else min((floor, *(hole.floor for hole in progress.holes)))


def _next_token(batch: Batch, floor: Mark | None, seen: set[str]) -> str | None:
    """Return the token to read on from, None where nothing older is wanted. One seen before would lead in a circle.

    Only a whole page at or below the floor ends a stretch: the order within a page is not trusted.
    """
    if batch.older is None or batch.older in seen:
        return None
    is_below = batch.newest_first and floor is not None and bool(batch.marks) and max(batch.marks) <= floor
    return None if is_below else batch.older


def _highest(high: Mark | None, marks: tuple[Mark, ...], ceiling: Mark | None) -> Mark | None:
    known = [mark for mark in marks if ceiling is None or mark <= ceiling]
    if high is not None:
        known.append(high)
    return max(known, default=None)


def _bounded(holes: tuple[Hole, ...]) -> tuple[Hole, ...]:
    if len(holes) <= MOST_HOLES:
        return holes
    newer, oldest = holes[-2:]
    return (*holes[:-2], replace(newer, floor=min(newer.floor, oldest.floor)))


def _page(page: Page, progress: Progress) -> Page:
    return replace(page, cursor=dump(progress), more=bool(progress.holes))
