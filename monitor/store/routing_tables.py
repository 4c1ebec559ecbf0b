"""The schema of alarms."""

from datetime import datetime

from sqlmodel import SQLModel

from monitor.store.columns import partial, ref, when


class AlarmRow(SQLModel, table=True):
    """A case that has alarms, and when it is to be looked at next; None: not before it changes."""

    __tablename__ = "alarms"
    __table_args__ = (partial("alarms_due", "look_at", where="look_at IS NOT NULL"),)

    case_id: int = ref("cases.id", primary=True)
    look_at: datetime | None = when(null=True)
