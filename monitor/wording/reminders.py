"""What alarms and silences say. Each stays true while nobody revises it: it tells when, never how long ago."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from alerts.contract import Button, Fact, Notice, Tone
from monitor.domain.case import UNANSWERED_STATES, Case, CaseFile, State
from monitor.domain.escalation import AlarmKind
from monitor.domain.incident import IncidentFile
from monitor.domain.muting import Silence
from monitor.domain.score import Severity
from monitor.wording import incidents, names, notices, pressable, times
from monitor.wording.pressable import Actions
from monitor.wording.summaries import lines, rest, worst_first

MOST_SHOWN = 5
"""So many cases can be opened from a list."""


def line(
    file: CaseFile, kind: AlarmKind, *, now: datetime, key: str, calls: Sequence[str], zone: tzinfo
) -> Notice | None:
    """Return what is said in a case's thread; None where it holds no more."""
    said = _said(file.case, kind, now=now, zone=zone)
    if said is None:
        return None
    title, body = said
    return Notice(key=key, tone=_tone(file.case, kind), title=title, body=body, calls=tuple(calls))


def escalation(
    file: CaseFile,
    kind: AlarmKind,
    *,
    now: datetime,
    key: str,
    calls: Sequence[str] = (),
    quote: str | None = None,
    web_url: str | None = None,
    zone: tzinfo = UTC,
    posted: bool = False,
    actions: Actions = (),
) -> Notice | None:
    """Return what others are told of a case that is late. What was `posted` tells also that it is over; else None.

    `actions` are those that can be pressed where it is shown: whoever is told can take it at once.
    """
    said = _said(file.case, kind, now=now, zone=zone)
    if said is None and not posted:
        return None
    title, body = said or (
        f"{file.case.public_id} is late no more",
        f"It is {names.state(file.case.state).lower()} now.",
    )
    return Notice(
        key=key,
        tone=_tone(file.case, kind) if said else Tone.DONE,
        title=title,
        body=f"{notices.title(file)}\n{body}",
        quote=None if file.gone else quote or None,
        link=notices.link(file),
        facts=_facts(file.case),
        buttons=(*pressable.buttons(file.case, actions if said else ()), *notices.buttons(file.case, web_url)),
        calls=tuple(calls) if said else (),
    )


def overdue(
    files: Sequence[CaseFile],
    *,
    total: int,
    severities: Mapping[Severity, int],
    key: str,
    quotes: Mapping[int, str],
    web_url: str | None,
) -> Notice:
    """Return one notice of many cases that wait for an answer, instead of a reminder for each."""
    named = worst_first(files)
    worst = max(severities, key=lambda severity: severity.rank, default=Severity.LOW)
    return Notice(
        key=key,
        tone=notices.tone(named[0].case) if named else Tone.MEDIUM,
        title=f"{names.plural(total, 'more case')} to look after, {severities.get(worst, 0):,} of them {worst.value}",
        body="\n".join(
            (
                "Their answers are due or late, or somebody took them and did not answer. Each has its own timeline.",
                *rest(total, len(named)),
            )
        ),
        facts=lines(named, quotes),
        buttons=notices.all_cases(web_url),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The end of a silence as a channel is told it: some cases with their masked words, and why they were muted.

    `show` is the action that shows one case, where it can be pressed.
    """

    key: str
    silence: Silence | None
    files: Sequence[CaseFile]
    quotes: Mapping[int, str]
    now: datetime
    zone: tzinfo
    web_url: str | None
    show: str | None = None


def muted(ending: Ending, *, total: int, waiting: int, name: str) -> Notice:
    """Return what a channel is told of what a silence held: how much, why, and what of it waits."""
    of_them = f"{waiting:,} of them {'waits' if waiting == 1 else 'wait'}" if waiting else "None of them waits"
    back = f"{of_them} for an answer. They come back now: each is a case of its own, with reminders from here on."
    return _ended(ending, f"{names.plural(total, 'case was', 'cases were')} held while {name} lasted", back, total)


def over(ending: Ending, file: IncidentFile) -> Notice:
    """Return what a channel is told when an outage is over that was known of."""
    waiting, cases = file.crowding.unanswered, names.plural(file.crowding.cases, "case")
    title = f"{names.capital(incidents.subject(file.incident, file.keys))} is over: {waiting:,} of {cases} still"
    told = f"{file.incident.public_id} is closed. Its message says who is still to be told that it is over."
    return _ended(ending, f"{title} {'waits' if waiting == 1 else 'wait'}", told, waiting)


def _ended(ending: Ending, title: str, told: str, total: int) -> Notice:
    named = worst_first(ending.files)
    return Notice(
        key=ending.key,
        tone=Tone.INFO,
        title=title,
        body="\n".join((*_why(ending.silence, now=ending.now, zone=ending.zone), told, *rest(total, len(named)))),
        facts=lines(named, ending.quotes),
        buttons=(*_shows(named, ending.show), *notices.all_cases(ending.web_url)),
    )


def _shows(files: Sequence[CaseFile], show: str | None) -> tuple[Button, ...]:
    named = (file.case.public_id for file in files[:MOST_SHOWN])
    return tuple(Button(label=f"Show {name}", action=show, value=name) for name in named) if show else ()


def _said(case: Case, kind: AlarmKind, *, now: datetime, zone: tzinfo) -> tuple[str, str] | None:
    """Return title and body; None where it does not hold any more."""
    if kind is AlarmKind.FOLLOW_UP:
        return _follow_up(case)
    due = None if case.due_at is None else times.moment(case.due_at, now=now, zone=zone)
    if case.state not in UNANSWERED_STATES:
        return None
    if kind is AlarmKind.FORGOTTEN:
        return _forgotten(case)
    late = case.due_at is not None and case.due_at <= now
    if due is None:
        return None
    told = f"{case.public_id} is late: an answer was due {due}" if late else f"{case.public_id}: answer by {due}"
    return told, _whose(case)


def _follow_up(case: Case) -> tuple[str, str] | None:
    if case.state is not State.RESPONDED or case.outcome is not None:
        return None
    asks = "Look what they said since, ask them, or close it with its outcome."
    return f"What became of {case.public_id}? It was answered, and no move of the customer was seen", asks


def _forgotten(case: Case) -> tuple[str, str] | None:
    """What was given back meanwhile is not forgotten."""
    if case.owner is None:
        return None
    return f"{case.public_id} is not answered yet", f"{_whose(case)} Answer it, or give it back to everybody."


def _whose(case: Case) -> str:
    return f"{case.owner} has it." if case.owner else "Nobody has claimed it."


def _tone(case: Case, kind: AlarmKind) -> Tone:
    return Tone.INFO if kind is AlarmKind.FOLLOW_UP else notices.tone(case)


def _facts(case: Case) -> tuple[Fact, ...]:
    team = " · ".join(filter(None, (case.department, case.owner)))
    return (*((Fact(label="Team", value=team),) if team else ()), Fact(label="Brand", value=case.brand))


def _why(silence: Silence | None, *, now: datetime, zone: tzinfo) -> Iterator[str]:
    if silence is None:
        yield "The silence is not in the configuration any more."
        return
    until = times.moment(silence.ends_at, now=now, zone=zone)
    yield f"{names.sentence(silence.reason)} {'It ended' if silence.ends_at <= now else 'It ends'} {until}."
