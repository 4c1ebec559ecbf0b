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
    """What was spent of a budget in one window of time."""

    __tablename__ = "spendings"

    budget: str = words(primary=True)  # a fingerprint of the credential, and what is counted
    window: int = Field(primary_key=True, sa_type=Id)  # which one since 1970, in lengths of the window
    spent: int = Field(default=0, sa_type=Id)
    ends_at: datetime = when()
