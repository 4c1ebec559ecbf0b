"""The schema of what leads complaints about the same trouble to one another. Incidents themselves are in `tables`."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from monitor.store.columns import NUMBERED, key, ref, when, words


class BandRow(SQLModel, table=True):
    """A part of a post's MinHash: near copies share one. Made of a customer's words: goes with them.

    `leader` is the case whose copies these are: the post itself, or the first one that was heard of its copies.
    """

    __tablename__ = "bands"
    __table_args__ = (Index("bands_lookup", "brand", "band"),)

    case_id: int = ref("cases.id", primary=True)
    band: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    brand: str = words()
    leader: int = Field(sa_column=Column(BigInteger, nullable=False))


class CaseMarkRow(SQLModel, table=True):
    """A mark that a case has: the error it names, the post it is a copy of. Made of a customer's words, too."""

    __tablename__ = "case_marks"
    __table_args__ = (Index("case_marks_lookup", "brand", "mark", "at"),)

    case_id: int = ref("cases.id", primary=True)
    mark: str = words(primary=True)
    brand: str = words()
    at: datetime = when()


class IncidentMarkRow(SQLModel, table=True):
    """The incident that a mark leads to: one at a time, so that two judges never open two for the same trouble."""

    __tablename__ = "incident_marks"
    __table_args__ = (Index("incident_marks_of", "incident_id"),)

    brand: str = words(primary=True)
    mark: str = words(primary=True)
    incident_id: int = ref("incidents.id")


class IncidentEventRow(SQLModel, table=True):
    """One fact on an incident's timeline. Append-only."""

    __tablename__ = "incident_events"
    __table_args__ = (Index("incident_events_of", "incident_id", "id"), NUMBERED)

    id: int = key()
    incident_id: int = ref("incidents.id")
    at: datetime = when()
    kind: str = words()
    by: str = words()
    was: str | None = words(null=True)
    became: str | None = words(null=True)


class TellingRow(SQLModel, table=True):
    """Somebody of a closed incident who is to be told that it is over, and who told them."""

    __tablename__ = "tellings"

    incident_id: int = ref("incidents.id", primary=True)
    case_id: int = ref("cases.id", primary=True)
    asked_at: datetime = when()
    told_at: datetime | None = when(null=True)
    told_by: str | None = words(null=True)
