"""Openings: new cases and the notices that tell of them, in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from monitor.domain.case import Case, Event
from monitor.store import deltas, happenings
from monitor.store.case_rows import row_of_case, row_of_event
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.rows import next_ids
from monitor.store.tables import CaseRow, EventRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A case to be opened: `make` is given its number. `source_id` and `source` are who heard it first.

    `language` is that of its words; `worse_at` is when waiting makes it more severe; None: it does not.
    """

    source_id: int
    source: str
    make: Callable[[int], tuple[Case, Sequence[Event]]]
    language: str | None = None
    worse_at: datetime | None = None


def open_cases(tx: Transaction, openings: Sequence[Opening]) -> list[Case]:
    """Give each opening its number and write it with its timeline and its figures."""
    if not openings:
        return []
    numbers = next_ids(tx, table(CaseRow), len(openings))
    made = [(opening, *opening.make(number)) for opening, number in zip(openings, numbers, strict=True)]
    rows = [{**row_of_case(case), **_beside(opening)} for opening, case, _ in made]
    tx.execute(insert(table(CaseRow)), rows)
    tx.execute(insert(table(EventRow)), [row_of_event(case.id, event) for _, case, events in made for event in events])
    happenings.add_of_cases(tx, ((case, events) for _, case, events in made))
    deltas.add(tx, *(figure for opening, case, _ in made for figure in _figures(opening.source, case)))
    return [case for _, case, _ in made]


def _beside(opening: Opening) -> dict[str, Any]:
    """Return the columns that a case does not tell of itself."""
    return {"source_id": opening.source_id, "language": opening.language, "worse_at": opening.worse_at}


def _figures(source: str, case: Case) -> Iterator[deltas.Delta]:
    """Count a new case, and its answer where it came with one."""
    yield _figure("case", case.opened_at, source, case)
    if case.responded_at is not None:
        yield _figure("responded", case.responded_at, source, case)


def _figure(measure: str, at: datetime, source: str, case: Case) -> deltas.Delta:
    return deltas.Delta(
        measure=measure,
        at=at,
        brand=case.brand,
        source=source,
        topic=case.topic,
        severity=case.severity,
        department=case.department or "",
    )
