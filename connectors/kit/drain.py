"""Reading a place that can be asked for what changed since a moment, in pages of no order that could be relied on.

What changes while it is read may move to a page that was read already. So the moment to ask from moves only when a
drain has come to its end, and never beyond when that drain began. A token must name a place among the items: where it
counts them, one that moves would draw others over the end of a page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.contract import Cursor, Page
from connectors.kit.cursor import dump, load
from connectors.kit.paging import Batch, TokenLostError

Ask = Callable[[float, str | None], Batch]
"""Asks for what changed at or after an epoch second: the first page, or that of a token. Marks are epoch seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """What is being read: all since `start`, begun at `began`, of which the highest mark so far is `high`."""

    start: float
    began: float
    high: float | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What the cursor of such a source remembers: all before `since` is heard. `swept` is when it was last swept."""

    since: float | None
    swept: float | None = None
    drain: Drain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How far back a poll asks, in seconds: `overlap` below what is heard, and `first` at first.

    A place may show late what it dates early. Where `sweep` is set, once in so many seconds all of `first` is asked for
    again.
    """

    overlap: float
    first: float
    sweep: float | None = None


def drained(ask: Ask, progress: Drained, *, now: float, depth: Depth) -> Iterator[Page]:
    """Yield the pages that changed since `progress` (`Drained(since=None)`: never polled), each with its cursor."""
    drain = progress.drain or Drain(start=_start(progress, now, depth), began=now)
    while True:
        drain, batch = _asked(ask, drain)
        if batch.older is None or batch.older == drain.token:
            yield replace(batch.page, cursor=dump(_ended(progress, drain, depth)))
            return
        drain = replace(drain, token=batch.older)
        yield replace(batch.page, cursor=dump(replace(progress, drain=drain)), more=True)


def drained_back_to(ask: Ask, since: datetime, resume: Cursor | None, *, now: float) -> Iterator[Page]:
    """Yield pages of mentions posted at or after `since`, from where `resume` left off."""
    begun = (
        Drained(since=None, drain=Drain(start=since.timestamp(), began=now))
        if resume is None
        else load(Drained, resume)
    )
    if begun.drain is None:
        return
    for page in drained(ask, begun, now=now, depth=Depth(overlap=0, first=0)):
        yield replace(page, mentions=tuple(mention for mention in page.mentions if mention.posted_at >= since))


def _start(progress: Drained, now: float, depth: Depth) -> float:
    if progress.since is None:
        return now - depth.first
    is_due = depth.sweep is not None and now - (progress.swept or 0) >= depth.sweep
    back = progress.since - depth.overlap
    return min(back, now - depth.first) if is_due else back


def _asked(ask: Ask, drain: Drain) -> tuple[Drain, Batch]:
    """Ask for the next page; for the first one anew where the place no longer knows which is the next."""
    try:
        batch = ask(drain.start, drain.token)
    except TokenLostError:
        drain = replace(drain, token=None)
        batch = ask(drain.start, None)
    marks = (*batch.marks, *(() if drain.high is None else (drain.high,)))
    return replace(drain, high=max(marks, default=None)), batch


def _ended(progress: Drained, drain: Drain, depth: Depth) -> Drained:
    heard = drain.start if drain.high is None else min(drain.high, drain.began)
    since = heard if progress.since is None else max(heard, progress.since)
    is_swept = drain.start <= drain.began - depth.first
    return Drained(since=since, swept=drain.began if is_swept else progress.swept)
