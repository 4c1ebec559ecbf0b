"""The schema of what many workers must agree on beyond leases."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from monitor.store.columns import Id, ref, when, words


class SuspectRow(SQLModel, table=True):
    """A message that may stand twice: whoever posted it was thought dead. Looked at from time to time, for a while."""

    __tablename__ = "suspects"

    delivery_id: int = ref("deliveries.id", primary=True)
    due_at: datetime = when()
    until: datetime = when()


class SpendingRow(SQLModel, table=True):
    """What an account at a place outside spent in one stretch of time."""

    __tablename__ = "spendings"

    account: str = words(primary=True)
    slot: int = Field(primary_key=True, sa_type=Id)  # which stretch, counted since 1970
    spent: int = Field(default=0, sa_type=Id)
    most: int = Field(default=0, sa_type=Id)  # what may be spent, to be shown
    until: datetime = when()  # from then on it counts no more
