"""Who is on duty: read, and changed, by what is typed behind `/complaints on-duty`."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from alerts.contract import Notice
from monitor.domain.act import NotAllowed
from monitor.domain.people import OnDuty
from monitor.stages.reactions.contract import Pressed, Role
from monitor.stages.reactions.house import House
from monitor.store import on_duty
from monitor.store.database import Transaction
from monitor.wording import command as words

_PERSON = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>", re.ASCII)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_LENGTH = re.compile(r"([0-9]{1,3})([hd])", re.ASCII)
_FILLERS = {"until", "for", "in", "of"}
NOBODY = {"nobody", "off", "none"}


class Wanted(NotAllowed):
    """What was typed cannot be read: how it is typed."""

    def __init__(self) -> None:
        super().__init__(words.ON_DUTY_USAGE)


def told(house: House, tx: Transaction, pressed: Pressed, typed: Sequence[str]) -> Notice:
    """Change who is on duty as `typed` says, and tell who is."""
    key, zone = f"press:{pressed.press.id}", house.zone_of(tx, pressed)
    if typed:
        _change(house, tx, pressed, [word for word in typed if word.lower() not in _FILLERS])
    duties = on_duty.at(tx, pressed.now)
    return words.duties(key, duties, now=pressed.now, zone=zone, changed=bool(typed))


def _change(house: House, tx: Transaction, pressed: Pressed, typed: list[str]) -> None:
    if pressed.actor.role.rank < Role.AGENT.rank:
        raise NotAllowed("Only who works on cases can be on duty.")
    if not typed or len(typed) > 3:
        raise Wanted
    who, *rest = typed
    until = next((at for word in rest if (at := _until(house, tx, pressed, word))), None)
    named = next((word for word in rest if word in house.departments(tx)), None)
    if len(rest) != (until is not None) + (named is not None):
        raise Wanted
    department = named if named is not None else (house.department_of(tx, pressed) or "")
    if who.lower() in NOBODY:
        on_duty.end(tx, department)
        return
    on_duty.begin(tx, OnDuty(department=department, name=_name(house, tx, pressed, who), until=until))


def _name(house: House, tx: Transaction, pressed: Pressed, who: str) -> str:
    if who.lower() == "me":
        return pressed.actor.name
    person = _PERSON.fullmatch(who)
    if person is None:
        raise Wanted
    if person[1] != pressed.actor.person and pressed.actor.role.rank < Role.LEAD.rank:
        raise NotAllowed("Only a lead puts others on duty; /complaints on-duty me names you.")
    return house.name_of(tx, pressed, person[1])


def _until(house: House, tx: Transaction, pressed: Pressed, word: str) -> datetime | None:
    """Read `18:00` (the next one, on the person's own clock), `8h` or `2d`."""
    if length := _LENGTH.fullmatch(word):
        return pressed.now + timedelta(hours=int(length[1]) * (24 if length[2] == "d" else 1))
    clock = _CLOCK.fullmatch(word)
    if clock is None:
        return None
    local = pressed.now.astimezone(house.zone_of(tx, pressed))
    at = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)
