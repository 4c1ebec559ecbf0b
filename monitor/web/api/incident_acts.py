"""What a program asks to be done to an incident: the acts of the command line, in their words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.domain.access import Viewer
from monitor.domain.incident import Incident
from monitor.store import cases, incident_acts, incident_figures, incidents
from monitor.store.cases import NoSuchCase
from monitor.store.database import Transaction
from monitor.web.api.faults import CASE, INCIDENT

MOST = 1_000
CaseNumber = Annotated[str, Field(pattern=CASE, examples=["C-12"])]
CaseNumbers = Annotated[tuple[CaseNumber, ...], Field(min_length=1, max_length=MOST)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OpenIncident(_Asked):
    """Cases of one brand that are the same trouble."""

    cases: CaseNumbers

    def on(self, tx: Transaction, viewer: Viewer, now: datetime) -> Incident:
        """Make an incident of them."""
        return incident_acts.gather(tx, seen(tx, self.cases, viewer), by=viewer.name, now=now)


class AddCases(_Asked):
    """Put cases into it."""

    act: Literal["add"]
    cases: CaseNumbers

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        for case in seen(tx, self.cases, viewer):
            incident_acts.put(tx, case, number, by=viewer.name, now=now)
        return incidents.root(tx, number)


class MergeIncident(_Asked):
    """Have another incident tell of it, too."""

    act: Literal["merge"]
    into: Annotated[str, Field(pattern=INCIDENT, examples=["I-7"])]

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        into = incidents.seen_by(tx, int(self.into.removeprefix("I-")), viewer.limits)
        return incident_acts.merge(tx, number, into.id, by=viewer.name, now=now)


class NameIncident(_Asked):
    """Call it by a name of one's own; null: by what its cases name."""

    act: Literal["name"]
    name: Annotated[str, Field(max_length=incident_acts.LONGEST_NAME)] | None = None

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        return incident_acts.rename(tx, number, self.name or "", by=viewer.name, now=now)


class OwnIncident(_Asked):
    """Say who of the team looks after it as a whole; null: nobody."""

    act: Literal["own"]
    owner: Annotated[str, Field(max_length=200)] | None = None

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        return incident_acts.own(tx, number, self.owner, by=viewer.name, now=now)


class SplitIncident(_Asked):
    """Make some of its cases an incident of their own; without cases: undo the merge of this one."""

    act: Literal["split"]
    cases: CaseNumbers | None = None

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        if self.cases is None:
            return incident_acts.split(tx, number, by=viewer.name, now=now)
        return incident_acts.take_out(tx, number, seen(tx, self.cases, viewer), by=viewer.name, now=now)


class CloseIncident(_Asked):
    """It is over: everybody in it is to be told."""

    act: Literal["close"]

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        return incident_acts.close(tx, number, by=viewer.name, now=now)


class ReopenIncident(_Asked):
    """It is not over after all."""

    act: Literal["reopen"]

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        return incident_acts.reopen(tx, number, by=viewer.name, now=now)


class TellIncident(_Asked):
    """The customers of these cases were told that it is over; without cases: all who are left."""

    act: Literal["told"]
    cases: CaseNumbers | None = None

    def on(self, tx: Transaction, number: int, viewer: Viewer, now: datetime) -> Incident:
        """Do it."""
        told = None if self.cases is None else seen(tx, self.cases, viewer)
        if told is None and not viewer.limits.any:
            told = incident_figures.members(tx, incidents.root(tx, number), within=viewer.limits)
        return incident_acts.told(tx, number, told, by=viewer.name, now=now)


IncidentAct = Annotated[
    AddCases
    | NameIncident
    | OwnIncident
    | MergeIncident
    | SplitIncident
    | CloseIncident
    | ReopenIncident
    | TellIncident,
    Field(discriminator="act"),
]
"""One act on an incident."""


def seen(tx: Transaction, public_ids: Sequence[str], viewer: Viewer) -> list[int]:
    """Return the numbers of cases, each once. Raises `NoSuchCase` where one is not, or is not to be seen."""
    numbers = [int(public_id.removeprefix("C-")) for public_id in dict.fromkeys(public_ids)]
    for number in numbers:
        case = cases.get(tx, number)
        if not viewer.limits.allow(case.brand, case.department):
            raise NoSuchCase(f"there is no case {case.public_id}")
    return numbers
