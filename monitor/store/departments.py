"""Departments, as the cases know them."""

from sqlalchemy import ColumnElement, literal_column, select

from monitor.domain.access import UNLIMITED, Limits
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow
from monitor.store.within import cases_within

_CASES = table(CaseRow)


def with_live_cases(tx: Transaction, within: Limits = UNLIMITED) -> list[str]:
    """Return the departments that have live cases which somebody sees, by name."""
    live: ColumnElement[bool] = literal_column("cases.state IN ('open', 'acknowledged', 'responded')")
    named = _CASES.c.department.is_not(None)
    query = select(_CASES.c.department).where(live, named, *cases_within(within)).distinct()
    return sorted(tx.execute(query).scalars())
