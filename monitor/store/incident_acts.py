"""What people do with incidents. Each act raises `NotAllowed` with words for the person, or does it in full."""

from collections.abc import Sequence
from datetime import datetime

from monitor.domain.act import NotAllowed
from monitor.domain.case import JUDGE
from monitor.domain.incident import Cause, Incident
from monitor.domain.incident import IncidentEventKind as Kind
from monitor.store import cases, incident_figures, incident_outbox, incidents, tellings
from monitor.store.cases import NoSuchCase
from monitor.store.database import Transaction
from monitor.store.incident_history import note

LONGEST_NAME = 80


def close(tx: Transaction, incident_id: int, *, by: str, now: datetime) -> Incident:
    """It is over: from now on everybody in it is to be told so. What is merged into another is closed by that."""
    incident = _held(tx, incident_id)
    if incident.closed_at is not None:
        raise NotAllowed(f"{incident.public_id} is closed already, by {incident.closed_by}")
    closed = incidents.change(tx, incident, closed_at=now, closed_by=by)
    note(tx, closed.id, Kind.CLOSED, by=by, now=now)
    tellings.ask(tx, closed, now)
    incident_outbox.recount(tx, closed, now, at_once=True)
    return closed


def reopen(tx: Transaction, incident_id: int, *, by: str, now: datetime) -> Incident:
    """It is not over after all: nobody needs to be told that it is."""
    incident = _held(tx, incident_id)
    if incident.closed_at is None:
        raise NotAllowed(f"{incident.public_id} is open: there is nothing to open again")
    opened = incidents.change(tx, incident, closed_at=None, closed_by=None)
    note(tx, opened.id, Kind.REOPENED, by=by, now=now)
    tellings.drop(tx, opened)
    incident_outbox.recount(tx, opened, now, at_once=True)
    return opened


def merge(tx: Transaction, incident_id: int, into: int, *, by: str, now: datetime) -> Incident:
    """They are the same trouble: `into` tells of both from now on; return that one. Its cases stay where they are."""
    merged, target = _held(tx, incident_id), _held(tx, into)
    if merged.id == target.id:
        raise NotAllowed(f"I-{incident_id} and I-{into} are one incident already: {target.public_id}")
    if merged.brand != target.brand:
        raise NotAllowed(f"{merged.public_id} is about {merged.brand}, {target.public_id} about {target.brand}")
    incidents.change(tx, merged, merged_into=target.id)
    incidents.grew(tx, target)
    note(tx, merged.id, Kind.MERGED, by=by, now=now, became=target.public_id)
    note(tx, target.id, Kind.TOOK_IN, by=by, now=now, became=merged.public_id)
    for one in (merged, target):
        incident_outbox.recount(tx, one, now, at_once=True)
    return target


def split(tx: Transaction, incident_id: int, *, by: str, now: datetime) -> Incident:
    """They are two troubles after all: undo the merge of this one."""
    incident = incidents.get(tx, incident_id)
    incidents.hold(tx, [incident.brand])
    if incident.merged_into is None:
        raise NotAllowed(f"{incident.public_id} is merged into no other: name the cases that do not belong to it")
    told_by = incidents.root(tx, incident.id)
    alone = incidents.change(tx, incident, merged_into=None)
    note(tx, alone.id, Kind.SPLIT, by=by, now=now, was=told_by.public_id)
    note(tx, told_by.id, Kind.LEFT, by=by, now=now, became=alone.public_id)
    for one in (alone, told_by):
        incident_outbox.recount(tx, one, now, at_once=True)
    return alone


def take_out(tx: Transaction, incident_id: int, case_ids: Sequence[int], *, by: str, now: datetime) -> Incident:
    """These cases are another trouble: make an incident of their own of them; return it."""
    incident = _held(tx, incident_id)
    strangers = [number for number in case_ids if number not in incident_figures.members(tx, incident)]
    if strangers:
        raise NotAllowed(f"C-{strangers[0]} is not in {incident.public_id}")
    last_at = max(cases.get(tx, number).opened_at for number in case_ids)
    own = incidents.open_new(
        tx, brand=incident.brand, topic=incident.topic, cause=Cause.HAND, title="", at=last_at, by=by, now=now
    )
    note(tx, incident.id, Kind.TOOK_OUT, by=by, now=now, was=str(len(case_ids)), became=own.public_id)
    incidents.put(tx, own, list(case_ids), by=by, now=now)
    incident_outbox.unfold(tx, list(case_ids), now)
    incident_outbox.tell(tx, own, list(case_ids), now)
    incident_outbox.recount(tx, incident, now, at_once=True)
    close_empty(tx, now)
    return own


