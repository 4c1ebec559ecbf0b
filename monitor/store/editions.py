"""What an edition of the digest is about, as a condition on cases."""

from sqlalchemy import ColumnElement, and_, true

from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.store.columns import table
from monitor.store.tables import CaseRow

_CASES = table(CaseRow)


def cases_of(edition: Edition) -> ColumnElement[bool]:
    """Return the condition that a case is of the edition's brand and department."""
    brand = true() if edition.brand == EVERY_BRAND else _CASES.c.brand == edition.brand
    department = true() if not edition.department else _CASES.c.department == edition.department
    return and_(brand, department)
