"""What an alert says about one case. It reads in five seconds and stays true while nobody revises it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo

from alerts.contract import Button, Fact, Notice, Tone
from connectors.contract import Author, Rating
from monitor.domain.case import UNANSWERED_STATES, Case, CaseFile, Event, EventKind, Outcome, State
from monitor.domain.links import followed
from monitor.domain.people import OnDuty
from monitor.domain.score import Severity
from monitor.domain.worsening import causes
from monitor.wording import names, pressable, times
from monitor.wording.pressable import Actions
from monitor.wording.reasons import sentence, sentences

TITLE_LENGTH = 150
TONES: Mapping[Severity, Tone] = {
    Severity.CRITICAL: Tone.CRITICAL,
    Severity.HIGH: Tone.HIGH,
    Severity.MEDIUM: Tone.MEDIUM,
    Severity.LOW: Tone.LOW,
}
_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.RECOVERED: "the customer was won back",
    Outcome.UNCHANGED: "the customer did not change their mind",
    Outcome.WORSENED: "the customer is more unhappy than before",
    Outcome.UNKNOWN: "what the customer thinks now is not known",
}


def alert(
    file: CaseFile,
    *,
    now: datetime,
    key: str,
    web_url: str | None = None,
    quote: str | None = None,
    zone: tzinfo = UTC,
    actions: Actions = (),
    hidden: bool = False,
    on_duty: OnDuty | None = None,
) -> Notice:
    """Return the notice of one case as it stands at `now`.

    `quote` is the customer's words, masked already (`hidden`: something in them is); it is not shown once the mention
    is gone. `web_url` is where the pages are served (the case's own page is below it), and `zone` the time zone that
    times are told in. `actions` are those that can be pressed where it is shown. `on_duty` looks after what nobody has
    taken.
    """
    return Notice(
        key=key,
        tone=tone(file.case),
        title=title(file),
        quote=None if file.gone else quote or None,
        body="\n".join(_body(file, now=now, zone=zone, shown=bool(quote))),
        link=link(file),
        facts=tuple(_facts(file, on_duty, now=now, zone=zone)),
        buttons=(*pressable.buttons(file.case, actions), *buttons(file.case, web_url)),
        menu=pressable.menu(file.case, actions, hidden=hidden and not file.gone),
    )


def tone(case: Case) -> Tone:
    """Return how a case's notice should feel: as bad as it is, until somebody has answered it."""
    return TONES[case.severity] if case.state in UNANSWERED_STATES else Tone.DONE


def title(file: CaseFile) -> str:
    """Return the headline: `Critical · billing · 1★ on Google Play`. What became of a case stands before it."""
    case = file.case
    parts = [names.severity(case.severity), names.topic(case.topic), where(file)]
    if case.state not in UNANSWERED_STATES:
        parts.insert(0, names.state(case.state))
    if case.state is State.RESOLVED and case.outcome:
        parts.insert(1, names.outcome(case.outcome))
    if case.state is State.DISMISSED and case.dismissal:
        parts.insert(1, names.dismissal(case.dismissal))
    return _cut(" · ".join(parts), TITLE_LENGTH)


def link(file: CaseFile) -> str | None:
    """Return the address of the post, where it is one that may be opened and is still there."""
    return None if file.gone else followed(file.mention.url)


def buttons(case: Case, web_url: str | None) -> tuple[Button, ...]:
    """Return the way to the case's own page, where pages are served."""
    if not web_url:
        return ()
    return (Button(label=f"Open {case.public_id}", url=f"{web_url.rstrip('/')}/cases/{case.public_id}"),)


def all_cases(web_url: str | None) -> tuple[Button, ...]:
    """Return the way to the list of cases, where pages are served."""
    return (Button(label="Open cases", url=f"{web_url.rstrip('/')}/cases"),) if web_url else ()


def where(file: CaseFile) -> str:
    """Return where it was said: `1★ on Google Play`."""
    place = names.platform(file.mention.key.platform)
    return f"{names.stars(file.mention.rating)} on {place}" if file.mention.rating else f"on {place}"


def _body(file: CaseFile, *, now: datetime, zone: tzinfo, shown: bool) -> Iterator[str]:
    """Ours alone: never a word of the customer, nor a name that the customer chose."""
    case = file.case
    yield f"{case.public_id} · {case.brand} · {_standing(case, now=now, zone=zone)}"
    if file.critical and case.state in UNANSWERED_STATES:
        yield "Somebody may be harmed, or threatens to go further: read it before anything else."
    if file.gone:
        yield "The customer has deleted the post, or it was erased: its words are gone from here, too."
    elif not shown:
        yield "There are no words to show: open the post."
    if file.abusive and shown and not file.gone:
        yield "Abusive words are masked."


def _standing(case: Case, *, now: datetime, zone: tzinfo) -> str:
    """Say where a case stands, and who has it."""
    if case.state is State.OPEN:
        told = f"open, {case.owner} has it" if case.owner else "open, nobody has claimed it"
    elif case.state is State.ACKNOWLEDGED:
        told = f"claimed by {case.owner}" if case.owner else "seen by the team"
    elif case.state is State.RESPONDED:
        next_move = "answered, waiting for the customer's next move"
        told = f"answered: {_OUTCOMES[case.outcome]}" if case.outcome else next_move
    elif case.state is State.RESOLVED:
        told = "resolved" + (f": {_OUTCOMES[case.outcome]}" if case.outcome else "")
    else:
        told = "dismissed" + (f" as {names.dismissal(case.dismissal)}" if case.dismissal else "")
    if case.snoozed_until and case.snoozed_until > now:
        told += f"; snoozed until {times.moment(case.snoozed_until, now=now, zone=zone)}"
    return told


def _facts(file: CaseFile, on_duty: OnDuty | None, *, now: datetime, zone: tzinfo) -> Iterator[Fact]:
    case, mention = file.case, file.mention
    yield from _why(file)
    if due := _due(case, now=now, zone=zone):
        yield Fact(label="Answer", value=due)
    if who := _who(mention.author, file.earlier_cases):
        yield Fact(label="Customer", value=who)
    yield from _whose(case, on_duty, now=now, zone=zone)
    if file.incident is not None:
        many = names.plural(file.incident_people, "person", "people")
        yield Fact(label="Incident", value=f"I-{file.incident} · {many}")
    if case.need:
        yield Fact(label="Need", value=names.capital(names.need(case.need)))
    if mention.place:
        yield Fact(label="Place", value=mention.place)
    yield Fact(label="Posted", value=_posted(file, now=now, zone=zone))
    if edits := _edits(file):
        yield Fact(label="Edited", value=edits)
    if file.policy:
        yield Fact(label="Policy", value="Objects to a rule of ours")


def _why(file: CaseFile) -> Iterator[Fact]:
    """Say why it was flagged and, where the customer changed it since, what the words of now add to that."""
    flagged, now = sentences(file.first_reasons or file.reasons), sentences(file.reasons)
    if flagged:
        yield Fact(label="Why flagged", value=names.capital("; ".join(flagged)))
    if worse := [sentence(cause) for cause in causes(file.events)]:
        yield Fact(label="More severe", value=names.capital("; ".join(worse)))
    if file.first_reasons and now != flagged:
        yield Fact(label="Since the edit", value=names.capital("; ".join(now) or "nothing that complains"))


def _whose(case: Case, on_duty: OnDuty | None, *, now: datetime, zone: tzinfo) -> Iterator[Fact]:
    if team := " · ".join(filter(None, (case.department, case.owner))):
        yield Fact(label="Team", value=team)
    if on_duty is not None:
        until = f" until {times.moment(on_duty.until, now=now, zone=zone)}" if on_duty.until else ""
        yield Fact(label="On duty", value=f"{on_duty.name}{until}")


def _due(case: Case, *, now: datetime, zone: tzinfo) -> str | None:
    """Say when an answer is due and, once it was given, how fast it was."""
    is_waiting = case.state in UNANSWERED_STATES
    if case.responded_at and not is_waiting:
        return _given(case, case.responded_at, now=now, zone=zone)
    if case.due_at is None or not is_waiting:
        return None
    at = times.moment(case.due_at, now=now, zone=zone)
    if case.due_at <= now:
        return f"Overdue since {at}"
    if case.responded_at:
        return f"Due again by {at}"
    return f"Due by {at}, {_between(case.opened_at, case.due_at)} after it was heard"


def _given(case: Case, at: datetime, *, now: datetime, zone: tzinfo) -> str:
    told = f"Given {times.moment(at, now=now, zone=zone)}, "
    told += f"after {_between(case.opened_at, at)}" if at > case.opened_at else "before we heard of it"
    if case.due_at is None:
        return told
    return f"{told}: {_between(case.due_at, at)} late" if at > case.due_at else f"{told}: in time"


def _between(start: datetime, end: datetime) -> str:
    return times.span(end - start)


def _who(author: Author, earlier: int) -> str | None:
    known = (
        author.name,
        None if author.followers is None else names.plural(author.followers, "follower"),
        names.plural(earlier, "earlier complaint") if earlier else None,
    )
    return " · ".join(part for part in known if part) or None


def _posted(file: CaseFile, *, now: datetime, zone: tzinfo) -> str:
    said = times.moment(file.mention.posted_at, now=now, zone=zone)
    later = (file.heard_at - file.mention.posted_at).total_seconds()
    return f"{said}, heard {_between(file.mention.posted_at, file.heard_at)} later" if later >= 60 else said


def _edits(file: CaseFile) -> str | None:
    """Say how the customer changed the mention: by stars where these changed, else that the words did."""
    if file.revision < 2:
        return None
    latest = next((event for event in reversed(file.events) if event.kind is EventKind.EDITED), None)
    changed = _change(latest) if latest else None
    return (changed or "The words were changed") + f" (revision {file.revision})"


def _change(event: Event) -> str | None:
    if not event.was or not event.became or event.was == event.became:
        return None
    return f"{_stars(event.was)} → {_stars(event.became)}"


def _stars(written: str) -> str:
    """Show stars that a timeline has as `2/5`."""
    stars, _, out_of = written.partition("/")
    return names.stars(Rating(stars=float(stars), out_of=float(out_of or 5)))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
