"""Insights: the sums of each week, saved by brand and department, and read for whoever may see them."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.insights import Cell
from monitor.domain.week import Week, parse
from monitor.store.columns import table
from monitor.store.database import Transaction, take_turns
from monitor.store.insight_counts import Place
from monitor.store.insight_tables import InsightRow
from monitor.store.judgements import reasons_from_json
from monitor.store.tables import CaseRow, VerdictRow

_ROWS, _CASES, _VERDICTS = table(InsightRow), table(CaseRow), table(VerdictRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Of which brand and department something is asked, None for all of them, by somebody with these limits."""

    brand: str | None = None
    department: str | None = None
    within: Limits = UNLIMITED

    @property
    def all_departments(self) -> bool:
        """Whether it shows what is known of brands as wholes: ratings, and what was heard."""
        return self.department is None and self.within.departments is None

    @property
    def everything(self) -> bool:
        """Whether it shows what is known of no brand, too."""
        return self.all_departments and self.brand is None and self.within.brands is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """When the sums of a week were made, for weeks that begin in which time zone."""

    week: Week
    zone: str
    made_at: datetime


def save(tx: Transaction, week: Week, cells: Mapping[Place, Cell], *, zone: str, now: datetime) -> None:
    """Save the sums of a week in the place of those that were made of it before."""
    take_turns(tx, f"insights/{week}")
    tx.execute(delete(_ROWS).where(_ROWS.c.week == str(week)))
    rows = [
        {"week": str(week), "brand": brand, "department": department, "zone": zone, "made_at": now, "sums": _json(cell)}
        for (brand, department), cell in cells.items()
    ]
    tx.execute(insert(_ROWS), rows)


def counted(tx: Transaction) -> list[Counted]:
    """Return the weeks that were counted, the latest first."""
    found = select(_ROWS.c.week, _ROWS.c.zone, _ROWS.c.made_at).where(_ROWS.c.brand == "", _ROWS.c.department == "")
    return [
        Counted(week=parse(week), zone=zone, made_at=made_at)
        for week, zone, made_at in tx.execute(found.order_by(_ROWS.c.week.desc()))
    ]


def load(tx: Transaction, first: Week, last: Week, view: View) -> dict[Week, list[Cell]]:
    """Return the cells of `first` to `last` that `view` shows, by week; those that were not counted are not there.

    It reads the weeks' own rows by their key: one for each brand and department that had anything.
    """
    found = select(_ROWS.c.week, _ROWS.c.sums).where(_ROWS.c.week.between(str(first), str(last)), *_shown(view))
    cells: dict[Week, list[Cell]] = defaultdict(list)
    for week, sums in tx.execute(found.order_by(_ROWS.c.week)):
        cells[parse(week)].append(msgspec.json.decode(sums, type=Cell))
    return dict(cells)


def places(tx: Transaction, first: Week, last: Week, within: Limits) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the brands and the departments that have anything in these weeks and that somebody may see."""
    found = select(_ROWS.c.brand, _ROWS.c.department).where(_ROWS.c.week.between(str(first), str(last))).distinct()
    rows = [row for row in tx.execute(found.where(*_shown(View(within=within)))) if row.brand]
    brands = sorted({row.brand for row in rows})
    return tuple(brands), tuple(sorted({row.department for row in rows if row.department}))


def objections(tx: Transaction, cases: Collection[int]) -> list[str]:
    """Return the customers' own words by which these cases were seen to object to a rule, some of each case."""
    same = (_VERDICTS.c.mention_id == _CASES.c.mention_id) & (_VERDICTS.c.brand == _CASES.c.brand)
    found = select(_VERDICTS.c.reasons).join(_CASES, same & _VERDICTS.c.policy).where(_CASES.c.id.in_(list(cases)))
    reasons = [reason for told in tx.execute(found).scalars() for reason in reasons_from_json(told)]
    return [words for reason in reasons if reason.cue == "policy" for words in reason.words]


def _shown(view: View) -> Iterator[ColumnElement[bool]]:
    """What is of a whole brand is shown where no department is asked for; what is of no brand, where none is."""
    brand, department = _ROWS.c.brand, _ROWS.c.department
    if view.within.brands is not None:
        yield brand.in_(sorted(view.within.brands))
    if view.brand is not None:
        yield brand == view.brand
    if view.within.departments is not None:
        yield department.in_(sorted(view.within.departments))
    if view.department is not None:
        yield department == view.department


def forget(tx: Transaction, weeks: Collection[Week]) -> None:
    """Delete the sums of weeks."""
    tx.execute(delete(_ROWS).where(_ROWS.c.week.in_([str(week) for week in weeks])))


def _json(cell: Cell) -> str:
    return msgspec.json.encode(cell).decode()
