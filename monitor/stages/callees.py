"""Callees: by what id somebody is called where a message stands, and who is called instead of who is away."""

from collections.abc import Iterable
from datetime import datetime

from monitor.domain.people import NOBODY_NAMED, OnDuty, Staff
from monitor.store import handovers, on_duty, people
from monitor.store.database import Transaction


class Callees:
    """Knows people by the name that cases tell. `personal` are the channels that can write to one person alone."""

    def __init__(self, staff: Staff = NOBODY_NAMED, personal: Iterable[str] = ()) -> None:
        self._staff = staff
        self.personal = frozenset(personal)

    def id_of(self, tx: Transaction, name: str, workspace: str = "") -> str | None:
        """Return the id of whoever goes by `name`; None where nobody does, or it is not clear who."""
        emails = [one.email.lower() for one in self._staff.members if one.name == name and one.email]
        return self._staff.id_of(name, people.alike(tx, name, emails), workspace)

    def called(
        self, tx: Transaction, names: Iterable[str | None], now: datetime, workspace: str = ""
    ) -> tuple[str, ...]:
        """Return the ids of those who are to be called: of who is away, whoever stands in."""
        here = (handovers.stand_in(tx, name, now) for name in names if name)
        found = (self.id_of(tx, name, workspace) for name in here if name)
        return tuple(dict.fromkeys(one for one in found if one))

    def looking_after(self, tx: Transaction, department: str | None, now: datetime) -> OnDuty | None:
        """Return who is on duty for a department."""
        return on_duty.looking_after(tx, department, now)
