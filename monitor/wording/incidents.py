"""What is said of an incident: one message that counts up, and the lists in its thread."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from alerts.contract import Button, Fact, Notice, Tone
from monitor.domain.case import JUDGE, CaseFile
from monitor.domain.incident import Cause, Crowding, Incident, IncidentFile, is_quiet
from monitor.domain.muting import KNOWN, Silence
from monitor.domain.score import Severity
from monitor.domain.venue import Venue
from monitor.wording import names, times
from monitor.wording.notices import TONES
from monitor.wording.notices import title as title_of_case
from monitor.wording.pressable import Actions
from monitor.wording.quotes import in_line
from monitor.wording.summaries import LINE_LENGTH
from monitor.wording.venues import venues

QUOTED = 3
"""So many of the first who complained are quoted."""
MOST_NUMBERED, MOST_PLACES, MOST_KEYS = 200, 5, 6
_KEYS: Mapping[str, str] = {"error": "error", "flight": "flight", "order": "order", "version": "version", "place": ""}
_HIDDEN = "order"
"""An order's number is personal: that they share one is said, which one is not."""


COLUMNS = ("Incident", "State", "How bad", "People", "Cases", "Waiting", "About", "Since", "Latest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An incident as one row of the list; every text is plain."""

    id: str
    state: str
    severity: str
    severity_name: str
    people: str
    cases: str
    waiting: str
    about: str
    since: str
    latest: str


def line(file: IncidentFile, *, now: datetime, zone: tzinfo = UTC) -> Line:
    """Return the row of an incident."""
    incident, crowding = file.incident, file.crowding
    return Line(
        id=incident.public_id,
        state="Closed" if incident.closed_at else "Quiet" if is_quiet(incident, crowding, now) else "Open",
        severity=crowding.severity.value,
        severity_name=names.severity(crowding.severity),
        people=f"{crowding.people:,}",
        cases=f"{crowding.cases:,}",
        waiting=f"{crowding.unanswered:,}",
        about=f"{incident.brand}: {subject(incident, file.keys)}",
        since=times.moment(crowding.since, now=now, zone=zone),
        latest=times.moment(incident.last_at, now=now, zone=zone),
    )


def incident_notice(
    file: IncidentFile,
    quotes: Mapping[int, str],
    *,
    now: datetime,
    key: str,
    web_url: str | None = None,
    zone: tzinfo = UTC,
    actions: Actions = (),
    known: Silence | None = None,
) -> Notice:
    """Return the one message of an incident as it stands at `now`; `quotes` are its cases' words, masked already.

    `known` is the silence that folds what is known of into it.
    """
    return Notice(
        key=key,
        tone=Tone.DONE if file.incident.closed_at else TONES[file.crowding.severity],
        title=title(file.incident, file.crowding, file.keys),
        body="\n".join(_body(file, known, now=now, zone=zone)),
        facts=tuple(_facts(file, quotes, now=now, zone=zone)),
        buttons=(*_acts(file.incident, file.crowding, file.keys, actions), *_page(file.incident, web_url)),
    )


def merged_notice(
    incident: Incident, into: Incident, *, key: str, web_url: str | None = None, actions: Actions = ()
) -> Notice:
    """Return what the message of an incident says that another one tells of now."""
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"{incident.public_id} is told by {into.public_id} now",
        body=f"It is the same trouble: {into.public_id} counts its people. Splitting them again loses nothing.",
        buttons=(*_pressable([_press("Split again", "incident.split", incident)], actions), *_page(into, web_url)),
    )


def members_notice(
    incident: Incident, files: Sequence[CaseFile], *, numbers: Sequence[int], quotes: Mapping[int, str], key: str
) -> Notice:
    """Return a list in an incident's thread: `numbers` are its cases, `files` the first of them, with their words."""
    rest = numbers[len(files) : len(files) + MOST_NUMBERED]
    more = len(numbers) - len(files) - len(rest)
    also = ", ".join(f"C-{number}" for number in rest) + (f" and {more:,} more" if more else "")
    return Notice(
        key=key,
        tone=Tone.INFO,
        title=f"{incident.public_id}: {names.plural(len(numbers), 'case')}, C-{numbers[0]} to C-{numbers[-1]}",
        body=f"Also: {also}." if rest else "",
        facts=tuple(_line(file, quotes) for file in files),
    )


