"""What the page of alerts and people says: whether alerts go out, who is on duty, who is away."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.domain.change import Change
from monitor.domain.handover import Absence
from monitor.domain.people import OnDuty
from monitor.domain.shadow import Shadow
from monitor.wording import times

TITLE = "Alerts and people"
LIVE, GO_LIVE, LIVE_SINCE = "Whether alerts go out", "Go live now", "Alerts go out."
HELD = "Alerts are held until {at} and listed once a day: a new set-up shows what it would have sent."
NEVER_HELD = "What {sources} hears goes out all the same."
LIVE_TELLS = "What was held since the last list is listed once more. The change can be taken back in the history."
ON_DUTY, DUTY_COLUMNS, NOBODY = "On duty", ("For", "Who", "Until", "End"), "Nobody is on duty."
ALL, FOR, WHO, UNTIL, BEGIN, END = "Everybody", "For", "Who", "Until when", "Put on duty", "End it"
UNTIL_HINT = "In {zone}. Empty: until somebody else is."
AWAY, AWAY_COLUMNS, NOBODY_AWAY = "Away", ("Who", "Until", "Stands in", "By", "Back"), "Nobody is away."
LAST_DAY, DEPUTY, GO_AWAY, BACK = "Last day away", "Who stands in", "Write down", "Is back"
DEPUTY_HINT = "Empty: their department."
DEPARTMENT, FOREVER = "their department", "until somebody else is"
WHO_IS_MISSING, WHEN_IS_MISSING = "Say who.", "Say until when: a day or a time that is still ahead."
UNKNOWN_DEPARTMENT = "There is no such department."
JOURNAL_DUTY, JOURNAL_AWAY = "on duty", "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """Somebody on duty, as a row."""

    department: str
    label: str
    name: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayLine:
    """Somebody away, as a row."""

    name: str
    until: str
    deputy: str
    by: str


def duty(one: OnDuty, *, now: datetime, zone: tzinfo) -> DutyLine:
    """Return who is on duty, as a row."""
    until = FOREVER if one.until is None else times.moment(one.until, now=now, zone=zone)
    return DutyLine(department=one.department, label=one.department or ALL, name=one.name, until=until)


def away(one: Absence, *, now: datetime, zone: tzinfo) -> AwayLine:
    """Return who is away, as a row."""
    until = times.moment(one.until, now=now, zone=zone)
    return AwayLine(name=one.name, until=until, deputy=one.deputy or DEPARTMENT, by=one.by)


def live(shadow: Shadow, change: Change | None, *, now: datetime, zone: tzinfo) -> str:
    """Say whether alerts go out; `change` is that of a lead who said so."""
    if shadow.until is not None and shadow.acts(now):
        held = HELD.format(at=times.moment(shadow.until, now=now, zone=zone))
        return f"{held} {NEVER_HELD.format(sources=', '.join(sorted(shadow.never)))}" if shadow.never else held
    if change is None or change.after is None:
        return LIVE_SINCE
    return f"{LIVE_SINCE} {change.by} let them, {times.moment(change.at, now=now, zone=zone)}."
