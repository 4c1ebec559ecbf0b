"""The acts of the world on a case: our answer seen on the platform, the customer's next move, a judgement made anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from connectors.contract import Mention, OwnReply
from monitor.domain.act import Change, answered, reopened
from monitor.domain.case import JUDGE, UNANSWERED_STATES, Case, Event, EventKind, Outcome, State
from monitor.domain.score import Need, Severity, Topic

CUSTOMER = "customer"
OURSELVES = "us"

Changes = tuple[Case, Sequence[Event]]


def replied(case: Case, reply: OwnReply, *, now: datetime) -> Change:
    """Return the case after an answer of ours was seen on the platform.

    The first one that is newer than the last answer makes an unanswered case responded; every other is only told.
    An answer from before we heard of the complaint keeps its own time: how long we took cannot be told of it. One by a
    clock ahead of ours counts as given now.
    """
    at = min(reply.posted_at, now)
    fresh = case.responded_at is None or reply.posted_at > case.responded_at
    after = case
    if case.state in UNANSWERED_STATES and fresh:
        after = replace(answered(case, at), acknowledged_at=case.acknowledged_at)  # nobody took it on by that
    event = Event(
        kind=EventKind.RESPONDED,
        at=at,
        by=reply.author or OURSELVES,
        text=reply.text,
        key=f"reply:{reply.native_id}",
    )
    return replace(after, version=case.version + 1), event


def customer_moved(
    case: Case,
    before: Mention,
    after: Mention,
    *,
    now: datetime,
    complains: bool | None = None,
    revision: int | None = None,
    due_at: datetime | None = None,
) -> Changes:
    """Return the case after the customer changed their mention from `before` to `after`.

    Once answered, the move sets the outcome, whoever set it before: more stars are recovered, fewer are worsened, a
    text changed under the same stars is recovered where it `complains` no more and else unchanged. Fewer stars reopen
    a closed case, and words that complain still or again reopen a resolved one, due at `due_at`; a dismissed one stays
    dismissed, or every mended typing error would bring it back. `revision` makes the events count once. Where neither
    words nor stars changed there is no event, and the case is as it was.
    """
    if (before.text, before.title, before.rating) == (after.text, after.title, after.rating):
        return case, ()
    outcome = _outcome(before, after, complains=complains)
    edited = Event(kind=EventKind.EDITED, at=now, by=CUSTOMER, was=_stars(before), became=_stars(after))
    result, events = _with_outcome(case, outcome, now)
    if _again(case, outcome, complains=complains):
        result = reopened(result, due_at)
        events.append(Event(kind=EventKind.REOPENED, at=now, by=CUSTOMER, was=case.state, became=State.OPEN))
    keyed = [replace(event, key=_key(event, revision)) for event in (edited, *events)]
    return replace(result, version=case.version + 1), keyed


def deleted(case: Case, *, now: datetime) -> Changes:
    """Return the case after its mention was deleted: once answered, what the customer thinks is unknown for good."""
    result, events = _with_outcome(case, Outcome.UNKNOWN, now)
    told = Event(kind=EventKind.DELETED, at=now, by=CUSTOMER)
    keyed = [replace(event, key=f"{event.kind}:gone") for event in (told, *events)]
    return replace(result, version=case.version + 1), keyed


def rejudged(case: Case, *, severity: Severity, topic: Topic, need: Need | None, now: datetime) -> Changes:
    """Return the case with what an edited mention is now judged to be; no event where nothing changed."""
    after = replace(case, severity=severity, topic=topic, need=need)
    if after == case:
        return case, ()
    event = Event(kind=EventKind.REJUDGED, at=now, by=JUDGE, was=_judged(case), became=_judged(after))
    return replace(after, version=case.version + 1), (event,)


def _with_outcome(case: Case, outcome: Outcome, now: datetime) -> tuple[Case, list[Event]]:
    if case.responded_at is None and case.state is not State.RESOLVED:
        return case, []
    event = Event(kind=EventKind.OUTCOME, at=now, by=CUSTOMER, was=case.outcome, became=outcome)
    return replace(case, outcome=outcome, outcome_by=CUSTOMER), [event]


def _outcome(before: Mention | None, after: Mention, *, complains: bool | None) -> Outcome:
    was, became = _share(before), _share(after)
    if was is not None and became is not None and was != became:
        return Outcome.RECOVERED if became > was else Outcome.WORSENED
    return Outcome.RECOVERED if complains is False else Outcome.UNCHANGED


def _again(case: Case, outcome: Outcome, *, complains: bool | None) -> bool:
    if outcome is Outcome.WORSENED:
        return case.state in {State.RESOLVED, State.DISMISSED}
    return case.state is State.RESOLVED and outcome is Outcome.UNCHANGED and complains is True


def _share(mention: Mention | None) -> float | None:
    return None if mention is None or mention.rating is None else mention.rating.stars / mention.rating.out_of


def _stars(mention: Mention | None) -> str | None:
    return None if mention is None or mention.rating is None else f"{mention.rating.stars:g}/{mention.rating.out_of:g}"


def _judged(case: Case) -> str:
    return " ".join(filter(None, (case.severity, case.topic, case.need)))


def _key(event: Event, revision: int | None) -> str | None:
    return None if revision is None else f"{event.kind}:{revision}"
