"""One source that takes several searches: each is read on from where it left off, one after the other.

A round asks each search once. A caller that stops in mid-round goes on with the next search of it, so that many
searches are all heard, however few pages a poll may read.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.contract import Cursor, Page
from connectors.kit.cursor import dump, load

Read = Callable[[str, Cursor | None], Iterator[Page]]
"""Yields the pages of one search from its own cursor on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Where each search is, and which are still to be asked in this round."""

    cursors: Mapping[str, str]
    left: tuple[str, ...]


def in_rounds(searches: Sequence[str], since: Cursor | None, read: Read) -> Iterator[Page]:
    """Yield the pages of all `searches`. What was asked for no longer is forgotten; what is new begins at its own."""
    saved = Round(cursors={}, left=()) if since is None else load(Round, since)
    left = [search for search in saved.left if search in searches] or searches
    cursors = {search: cursor for search, cursor in saved.cursors.items() if search in searches}
    for number, search in enumerate(left):
        rest = tuple(left[number + 1 :])
        known = cursors.get(search)
        for page in read(search, None if known is None else Cursor(known)):
            if page.cursor is not None:
                cursors[search] = page.cursor
            unfinished = (search, *rest) if page.more else rest
            yield replace(page, cursor=dump(Round(cursors=dict(cursors), left=unfinished)), more=bool(unfinished))
