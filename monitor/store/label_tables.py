"""The schema of what the team said of mentions, of what was learned from it, and of scorers that are plugged in."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import SQLModel

from monitor.store.columns import key, partial, ref, when, words


class LabelRow(SQLModel, table=True):
    """One answer of a person about one mention. Append-only; of several about the same the latest holds."""

    __tablename__ = "labels"
    __table_args__ = (Index("labels_of_mention", "mention_id", "brand"), Index("labels_by_time", "what", "at"))

    id: int = key()
    mention_id: int = ref("mentions.id")
    brand: str = words()
    revision: int = 1  # of the words that the person saw
    what: str = words()  # complaint, ours, topic, severity
    value: str = words()
    how: str = words()  # click, audit
    by: str = words()
    at: datetime = when()
    counts: bool = True  # whether it may teach and be counted
    score: float | None = None  # what the judge thought of it then
    weight: float = 1.0  # how many mentions like it this one stands for


class AuditItemRow(SQLModel, table=True):
    """A mention that was not flagged, drawn to be read blind."""

    __tablename__ = "audit_items"
    __table_args__ = (
        Index("audit_items_identity", "week", "mention_id", "brand", unique=True),
        partial("audit_items_open", "id", where="answered_at IS NULL"),
    )

    id: int = key()
    week: str = words()  # the ISO week it was drawn for
    mention_id: int = ref("mentions.id")
    brand: str = words()
    near: bool = False  # of the stratum just below the threshold
    population: int = 0  # mentions in its stratum
    drawn: int = 0  # how many of them were drawn
    drawn_at: datetime = when()
    answered_at: datetime | None = when(null=True)


class ModelRow(SQLModel, table=True):
    """What was learned from the labels at one time. Append-only; holds hashed features and no words."""

    __tablename__ = "models"

    id: int = key()
    kind: str = words()  # complaint, ours
    made_at: datetime = when()
    labels: int = 0
    report: str = words()  # JSON: how it did on labels that it had not seen
    content: str = words()


class ModelUseRow(SQLModel, table=True):
    """Which model judges from when on, and who said so. Append-only: the latest of a kind holds."""

    __tablename__ = "model_uses"

    id: int = key()
    kind: str = words()
    model_id: int | None = ref("models.id", null=True)  # none: the shipped judge alone
    at: datetime = when()
    by: str = words()


class ScorerRow(SQLModel, table=True):
    """A plugged-in scorer: what it has spent today, and how it fares."""

    __tablename__ = "scorers"

    name: str = words(primary=True)
    day: int = 0  # days since 1970 UTC
    spent: int = 0  # texts sent on that day
    trouble: str | None = words(null=True)
    trouble_since: datetime | None = when(null=True)
