"""One source that takes several searches: each is read on from where it left off, one after the other.

A round asks each search once. A caller that stops in mid-round goes on with the next search of it, so that many
searches are all heard, however few pages a poll may read. A search that is refused or not understood keeps none of the
others from being heard: it is told of when they were.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from connectors.contract import Changed, Cursor, Page, Refused
from connectors.kit.cursor import dump, load

Read = Callable[[str, Cursor | None], Iterator[Page]]
"""Yields the pages of one search from its own cursor on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Where each search is, and which are still to be asked in this round."""

    cursors: Mapping[str, str]
    left: tuple[str, ...]


def in_rounds(searches: Sequence[str], since: Cursor | None, read: Read) -> Iterator[Page]:
    """Yield the pages of all `searches`. What was asked for no longer is forgotten; what is new begins at its own.

    Raises what the first search that failed did, at the end; what fails for all alike (`Unavailable`), at once.
    """
    saved = Round(cursors={}, left=()) if since is None else load(Round, since)
    left = [search for search in saved.left if search in searches] or list(searches)
    cursors = {search: cursor for search, cursor in saved.cursors.items() if search in searches}
    asking = _Asking(read=read, cursors=cursors)
    yield from asking.each(left)
    if asking.failed and not asking.heard:  # else a round of which only they are left would never end
        yield from asking.each([search for search in searches if search not in left])
    if asking.failed:
        raise asking.failed[0]


@dataclass(slots=True, kw_only=True)
class _Asking:
    read: Read
    cursors: dict[str, str]
    heard: bool = False
    failed: list[Refused | Changed] = field(default_factory=list)

    def each(self, left: Sequence[str]) -> Iterator[Page]:
        for number, search in enumerate(left):
            try:
                yield from self._one(search, tuple(left[number + 1 :]))
            except (Refused, Changed) as error:
                self.failed.append(error)

    def _one(self, search: str, rest: tuple[str, ...]) -> Iterator[Page]:
        known = self.cursors.get(search)
        for page in self.read(search, None if known is None else Cursor(known)):
            if page.cursor is not None:
                self.cursors[search] = page.cursor
            self.heard = True
            unfinished = (search, *rest) if page.more else rest
            cursor = dump(Round(cursors=dict(self.cursors), left=unfinished))
            yield replace(page, cursor=cursor, more=bool(unfinished))
