"""Departments, as the cases know them."""

from sqlalchemy import ColumnElement, literal_column, select

from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow

_CASES = table(CaseRow)


def with_live_cases(tx: Transaction) -> list[str]:
    """Return the departments that have live cases, by name."""
    live: ColumnElement[bool] = literal_column("cases.state IN ('open', 'acknowledged', 'responded')")
    query = select(_CASES.c.department).where(live, _CASES.c.department.is_not(None)).distinct()
    return sorted(tx.execute(query).scalars())
