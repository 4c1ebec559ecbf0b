"""Import: the rows of a file become mentions of a source, a page a transaction, whatever the file's size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Protocol, TypeVar

from connectors.contract import Mention, Page, Rejected
from monitor.domain.lane import Lane
from monitor.store import pages, sources
from monitor.store.database import Database
from monitor.store.sources import SourceName

ROWS_AT_ONCE = 500


class FileRow(Protocol):
    """A row that was read: the mention that it is, or why it is none."""

    @property
    def result(self) -> Mention | Rejected:
        """What was made of it."""
        ...


R = TypeVar("R", bound=FileRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import brought. `new` were never heard before, `edited` say something else than before."""

    rows: int = 0
    new: int = 0
    edited: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where rows go. `opens_cases`: complaints among them open cases (and alert nobody)."""

    source: SourceName
    opens_cases: bool = False

    def hearing(self, source_id: int, now: datetime) -> pages.Hearing:
        """Return how its rows are heard: each counts as heard when it was posted, so that no week is told of others."""
        lane = Lane.OPENED_HISTORY if self.opens_cases else Lane.HISTORY
        return pages.Hearing(source_id=source_id, source=self.source.name, now=now, lane=lane, backdated=True)


def run(
    db: Database,
    rows: Iterable[R],
    destination: Destination,
    *,
    now: datetime,
    reject: Callable[[R, Rejected], None],
    progress: Callable[[R], None],
) -> Imported:
    """Save `rows` to their end. What was read before is known by its ids and adds nothing.

    Rows that are no mentions go to `reject`, and after each transaction `progress` is told the last row that is done.
    Whatever reading `rows` raises ends the import; what was saved by then stays.
    """
    waiting = iter(rows)
    total = Imported()
    with db.write() as tx:
        hearing = destination.hearing(sources.number_of(tx, destination.source, now), now)
    while batch := list(islice(waiting, ROWS_AT_ONCE)):
        mentions = tuple(row.result for row in batch if isinstance(row.result, Mention))
        with db.write() as tx:
            saved = pages.add_page(tx, Page(mentions=mentions), hearing)
        rejected = [(row, row.result) for row in batch if isinstance(row.result, Rejected)]
        for row, why in rejected:
            reject(row, why)
        total = replace(
            total,
            rows=total.rows + len(batch),
            new=total.new + saved.new,
            edited=total.edited + saved.edited,
            rejected=total.rejected + len(rejected),
        )
        progress(batch[-1])
    return total
