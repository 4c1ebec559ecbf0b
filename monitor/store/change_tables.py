"""The schema of what a lead changed, and of changes that are only tried."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from monitor.store.columns import NUMBERED, Id, key, partial, ref, when, words


class ChangeRow(SQLModel, table=True):
    """One change. Append-only: the latest of a setting holds, and one that takes back another is a change too."""

    __tablename__ = "changes"
    __table_args__ = (Index("changes_in_line", "setting", "part", "follows", unique=True), NUMBERED)

    id: int = key()
    setting: str = words()
    part: str = words()  # where a setting has several: the name of a silence
    follows: int = Field(default=0, sa_type=Id)  # the change of the same before this one; 0: config.yaml
    at: datetime = when()
    by: str = words()
    before: str | None = words(null=True)
    after: str | None = words(null=True)
    undoes: int | None = ref("changes.id", null=True)


class DraftRow(SQLModel, table=True):
    """A change that somebody has seen the effect of, and has not made yet."""

    __tablename__ = "change_drafts"
    __table_args__ = NUMBERED

    id: int = key()
    setting: str = words()
    part: str = words()
    follows: int = Field(default=0, sa_type=Id)  # what held when it was tried
    at: datetime = when()
    by: str = words()
    after: str | None = words(null=True)


class AbsenceRow(SQLModel, table=True):
    """Somebody who is away, and who takes what would be theirs."""

    __tablename__ = "absences"

    name: str = words(primary=True)  # as cases are owned by
    until: datetime = when()
    deputy: str | None = words(null=True)
    by: str = words()
    at: datetime = when()


class HandoverRow(SQLModel, table=True):
    """All live cases of somebody, given to somebody else at once; the timelines tell which ones."""

    __tablename__ = "handovers"
    __table_args__ = NUMBERED

    id: int = key()
    at: datetime = when()
    by: str = words()
    giver: str = words()
    receiver: str = words()
    note: str = words()


class RelayRow(SQLModel, table=True):
    """A shift that was handed over to the next one; what it lists is read from the cases whenever it is shown."""

    __tablename__ = "relays"
    __table_args__ = (
        partial("relays_pending", "id", where="taken_at IS NULL"),
        Index("relays_by_time", "at"),
        NUMBERED,
    )

    id: int = key()
    at: datetime = when()
    by: str = words()
    department: str | None = words(null=True)
    begins_at: datetime = when()  # the next shift
    ends_at: datetime = when()
    note: str = words()
    taken_by: str | None = words(null=True)
    taken_at: datetime | None = when(null=True)
