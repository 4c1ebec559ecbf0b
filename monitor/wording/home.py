"""What the app's home shows to one person: cases to work on, who is on duty, and how well the monitor hears."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from alerts.contract import Button, Notice
from alerts.interactive import Row, Screen, Section
from monitor.domain.case import UNANSWERED_STATES, Case, CaseFile
from monitor.domain.incident import IncidentFile
from monitor.domain.people import OnDuty
from monitor.domain.shift import Relay
from monitor.wording import incidents as incident_words
from monitor.wording import names, notices, pressable, times
from monitor.wording import shifts as shift_words
from monitor.wording.pressable import Actions
from monitor.wording.quotes import in_line

MOST = 10
"""Cases of one section."""
MOST_INCIDENTS = 5
_QUOTE = 200
_BUTTONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Some cases under one title, and how many there are in all; `quotes` has the masked words by case id.

    `above` names those that are shown further up already.
    """

    title: str
    files: Sequence[CaseFile]
    total: int
    quotes: Mapping[int, str]
    empty: str
    above: tuple[str, ...] = ()


def screen(
    listings: Sequence[Listing],
    *,
    incidents: Sequence[IncidentFile] = (),
    actions: Actions,
    on_duty: Sequence[OnDuty],
    relays: Sequence[Relay] = (),
    troubles: Sequence[str],
    sources: int,
    web_url: str | None,
    now: datetime,
    zone: tzinfo,
) -> Screen:
    """Return somebody's home as it stands at `now`; `actions` are those that can be pressed."""
    cases = [_cases(one, actions=actions, web_url=web_url, now=now, zone=zone) for one in _once(listings)]
    return Screen(
        sections=(
            *cases,
            *_incidents(incidents, actions=actions, web_url=web_url, now=now, zone=zone),
            Section(
                title="On duty", rows=tuple(Row(text=duty(one, now=now, zone=zone)) for one in on_duty), empty=IDLE
            ),
            *_shift(relays, actions=actions, now=now, zone=zone),
            _health(troubles, sources, actions=actions, web_url=web_url, now=now, zone=zone),
        )
    )


IDLE = "Nobody is named. /complaints on-duty me names you."


def with_told(home: Screen, told: Notice) -> Screen:
    """Return `home` with what is to be told to the person above everything else."""
    row = Row(text=told.body or told.title, quote=told.quote, buttons=told.buttons)
    facts = (Row(text=fact.label, quote=fact.value) for fact in told.facts)
    return Screen(sections=(Section(title=told.title, rows=(row, *facts)), *home.sections))


def line(file: CaseFile, *, now: datetime, zone: tzinfo) -> str:
    """Return a case as one line of our own words: `C-1042 · Critical · billing · 1★ on Google Play · due in 2 h`."""
    parts = (file.case.public_id, notices.title(file), _due(file.case, now), _standing(file.case, now, zone))
    return " · ".join(filter(None, parts))


def duty(one: OnDuty, *, now: datetime, zone: tzinfo) -> str:
    """Return who is on duty for what, and until when."""
    until = f", until {times.moment(one.until, now=now, zone=zone)}" if one.until else ""
    return f"{one.name}: {one.department or 'everything'}{until}"


def _once(listings: Sequence[Listing]) -> Iterator[Listing]:
    """Show each case where it comes first; further down only its number stands."""
    seen: set[int] = set()
    for one in listings:
        fresh = [file for file in one.files if file.case.id not in seen]
        above = tuple(file.case.public_id for file in one.files if file.case.id in seen)
        seen.update(file.case.id for file in fresh)
        yield replace(one, files=fresh, above=above)


def _cases(one: Listing, *, actions: Actions, web_url: str | None, now: datetime, zone: tzinfo) -> Section:
    left = one.total - len(one.files) - len(one.above)
    more = f"And {left:,} more" if left > 0 else ""
    above = f"{', '.join(one.above)} {'stands' if len(one.above) == 1 else 'stand'} above. " if one.above else ""
    where = f": {web_url.rstrip('/')}/cases" if web_url else ": /complaints search finds them"
    rows = (
        _row(file, one.quotes.get(file.case.id), actions=actions, web_url=web_url, now=now, zone=zone)
        for file in one.files
    )
    return Section(
        title=f"{one.title} ({one.total:,})" if one.total else one.title,
        rows=tuple(rows),
        empty="" if one.above else one.empty,
        more=f"{above}{more}{where}" if more else above.strip(),
    )


def _row(
    file: CaseFile, quote: str | None, *, actions: Actions, web_url: str | None, now: datetime, zone: tzinfo
) -> Row:
    said = in_line(quote or "")
    can_be_pressed = pressable.buttons(file.case, actions)[:_BUTTONS]
    return Row(
        text=line(file, now=now, zone=zone),
        quote=(said if len(said) <= _QUOTE else f"{said[: _QUOTE - 1].rstrip()}…") or None,
        buttons=(*can_be_pressed, *notices.buttons(file.case, web_url)),
        menu=pressable.menu(file.case, actions, hidden=False),
    )


def _incidents(
    files: Sequence[IncidentFile], *, actions: Actions, web_url: str | None, now: datetime, zone: tzinfo
) -> Iterator[Section]:
    """The open incidents, the newest first; no section where there is none."""
    rows = []
    for file in files[:MOST_INCIDENTS]:
        told = incident_words.title(file.incident, file.crowding, file.keys)
        waiting = f"{names.plural(file.crowding.unanswered, 'case')} unanswered"
        latest = f"latest {times.moment(file.incident.last_at, now=now, zone=zone)}"
        acts = incident_words.incident_notice(file, {}, key="home", now=now, web_url=web_url, actions=actions)
        rows.append(Row(text=" · ".join((file.incident.public_id, told, waiting, latest)), buttons=acts.buttons))
    if rows:
        more = "There are more: monitor incidents lists them." if len(files) > MOST_INCIDENTS else ""
        yield Section(title="Incidents", rows=tuple(rows), more=more)


def _shift(relays: Sequence[Relay], *, actions: Actions, now: datetime, zone: tzinfo) -> Iterator[Section]:
    rows = tuple(shift_words.rows(relays, now=now, zone=zone, actions=actions))
    if rows:
        yield Section(title="Shift", rows=rows)


def _due(case: Case, now: datetime) -> str | None:
    if case.state not in UNANSWERED_STATES or case.due_at is None:
        return None
    left = case.due_at - now
    return f"{times.span(left)} overdue" if case.due_at <= now else f"due in {times.span(left)}"


def _standing(case: Case, now: datetime, zone: tzinfo) -> str:
    asleep = case.snoozed_until and case.snoozed_until > now
    who = f"{case.owner} has it" if case.owner else "nobody has it"
    return (
        f"{who}, snoozed until {times.moment(case.snoozed_until, now=now, zone=zone)}"
        if asleep and case.snoozed_until
        else who
    )


def _health(
    troubles: Sequence[str], sources: int, *, actions: Actions, web_url: str | None, now: datetime, zone: tzinfo
) -> Section:
    rows = [Row(text=names.capital(trouble)) for trouble in troubles]
    well = f"{names.plural(sources, 'source')} heard, every channel takes messages." if not troubles else ""
    mute = (Button(label="Mute something", action="silence.add"),) if "silence.add" in actions else ()
    buttons = (*mute, *notices.all_cases(web_url))
    rows.append(Row(text=f"{well} As of {times.moment(now, now=now, zone=zone)}.".strip(), buttons=buttons))
    return Section(title="How it hears and speaks", rows=tuple(rows))
