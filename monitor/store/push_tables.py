"""The schema of what platforms push to us, and of what is looked at again on them."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from monitor.store.columns import NUMBERED, key, partial, ref, when, words


class PushRow(SQLModel, table=True):
    """One delivery, kept before it was answered. Its request leaves once it was read."""

    __tablename__ = "pushes"
    __table_args__ = (
        Index("pushes_once", "source_id", "name", unique=True),
        Index("pushes_by_time", "received_at"),
        partial("pushes_waiting", "id", where="state = 'waiting'"),
        partial("pushes_lost", "received_at", where="state IN ('failed', 'refused')"),
        NUMBERED,
    )

    id: int = key()
    source_id: int = ref("sources.id")
    name: str = words()  # what the platform calls this delivery: the same when it is made again
    state: str = words()  # waiting, read, failed, refused (one an hour and source)
    received_at: datetime = when()
    due_at: datetime = when()  # when it is read: later again where the platform could not be asked for what it names
    request: str | None = words(null=True)  # JSON, the body in base64
    error: str | None = words(null=True)


class WatchRow(SQLModel, table=True):
    """A mention that is looked at again on its platform, and when."""

    __tablename__ = "watches"
    __table_args__ = (Index("watches_due", "source_id", "due_at"),)

    mention_id: int = ref("mentions.id", primary=True)
    source_id: int = ref("sources.id")
    due_at: datetime = when()