def put(tx: Transaction, case_id: int, incident_id: int | None, *, by: str, now: datetime) -> Incident | None:
    """Put a case into an incident, or out of any (None); return the incident that tells of it now."""
    case = cases.get(tx, case_id)
    before = None if case.incident_id is None else incidents.root(tx, case.incident_id)
    after = None if incident_id is None else _held(tx, incident_id)
    if before == after:
        where = "in no incident" if after is None else f"in {after.public_id}"
        raise NotAllowed(f"{case.public_id} is {where} already")
    if after is not None and after.brand != case.brand:
        raise NotAllowed(f"{case.public_id} is about {case.brand}, {after.public_id} about {after.brand}")
    incidents.put(tx, after, [case_id], by=by, now=now, last_at=case.opened_at)
    incident_outbox.unfold(tx, [case_id], now)
    if after is not None:
        incident_outbox.tell(tx, after, [case_id], now)
    for one in (before, after):
        if one is not None:
            incident_outbox.recount(tx, one, now, at_once=True)
    close_empty(tx, now)
    return after


def close_empty(tx: Transaction, now: datetime) -> int:
    """Close every open incident whose cases have all left; nothing leads to it any more. Return how many."""
    empty = [one for one in incidents.without_cases(tx) if incident_figures.size(tx, one) == 0]
    for incident in empty:
        closed = incidents.change(tx, incident, closed_at=now, closed_by=JUDGE)
        note(tx, closed.id, Kind.CLOSED, by=JUDGE, now=now)
        incidents.unlearn(tx, incidents.family(tx, incident.id))
        incident_outbox.recount(tx, closed, now, at_once=True)
    return len(empty)


def gather(tx: Transaction, case_ids: Sequence[int], *, by: str, now: datetime) -> Incident:
    """Make an incident of cases of one brand that a person knows to be the same trouble; return it."""
    found = [cases.get(tx, number) for number in case_ids]
    if not found:
        raise NoSuchCase("name the cases that are the same trouble")
    brands = sorted({case.brand for case in found})
    if len(brands) > 1:
        raise NotAllowed(f"an incident is of one brand, and these cases are of {', '.join(brands)}")
    incidents.hold(tx, brands)
    incident = incidents.open_new(
        tx,
        brand=brands[0],
        topic=found[0].topic,
        cause=Cause.HAND,
        title="",
        at=max(case.opened_at for case in found),
        by=by,
        now=now,
    )
    incidents.put(tx, incident, list(case_ids), by=by, now=now)
    incident_outbox.tell(tx, incident, list(case_ids), now)
    return incident


def told(tx: Transaction, incident_id: int, case_ids: Sequence[int] | None, *, by: str, now: datetime) -> Incident:
    """The customers of these cases (None: of all who are left) were told that it is over."""
    incident = _held(tx, incident_id)
    if incident.closed_at is None:
        raise NotAllowed(f"{incident.public_id} is open: close it first, then everybody is told that it is over")
    count = tellings.mark_told(tx, incident, case_ids, by=by, now=now)
    if not count:
        raise NotAllowed(f"nobody of these is left to be told that {incident.public_id} is over")
    note(tx, incident.id, Kind.TOLD, by=by, now=now, became=str(count))
    incident_outbox.recount(tx, incident, now, at_once=True)
    return incident


def rename(tx: Transaction, incident_id: int, name: str, *, by: str, now: datetime) -> Incident:
    """Call an incident by a name of one's own, wherever it is told of; empty: by what its cases name."""
    incident, said = _held(tx, incident_id), " ".join(name.split())
    if len(said) > LONGEST_NAME:
        raise NotAllowed(f"a name has at most {LONGEST_NAME} characters: it stands in a headline")
    if (said or None) == incident.name:
        raise NotAllowed(f"{incident.public_id} is called so already")
    named = incidents.change(tx, incident, name=said or None)
    note(tx, named.id, Kind.NAMED, by=by, now=now, was=incident.name, became=named.name)
    incident_outbox.recount(tx, named, now, at_once=True)
    return named


def own(tx: Transaction, incident_id: int, owner: str | None, *, by: str, now: datetime) -> Incident:
    """Say who looks after an incident as a whole; None: nobody. Its cases stay whose they are."""
    incident, said = _held(tx, incident_id), (owner or "").strip() or None
    if said == incident.owner:
        raise NotAllowed(f"{incident.public_id} is with {said or 'nobody'} already")
    owned = incidents.change(tx, incident, owner=said)
    note(tx, owned.id, Kind.ASSIGNED, by=by, now=now, was=incident.owner, became=said)
    incident_outbox.recount(tx, owned, now, at_once=True)
    return owned


def _held(tx: Transaction, incident_id: int) -> Incident:
    """The incident that tells of this one, while nobody else decides on its brand's."""
    incidents.hold(tx, [incidents.get(tx, incident_id).brand])
    return incidents.root(tx, incident_id)
