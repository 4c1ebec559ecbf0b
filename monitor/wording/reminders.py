"""What alarms and silences say. Each stays true while nobody revises it: it tells when, never how long ago."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from alerts.contract import Fact, Notice, Tone
from monitor.domain.case import UNANSWERED_STATES, Case, CaseFile, State
from monitor.domain.escalation import AlarmKind
from monitor.domain.muting import Silence
from monitor.domain.score import Severity
from monitor.wording import names, notices, times
from monitor.wording.summaries import lines, rest, worst_first


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
) -> Notice | None:
    """Return what others are told of a case that is late. What was `posted` tells also that it is over; else None."""
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
        buttons=notices.buttons(file.case, web_url),
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


def muted(
    files: Sequence[CaseFile],
    *,
    total: int,
    name: str,
    silence: Silence | None,
    key: str,
    now: datetime,
    quotes: Mapping[int, str],
    web_url: str | None,
    zone: tzinfo,
) -> Notice:
    """Return what a channel is told when a silence is over: how much it held, why, and some of it."""
    named = worst_first(files)
    waiting = sum(file.case.state in UNANSWERED_STATES for file in files)
    body = [*_why(silence, now=now, zone=zone), "Each is a case of its own, in the list of cases."]
    if waiting:
        body.append(f"Of those named here {waiting} {'waits' if waiting == 1 else 'wait'} for an answer.")
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"{names.plural(total, 'complaint was', 'complaints were')} muted by {name}",
        body="\n".join((*body, *rest(total, len(named)))),
        facts=lines(named, quotes),
        buttons=notices.all_cases(web_url),
    )


def outage(
    files: Sequence[CaseFile],
    *,
    total: int,
    name: str,
    silence: Silence | None,
    key: str,
    now: datetime,
    quotes: Mapping[int, str],
    web_url: str | None,
    zone: tzinfo,
) -> Notice:
    """Return the one message of an outage that is known of: it counts what arrives."""
    named = worst_first(files)
    over = silence is None or silence.ends_at <= now
    return Notice(
        key=key,
        tone=Tone.INFO if over else Tone.MEDIUM,
        title=f"{names.plural(total, 'complaint')} about {name}, which is {'over' if over else 'known'}",
        body="\n".join((*_why(silence, now=now, zone=zone), *rest(total, len(named)))),
        facts=lines(named, quotes),
        buttons=notices.all_cases(web_url),
    )


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
    reason = silence.reason if silence.reason.endswith((".", "!", "?")) else f"{silence.reason}."
    yield f"{names.capital(reason)} {'It ended' if silence.ends_at <= now else 'It ends'} {until}."
