"""The schema of what was answered to programs, for as long as they may send the same request again."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from monitor.store.columns import NUMBERED, key, when, words


class RememberedRow(SQLModel, table=True):
    """A request that somebody gave a key of its own, and what it was answered with once it was done."""

    __tablename__ = "remembered"
    __table_args__ = (
        Index("remembered_once", "who", "key", unique=True),
        Index("remembered_by_time", "at"),
        NUMBERED,
    )

    id: int = key()
    who: str = words()  # token:7 or user:3
    key: str = words()
    digest: str = words()  # of the request
    at: datetime = when()
    status: int | None = None  # null: it is being done, or was cut off
    tag: str | None = words(null=True)
    body: str | None = words(null=True)  # null: erased, for it may hold a customer's words
