"""House: what reactions on cases must know of the installation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.domain.act import NotAllowed
from monitor.domain.case import Case
from monitor.domain.people import Staff
from monitor.domain.shift import Shift, next_shift
from monitor.stages.reactions.contract import Pressed
from monitor.store import people
from monitor.store.database import Transaction

Mask = Callable[[str], str]
"""Hides something in a customer's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What differs from one installation to another.

    `departments` tells the channels they are told in, by name. `web_url` is where the pages are served. `due` says when
    an answer to a case is due whose clock started at a time, `next_shift` when those of a department (None: of any)
    work next. `mask` hides abuse, and all that `mask_personal` hides.
    """

    staff: Staff
    departments: Callable[[Transaction], Mapping[str, str]]
    due: Callable[[Transaction, Case, datetime], datetime | None]
    mask: Mask
    mask_personal: Mask
    zone: tzinfo
    web_url: str | None = None
    next_shift: Callable[[Transaction, str | None, datetime], Shift] = lambda _tx, _whose, now: next_shift((), now)

    def zone_of(self, tx: Transaction, pressed: Pressed) -> tzinfo:
        """Return the time zone of who pressed, as their channel knows it."""
        zone = people.get(tx, pressed.actor.workspace, pressed.actor.person).zone
        try:
            return ZoneInfo(zone) if zone else self.zone
        except (ZoneInfoNotFoundError, ValueError):
            return self.zone

    def department_of(self, tx: Transaction, pressed: Pressed) -> str | None:
        """Return the department of who pressed, where the configuration names one."""
        member = self.staff.member(people.get(tx, pressed.actor.workspace, pressed.actor.person))
        return member.department if member else None

    def name_of(self, tx: Transaction, pressed: Pressed, person: str) -> str:
        """Return by what name cases belong to `person`, of the workspace of who pressed. Raises `NotAllowed`."""
        known = people.get(tx, pressed.actor.workspace, person)
        if known.outside:
            raise NotAllowed(f"{known.name} is of another company: choose somebody of yours.")
        return self.staff.name(known)


def case_in(value: str) -> int:
    """Return the number of the case that a button's value names: `C-1042`, and maybe more behind it."""
    name = value.split(" ", 1)[0]
    if not name.startswith("C-") or not name[2:].isdecimal() or len(name) > 20:
        raise NotAllowed("That button names no case. Look for a newer message.")
    return int(name[2:])
