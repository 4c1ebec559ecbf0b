"""Opening by hand: a person finds a complaint in what was not flagged; it becomes their case, and a label."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from monitor.domain import opening
from monitor.domain.act import Acknowledge, Assign, NotAllowed
from monitor.domain.case import Case, Event, EventKind, State
from monitor.domain.labels import YES, How, Label, What
from monitor.domain.match import subject_of
from monitor.domain.people import Staff
from monitor.domain.relevance import About, Speaker
from monitor.domain.routing import Routing, route
from monitor.domain.score import Severity, Topic
from monitor.domain.verdict import Verdict
from monitor.store import cases, judgements, labels, past, sources
from monitor.store.database import Transaction
from monitor.store.openings import Opening, open_cases
from monitor.store.past import Past
from monitor.store.team import team


def open_by_hand(
    tx: Transaction,
    routing: Routing,
    mention_id: int,
    *,
    brands: Mapping[str, Sequence[str]],
    staff: Staff,
    by: str,
    now: datetime,
    brand: str | None = None,
    severity: Severity = Severity.MEDIUM,
    topic: Topic = Topic.OTHER,
    note: str = "",
) -> Case:
    """Open a case on a mention; `brands` are those that each source listens for, `note` is why, in a person's words.

    Alerts nobody: who opens it has it, where they work on cases. Raises `NotAllowed` where there is no such mention, no
    telling for which brand, or a case of it already.
    """
    found = past.one(tx, mention_id)
    if found is None or not found.sources:
        raise NotAllowed(f"there is no mention M-{mention_id}, or its words are gone")
    named = _brand(found, brands, brand)
    if known := judgements.cases_of(tx, [mention_id]).get((mention_id, named)):
        raise NotAllowed(f"M-{mention_id} is {known.public_id} already, which is {known.state}")
    source = found.sources[0]
    verdict = _verdict(found, severity, topic)
    subject = subject_of(
        found.mention, brand=named, topic=topic, severity=severity, source=source, language=verdict.language
    )
    make = partial(
        opening.opened,
        mention_id=mention_id,
        brand=named,
        verdict=verdict,
        route=route(routing, subject, named=None),
        heard_at=now,
        alert=False,
        replies=found.mention.own_replies,
        now=now,
    )
    one = Opening(
        source_id=sources.id_of(tx, source),
        source=source,
        make=lambda number: _by(make(number), by, note.strip() or None),
        language=verdict.language,
    )
    [case] = open_cases(tx, [one])
    labels.add(tx, mention_id, named, _said(severity, topic, by, now))
    return _theirs(tx, case, by, now) if team(tx, staff).works(by) else case


def _said(severity: Severity, topic: Topic, by: str, now: datetime) -> Iterator[Label]:
    """What a person says of a mention that they open a case on."""
    said = ((What.COMPLAINT, YES), (What.OURS, YES), (What.TOPIC, topic.value), (What.SEVERITY, severity.value))
    return (Label(what=what, value=value, how=How.CLICK, by=by, at=now) for what, value in said)


def _brand(found: Past, brands: Mapping[str, Sequence[str]], wanted: str | None) -> str:
    known = sorted({name for source in found.sources for name in brands.get(source, ())} | found.decided.keys())
    if wanted is not None and wanted not in known:
        raise NotAllowed(
            f"M-{found.mention_id} was not heard for {wanted!r}; it was for: {', '.join(known) or 'nobody'}"
        )
    if wanted is None and len(known) != 1:
        raise NotAllowed(f"say for which brand: {', '.join(known) or 'no source listens for one'}")
    return wanted or known[0]


def _verdict(found: Past, severity: Severity, topic: Topic) -> Verdict:
    return Verdict(
        about=About.US,
        speaker=Speaker.CUSTOMER,
        language=next((one.language for one in found.decided.values()), "und"),
        scored=True,
        needs_eyes=False,
        vader=0.0,
        score=next((one.score for one in found.decided.values()), None),
        complaint=True,
        alert=False,
        severity=severity,
        topic=topic,
    )


def _by(made: tuple[Case, list[Event]], by: str, note: str | None) -> tuple[Case, list[Event]]:
    """A person opened it, not the judge."""
    case, events = made
    return case, [replace(one, by=by, text=note) if one.kind is EventKind.OPENED else one for one in events]


def _theirs(tx: Transaction, case: Case, by: str, now: datetime) -> Case:
    """Whoever opened it has it; of what we had answered already, it is only said whose it is."""
    act = Acknowledge() if case.state is State.OPEN else Assign(owner=by)
    return cases.act(tx, case.id, act, by=by, now=now)
