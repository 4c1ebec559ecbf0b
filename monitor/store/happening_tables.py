"""The tables of what is told outside: what happened, in one order, and how far each webhook was told of it."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from monitor.store.columns import NUMBERED, Id, key, partial, when, words


class HappeningRow(SQLModel, table=True):
    """One thing that happened. Written with the fact, given its place in the order (`seq`) once that is committed."""

    __tablename__ = "happenings"
    __table_args__ = (
        Index("happenings_in_order", "seq", unique=True),
        partial("happenings_without_place", "id", where="seq IS NULL"),
        NUMBERED,
    )

    id: int = key()
    seq: int | None = Field(default=None, sa_type=Id)
    placed_at: datetime | None = when(null=True)
    kind: str = words()
    at: datetime = when()
    subject: str = words()
    brand: str | None = words(null=True)
    department: str | None = words(null=True)
    left: str | None = words(null=True)  # the department that a case left by it
    by: str | None = words(null=True)


class HookRow(SQLModel, table=True):
    """A webhook: what it was told last, and how it fares."""

    __tablename__ = "hooks"

    id: int = key()
    name: str = words(unique=True)
    configured: bool = True
    told: int = Field(default=0, sa_type=Id)  # the place of the last happening that is done with
    due_at: datetime = when()
    lease_token: int = 0
    lease_until: datetime | None = when(null=True)
    failures: int = 0
    paused: bool = False  # a person must act; tried quietly meanwhile
    trouble: str | None = words(null=True)
    trouble_since: datetime | None = when(null=True)
    last_ok_at: datetime | None = when(null=True)
    delivered: int = Field(default=0, sa_type=Id)
