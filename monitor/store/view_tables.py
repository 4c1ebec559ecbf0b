"""The schema of saved views."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from monitor.store.columns import NUMBERED, key, partial, ref, when, words


class ViewRow(SQLModel, table=True):
    """Filters of a list, kept under a name."""

    __tablename__ = "views"
    __table_args__ = (Index("views_of_user", "user_id"), partial("views_shared", "id", where="shared"), NUMBERED)

    id: int = key()
    user_id: int = ref("users.id")  # who made it
    shared: bool = False
    name: str = words()
    listing: str = words()  # cases, mentions
    query: str = words()  # what its address asks for
    made_at: datetime = when()


class FrontRow(SQLModel, table=True):
    """Where the pages begin for somebody."""

    __tablename__ = "front_views"
    __table_args__ = (Index("front_views_of_view", "view_id"),)

    user_id: int = ref("users.id", primary=True)
    view_id: int = ref("views.id")