def title(incident: Incident, crowding: Crowding, keys: Sequence[str]) -> str:
    """Return the headline: `High · 340 people · error PAY-417`. That it is over stands before it."""
    if not crowding.cases:
        return " · ".join(["Closed", subject(incident, keys)] if incident.closed_at else [subject(incident, keys)])
    parts = [
        names.severity(crowding.severity),
        names.plural(crowding.people, "person", "people"),
        subject(incident, keys),
    ]
    return " · ".join(["Closed", *parts] if incident.closed_at else parts)


def subject(incident: Incident, keys: Sequence[str]) -> str:
    """Say what an incident is about: what people call it, else the key that its cases name, else their topic."""
    if incident.name:
        return incident.name
    if incident.cause is Cause.KNOWN:
        return known_as(keys) or names.topic(incident.topic)
    named = key_names([key for key in keys if not key.startswith("place:")])
    return named[0] if named else names.topic(incident.topic)


def known_as(keys: Sequence[str]) -> str | None:
    """Return the name of the silence that folds what is known of into an incident; None where there is none."""
    return next((key.removeprefix(KNOWN) for key in keys if key.startswith(KNOWN)), None)


def key_names(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the keys among the marks of an incident as people write them: `error PAY-417`, `version 4.2`."""
    return tuple(dict.fromkeys(told for key in keys if (told := _key(key))))


def key_values(keys: Sequence[str]) -> tuple[str, ...]:
    """Return what cases name as they write it, for those who look for the words: `PAY-417`. No personal number."""
    kinds = ("error", "flight", "version")
    named = (key.partition(":") for key in keys if key.partition(":")[0] in kinds)
    return tuple(dict.fromkeys(value.partition("/")[0].upper() for _, _, value in named))


def why(incident: Incident, keys: Sequence[str]) -> str:
    """Say why cases were taken for the same trouble."""
    if incident.cause is Cause.COPIES:
        return "Several people posted nearly the same words."
    if incident.cause is Cause.BURST:
        return f"Far more people than usual at this hour complain about {names.topic(incident.topic)}."
    if incident.cause is Cause.KNOWN:
        return "It was known of before."
    if incident.cause is Cause.HAND:
        return f"{incident.opened_by} put them together."
    named = key_names(keys)
    return f"They name the same: {', '.join(named[:MOST_KEYS])}." if named else "They name the same thing."


def _body(file: IncidentFile, known: Silence | None, *, now: datetime, zone: tzinfo) -> Iterator[str]:
    incident, crowding = file.incident, file.crowding
    people = names.plural(crowding.people, "person", "people")
    if not crowding.cases:
        yield f"{incident.public_id} · {incident.brand} · no case is left in it"
        yield from _closed(incident, now=now, zone=zone)
        return
    yield f"{incident.public_id} · {incident.brand} · {people} in {names.plural(crowding.cases, 'case')}"
    yield why(incident, file.keys)
    if known is not None and incident.closed_at is None:
        yield f"{names.sentence(known.reason)} Until {times.moment(known.ends_at, now=now, zone=zone)}."
    if incident.closed_at is None:
        verb = "waits" if crowding.unanswered == 1 else "wait"
        waits = f"{crowding.unanswered:,} {verb} for an answer" if crowding.unanswered else "all are answered"
        yield f"{names.capital(waits)}. How bad: {_severities(crowding.severities)}."
        if known is None and is_quiet(incident, crowding, now):
            yield (
                f"Nobody has told of it for {times.span(now - crowding.latest)}, and all of its cases are done: "
                "close it if it is over."
            )
        return
    yield from _closed(incident, now=now, zone=zone)
    if crowding.asked:
        yield f"Told that it is over: {crowding.told:,} of {crowding.asked:,}."
    if crowding.late:
        yield f"{names.plural(crowding.late, 'more case')} came since it was closed."


def _closed(incident: Incident, *, now: datetime, zone: tzinfo) -> Iterator[str]:
    if incident.closed_at is not None:
        by = "itself" if incident.closed_by == JUDGE else incident.closed_by
        yield f"Closed by {by}, {times.moment(incident.closed_at, now=now, zone=zone)}."


def _facts(file: IncidentFile, quotes: Mapping[int, str], *, now: datetime, zone: tzinfo) -> Iterator[Fact]:
    crowding = file.crowding
    if not crowding.cases:
        return
    yield Fact(label="Since", value=times.moment(crowding.since, now=now, zone=zone))
    yield Fact(label="Where", value=_places(crowding.venues))
    if named := key_names(file.keys):
        yield Fact(label="They name", value=", ".join(named[:MOST_KEYS]))
    if file.incident.owner:
        yield Fact(label="Owner", value=file.incident.owner)
    critical = {one.case.id for one in file.critical}
    first = [one for one in file.first if one.case.id not in critical]
    for case in (*file.critical, *first[:QUOTED]):
        yield _line(case, quotes)


def _line(file: CaseFile, quotes: Mapping[int, str]) -> Fact:
    """Our words as the label, the customer's as the value, which no channel reads as markup."""
    words = in_line("" if file.gone else quotes.get(file.case.id, ""))
    short = words if len(words) <= LINE_LENGTH else words[: LINE_LENGTH - 1].rstrip() + "…"
    return Fact(label=f"{file.case.public_id} · {title_of_case(file)}", value=short or "(no words to show)")


def _silence(keys: Sequence[str]) -> list[Button]:
    known = known_as(keys)
    return [Button(label="End the silence", action="silence.end", value=known)] if known else []


def _acts(incident: Incident, crowding: Crowding, keys: Sequence[str], actions: Actions) -> list[Button]:
    """What people can do about it where it is shown."""
    if incident.closed_at is None:
        acts = [_press("Close", "incident.close", incident), _press("Merge", "incident.merge", incident)]
        whose = _press("Hand it back" if incident.owner else "Take it", "incident.own", incident)
        return _pressable([*acts, whose, _press("Name", "incident.name", incident), *_silence(keys)], actions)
    left = crowding.asked - crowding.told
    tell = [_press(f"To be told ({left:,})", "incident.told", incident)] if left else []
    return _pressable([*tell, _press("Open again", "incident.open", incident)], actions)


def _pressable(buttons: Sequence[Button], actions: Actions) -> list[Button]:
    return [button for button in buttons if button.action in actions]


def _press(label: str, action: str, incident: Incident) -> Button:
    return Button(label=label, action=action, value=incident.public_id)


def _page(incident: Incident, web_url: str | None) -> tuple[Button, ...]:
    if not web_url:
        return ()
    return (Button(label=f"Open {incident.public_id}", url=f"{web_url.rstrip('/')}/incidents/{incident.public_id}"),)


def _key(mark: str) -> str | None:
    """`error:pay-417` as `error PAY-417`; None for a mark that is no key."""
    kind, _, value = mark.partition(":")
    if kind not in _KEYS:
        return None
    if kind == _HIDDEN:
        return "the same order number"
    plain = value.rpartition("/")[0] if kind in {"version", "place"} else value
    shown = plain.upper() if kind in {"error", "flight"} else names.capital(plain)
    return f"{_KEYS[kind]} {shown}".strip()


def _places(counts: Mapping[Venue, int]) -> str:
    called = venues(venue.key for venue in counts)
    by_name = {called[venue.key]: count for venue, count in counts.items()}
    most_first = sorted(by_name, key=lambda name: (-by_name[name], name))
    shown = ", ".join(f"{name} {by_name[name]:,}" for name in most_first[:MOST_PLACES])
    more = len(by_name) - MOST_PLACES
    return f"{shown} and {names.plural(more, 'more place')}" if more > 0 else shown


def _severities(counts: Mapping[Severity, int]) -> str:
    worst_first = sorted(counts, key=lambda severity: -severity.rank)
    return ", ".join(f"{counts[severity]:,} {severity.value}" for severity in worst_first)
