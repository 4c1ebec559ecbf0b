"""The schema of alarms and silences."""

from datetime import datetime

from sqlmodel import SQLModel

from monitor.store.columns import NUMBERED, key, partial, ref, when, words


class AlarmRow(SQLModel, table=True):
    """A case that has alarms, and when it is to be looked at next; None: not before it changes."""

    __tablename__ = "alarms"
    __table_args__ = (partial("alarms_due", "look_at", where="look_at IS NOT NULL"),)

    case_id: int = ref("cases.id", primary=True)
    look_at: datetime | None = when(null=True)


class SilenceRow(SQLModel, table=True):
    """A silence that a person made, or one of the configuration that a person changed: its name is the same then."""

    __tablename__ = "silences"
    __table_args__ = (NUMBERED,)

    id: int = key()
    name: str = words(unique=True)
    match: str = words()  # JSON of what it asks for
    starts_at: datetime | None = when(null=True)
    ends_at: datetime = when()
    reason: str = words()
    critical: bool = False
    fold: bool = False
    by: str = words()
    changed_at: datetime = when()
