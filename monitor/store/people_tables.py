"""The schema of the people who act, what they pressed, and the connections that presses come over."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from monitor.store.columns import NUMBERED, key, partial, when, words


class PressRow(SQLModel, table=True):
    """One thing that somebody did in a channel. What is secret or somebody's words goes once it is acted on."""

    __tablename__ = "presses"
    __table_args__ = (
        Index("presses_once", "workspace", "press", unique=True),
        partial("presses_waiting", "id", where="state = 'waiting'"),
        Index("presses_by_time", "kept_at"),
        NUMBERED,
    )

    id: int = key()
    workspace: str = words()
    press: str = words()  # the channel's id of it
    channel: str = words()  # heard by
    kind: str = words()
    person: str = words()
    action: str = words()
    value: str = words()
    fields: str = words()  # JSON: {name: what was filled in}
    place: str | None = words(null=True)  # the message that was pressed on
    reference: str | None = words(null=True)
    posted_at: datetime | None = when(null=True)
    trigger: str | None = words(null=True)
    answer_at: str | None = words(null=True)
    outside: bool = False
    pressed_at: datetime = when()
    kept_at: datetime = when()
    state: str = words()  # waiting, done, refused, late, failed
    attempts: int = 0
    ended_at: datetime | None = when(null=True)
    error: str | None = words(null=True)


class PersonRow(SQLModel, table=True):
    """Somebody in a workspace, as the channel told it."""

    __tablename__ = "people"

    workspace: str = words(primary=True)
    id: str = words(primary=True)
    name: str = words()
    email: str | None = words(null=True)
    zone: str | None = words(null=True)
    groups: str = words()  # JSON: [id, ...]
    read_at: datetime = when()
    seen_at: datetime | None = when(null=True)
    absent_until: datetime | None = when(null=True)
    outside: bool = False


class ListenerRow(SQLModel, table=True):
    """A connection of one process over which presses of a channel arrive."""

    __tablename__ = "listeners"

    channel: str = words(primary=True)
    process: str = words(primary=True)
    connected: bool = False
    since: datetime = when()  # connected, or not
    seen_at: datetime = when()  # when its process last looked
