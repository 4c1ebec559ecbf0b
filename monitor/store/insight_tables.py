"""The schema of what weeks brought."""

from datetime import datetime

from sqlmodel import SQLModel

from monitor.store.columns import when, words


class InsightRow(SQLModel, table=True):
    """The sums of one week, brand and department. JSON of numbers and of cases' ids, no text of a mention.

    What is known of a brand as a whole stands in department ''; what is known of no brand in brand '', which every week
    that was counted has.
    """

    __tablename__ = "insights"

    week: str = words(primary=True)  # ISO week: 2026-W47
    brand: str = words(primary=True)
    department: str = words(primary=True)
    zone: str = words()
    made_at: datetime = when()
    sums: str = words()
