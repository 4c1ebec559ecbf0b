"""What live cases can be chosen by."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal_column, select

from monitor.domain.access import Limits
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow
from monitor.store.within import cases_within

_CASES = table(CaseRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenChoices:
    """The brands, departments, owners and languages of live cases, each by name; languages by their codes."""

    brands: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def open_choices(tx: Transaction, within: Limits) -> OpenChoices:
    """Return what those live cases that somebody sees can be chosen by."""
    live: ColumnElement[bool] = literal_column("cases.state IN ('open', 'acknowledged', 'responded')")
    columns = (_CASES.c.brand, _CASES.c.department, _CASES.c.owner, _CASES.c.language)
    rows = tx.execute(select(*columns).where(live, *cases_within(within)).distinct()).all()
    names = (tuple(sorted({row[each] for row in rows if row[each]})) for each in range(len(columns)))
    brands, departments, owners, languages = names
    return OpenChoices(brands=brands, departments=departments, owners=owners, languages=languages)
