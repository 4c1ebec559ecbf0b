"""Span: the time from a start up to, and without, an end, as queries ask for it."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import ColumnElement, and_

from monitor.domain.week import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` up to `end`, aware times."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, week: Week, zone: tzinfo) -> "Span":
        """The span of a week in a time zone."""
        return cls(start=week.starts_at(zone), end=week.ends_at(zone))

    def holds(self, moment: datetime | None) -> bool:
        """Whether `moment` lies in it."""
        return moment is not None and self.start <= moment < self.end

    def has(self, column: ColumnElement[datetime]) -> ColumnElement[bool]:
        """The condition that a column's moment lies in it."""
        return and_(column >= self.start, column < self.end)
