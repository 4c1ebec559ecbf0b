"""Reading a place that can be asked for what changed since a moment, oldest first: nothing slips between two pages.

What changes while it is read moves to the end, and a page number would then skip others. So each page is asked for by
the moment of the newest item of the page before; by number only where one moment's crowd fills whole pages. Behind
such a crowd its pages are read once more, backwards: whoever leaves it moves the others to where they are still read.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from connectors.contract import Page
from connectors.kit.cursor import dump


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """What the cursor of such a source remembers. `settled` is false in the middle of what is to be read.

    On the way back through a crowd `then` is where to read on from behind it. `near` is the time of ours at which the
    reading came so near to now that what is shown late may lie behind it.
    """

    since: float | None = None
    number: int = 1
    then: float | None = None
    near: float | None = None
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One answer: its `page` (without cursor), when its items changed in epoch seconds, whether it is a full page."""

    page: Page
    marks: tuple[float, ...]
    full: bool


Ask = Callable[[float | None, int], Stretch]
"""Asks for page `number` of what changed at or after a moment, oldest first; with None of all, newest first."""

EMPTY = 0.0
"""The moment of a place where nothing was: all that is there later is new."""


def oldest_first(ask: Ask, progress: Forward, *, overlap: float, now: float) -> Iterator[Page]:
    """Yield the pages that changed since `progress` (`Forward()`: never polled), each with its cursor.

    `overlap`, in seconds, is how far back each poll begins: at least the lag with which the place shows a change. `now`
    is in epoch seconds. The first run reads newest first, for as long as the caller asks: history is for backfill.
    """
    if progress.since is None:
        yield from _first_run(ask)
        return
    known = progress.since
    at = Forward(since=max(known - overlap, EMPTY), settled=False) if progress.settled else progress
    while not at.settled:
        stretch = ask(at.since, at.number)
        at = _following(at, stretch)
        if at.near is None and at.since is not None and at.since > now - overlap:
            at = replace(at, near=now)
        if at.settled:
            newest = max(known, at.since or EMPTY)
            at = Forward(since=newest if at.near is None else min(newest, at.near))
        yield replace(stretch.page, cursor=dump(at), more=not at.settled)


def _following(at: Forward, stretch: Stretch) -> Forward:
    """Return where to go on after a stretch: forwards, by number in a crowd, back through it, or to the end."""
    newest = max((*stretch.marks, at.since or EMPTY))
    if at.then is not None:
        if at.number > 1:
            return replace(at, number=at.number - 1)
        return replace(at, since=at.then, then=None, settled=at.then == at.since)
    if stretch.full and newest == at.since:
        return replace(at, number=at.number + 1)
    if at.number > 1:
        return replace(at, number=at.number - 1, then=newest)
    return replace(at, since=newest, settled=not stretch.full)


def _first_run(ask: Ask) -> Iterator[Page]:
    stretch, number = ask(None, 1), 1
    progress = Forward(since=max(stretch.marks, default=None if stretch.full else EMPTY))
    yield replace(stretch.page, cursor=dump(progress))
    while stretch.full:
        number += 1
        stretch = ask(None, number)
        yield replace(stretch.page, cursor=dump(progress))
