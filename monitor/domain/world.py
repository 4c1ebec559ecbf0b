"""The acts of the world on a case: our answer seen on the platform, the customer's next move, a judgement made anew."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from connectors.contract import Mention, OwnReply
from monitor.domain.act import Change, answered, reopened
from monitor.domain.case import UNANSWERED_STATES, Case, Event, EventKind, Outcome, State
from monitor.domain.score import Need, Severity, Topic

CUSTOMER = "customer"
OURSELVES = "us"
JUDGE = "judge"

Changes = tuple[Case, Sequence[Event]]


def replied(case: Case, reply: OwnReply, *, now: datetime) -> Change:
    """Return the case after an answer of ours was seen on the platform.

    The first one that is newer than the last answer makes an unanswered case responded; every other is only told.
    An answer from before the case was opened, or by a clock ahead of ours, counts as given when the case was opened,
    or now: no customer waited less than nothing.
    """
    at = min(max(reply.posted_at, case.opened_at), now)
    fresh = case.responded_at is None or reply.posted_at > case.responded_at
    after = answered(case, at) if case.state in UNANSWERED_STATES and fresh else case
    event = Event(
        kind=EventKind.RESPONDED,
        at=min(reply.posted_at, now),
        by=reply.author or OURSELVES,
        text=reply.text,
        key=f"reply:{reply.native_id}",
    )
    return replace(after, version=case.version + 1), event


def customer_moved(
    case: Case,
    before: Mention,
    after: Mention | None,
    *,
    now: datetime,
    complains: bool | None = None,
    revision: int | None = None,
    due_at: datetime | None = None,
) -> Changes:
    """Return the case after the customer changed their mention from `before` to `after` (None: it is gone).

    Once answered, the move sets the outcome, whoever set it before: more stars are recovered, fewer are worsened, a
    text changed under the same stars is recovered where it `complains` no more and else unchanged; a deletion leaves
    it unknown. Fewer stars reopen a closed case, and words that complain still or again reopen a resolved one, due at
    `due_at`; a dismissed one stays dismissed, or every mended typing error would bring it back. `revision` makes the
    events count once. Where neither words nor stars changed there is no event, and the case is as it was.
    """
    events = [_told(before, after, now)] if after is None or _changed(before, after) else []
    if not events:
        return case, ()
    result, outcome = case, _outcome(before, after, complains=complains)
    if case.responded_at is not None or case.state is State.RESOLVED:
        result = replace(result, outcome=outcome, outcome_by=CUSTOMER)
        events.append(Event(kind=EventKind.OUTCOME, at=now, by=CUSTOMER, was=case.outcome, became=outcome))
    if _again(case, outcome, complains=complains):
        result = reopened(result, due_at)
        events.append(Event(kind=EventKind.REOPENED, at=now, by=CUSTOMER, was=case.state, became=State.OPEN))
    keyed = [replace(event, key=_key(event.kind, revision, gone=after is None)) for event in events]
    return replace(result, version=case.version + 1), keyed


def rejudged(case: Case, *, severity: Severity, topic: Topic, need: Need | None, now: datetime) -> Changes:
    """Return the case with what an edited mention is now judged to be; no event where nothing changed."""
    after = replace(case, severity=severity, topic=topic, need=need)
    if after == case:
        return case, ()
    event = Event(kind=EventKind.REJUDGED, at=now, by=JUDGE, was=_judged(case), became=_judged(after))
    return replace(after, version=case.version + 1), (event,)


def _told(before: Mention, after: Mention | None, now: datetime) -> Event:
    if after is None:
        return Event(kind=EventKind.DELETED, at=now, by=CUSTOMER)
    return Event(kind=EventKind.EDITED, at=now, by=CUSTOMER, was=_stars(before), became=_stars(after))


def _outcome(before: Mention, after: Mention | None, *, complains: bool | None) -> Outcome:
    if after is None:
        return Outcome.UNKNOWN
    was, became = _share(before), _share(after)
    if was is not None and became is not None and was != became:
        return Outcome.RECOVERED if became > was else Outcome.WORSENED
    return Outcome.RECOVERED if complains is False else Outcome.UNCHANGED


def _again(case: Case, outcome: Outcome, *, complains: bool | None) -> bool:
    if outcome is Outcome.WORSENED:
        return case.state in {State.RESOLVED, State.DISMISSED}
    return case.state is State.RESOLVED and outcome is Outcome.UNCHANGED and complains is True


def _changed(before: Mention, after: Mention) -> bool:
    return (before.text, before.title, before.rating) != (after.text, after.title, after.rating)


def _share(mention: Mention) -> float | None:
    return None if mention.rating is None else mention.rating.stars / mention.rating.out_of


def _stars(mention: Mention) -> str | None:
    return None if mention.rating is None else f"{mention.rating.stars:g}/{mention.rating.out_of:g}"


def _judged(case: Case) -> str:
    return " ".join(filter(None, (case.severity, case.topic, case.need)))


def _key(kind: EventKind, revision: int | None, *, gone: bool) -> str | None:
    if gone:
        return f"{kind}:gone"
    return None if revision is None else f"{kind}:{revision}"
