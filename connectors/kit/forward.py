"""Reading a place that can be asked for what changed since a moment, oldest first: nothing slips between two pages.

What changes while it is read moves to the end, and a page number would then skip others. So each page is asked for by
the moment of the newest item of the page before; by number only where one second fills a whole page. (Should one of
that crowd change again while it is read, its neighbour at a page's end is told when that changes next.)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from connectors.contract import Page
from connectors.kit.cursor import dump


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """What the cursor of such a source remembers. `settled` is false in the middle of what is to be read."""

    since: float | None = None
    number: int = 1
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One answer: its `page` (without cursor), when its items changed in epoch seconds, whether it is a full page."""

    page: Page
    marks: tuple[float, ...]
    full: bool


Ask = Callable[[float | None, int], Stretch]
"""Asks for page `number` of what changed at or after a moment, oldest first; with None of all, newest first."""


def oldest_first(ask: Ask, progress: Forward, *, overlap: float) -> Iterator[Page]:
    """Yield the pages that changed since `progress` (`Forward()`: never polled), each with its cursor.

    `overlap`, in seconds, is how far back each poll begins: at least the lag with which the place shows a change. The
    first run reads newest first, for as long as the caller asks: history is for backfill.
    """
    if progress.since is None:
        yield from _first_run(ask)
        return
    number = progress.number
    since = progress.since - overlap if progress.settled else progress.since
    while True:
        stretch = ask(since, number)
        newest = max((*stretch.marks, since))
        if not stretch.full:
            yield replace(stretch.page, cursor=dump(Forward(since=max(newest, progress.since))))
            return
        since, number = (newest, 1) if newest > since else (since, number + 1)
        yield replace(stretch.page, cursor=dump(Forward(since=since, number=number, settled=False)), more=True)


def _first_run(ask: Ask) -> Iterator[Page]:
    stretch, number = ask(None, 1), 1
    progress = Forward(since=max(stretch.marks, default=None))
    yield replace(stretch.page, cursor=dump(progress))
    while stretch.full:
        number += 1
        stretch = ask(None, number)
        yield replace(stretch.page, cursor=dump(progress))
