"""Act: what a person does to a case. Each act says from which states it may be done and what it changes.

`acknowledged_at` and `responded_at` are those of the first time and stay when a case reopens: how long a customer
waited for a first answer does not change because they wrote again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, Dismissal, Event, EventKind, Outcome, State
from monitor.domain.money import Money


class NotAllowed(Exception):
    """The act does not fit the case as it stands; the message says why, and what to do instead."""


Change = tuple[Case, Event]


class Act(Protocol):
    """Something that a person does to a case."""

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Return the case as it is after that, and the event that tells it. Raises `NotAllowed`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge:
    """Someone saw it and takes care; they become the owner where there is none."""

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """open -> acknowledged."""
        _need(case, {State.OPEN}, "claimed")
        after = replace(case, state=State.ACKNOWLEDGED, acknowledged_at=case.acknowledged_at or now)
        return replace(after, owner=case.owner or by), _moved(case, after, EventKind.ACKNOWLEDGED, by, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Someone makes it theirs, whosever it was meant to be."""

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """open -> acknowledged."""
        after, event = Acknowledge().on(case, by, now)
        return replace(after, owner=by), event


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Someone makes it theirs, whosever it is, open or not."""

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """open -> acknowledged; one that is further on stays so."""
        act: Act = Take() if case.state is State.OPEN else Assign(owner=by)
        return act.on(case, by, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandBack:
    """Whoever had it has it no longer; it is everybody's again."""

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """acknowledged -> open; one that was answered stays so."""
        _need(case, LIVE_STATES, "handed back")
        if case.owner is None and case.state is not State.ACKNOWLEDGED:
            raise NotAllowed(f"{case.public_id} is with nobody: there is nothing to hand back")
        state = State.OPEN if case.state is State.ACKNOWLEDGED else case.state
        return replace(case, state=state, owner=None), Event(kind=EventKind.ASSIGNED, at=now, by=by, was=case.owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign:
    """The case is somebody's; None gives it back to everybody."""

    owner: str | None

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Change the owner of a live case."""
        _need(case, LIVE_STATES, "assigned")
        owner = _said(self.owner)
        if owner == case.owner:
            raise NotAllowed(f"{case.public_id} is with {owner or 'nobody'} already: there is nothing to assign")
        event = Event(kind=EventKind.ASSIGNED, at=now, by=by, was=case.owner, became=owner)
        return replace(case, owner=owner), event


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words for colleagues, kept on the timeline."""

    text: str

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Add to the timeline; fits every state."""
        text = _said(self.text)
        if text is None:
            raise NotAllowed(f"the note on {case.public_id} is empty: write what colleagues should know")
        return case, Event(kind=EventKind.NOTED, at=now, by=by, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """The customer was answered: with what words and where, as far as known."""

    text: str | None = None
    url: str | None = None

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """open, acknowledged -> responded; once responded, a further answer is noted."""
        _need(case, LIVE_STATES, "answered")
        after = answered(case, now)
        event = Event(kind=EventKind.RESPONDED, at=now, by=by, became=_said(self.url), text=_said(self.text))
        return replace(after, owner=case.owner or by), event


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """The case is closed. `outcome` is the person's word on it; None keeps what is known, else leaves it unknown."""

    outcome: Outcome | None = None

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Live -> resolved. On a resolved case, correct the outcome."""
        if case.state is State.RESOLVED and self.outcome not in {None, case.outcome}:
            event = Event(kind=EventKind.OUTCOME, at=now, by=by, was=case.outcome, became=self.outcome)
            return replace(case, outcome=self.outcome, outcome_by=by), event
        _need(case, LIVE_STATES, "resolved")
        known = replace(case, outcome=case.outcome or Outcome.UNKNOWN)
        after = known if self.outcome is None else replace(case, outcome=self.outcome, outcome_by=by)
        event = Event(kind=EventKind.RESOLVED, at=now, by=by, was=case.state, became=after.outcome)
        return replace(after, state=State.RESOLVED, resolved_at=now, snoozed_until=None), event


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What winning the customer back is worth, by a person's word (`120 GBP`); None takes the word back."""

    kept: Money | None

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """responded, resolved: stays."""
        if case.state not in {State.RESPONDED, State.RESOLVED}:
            raise NotAllowed(f"{case.public_id} has recovered nothing yet: record its value once it was answered")
        kept = None if self.kept is None else str(self.kept)
        if kept == case.kept:
            raise NotAllowed(f"{case.public_id} has that as its recovered value already: {kept or 'none'}")
        return replace(case, kept=kept), Event(kind=EventKind.VALUED, at=now, by=by, was=case.kept, became=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismiss:
    """It needs no answer from us, and why."""

    reason: Dismissal

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """open, acknowledged -> dismissed. On a dismissed case, correct the reason."""
        if case.state is State.DISMISSED and self.reason is not case.dismissal:
            event = Event(kind=EventKind.DISMISSED, at=now, by=by, was=case.state, became=self.reason)
            return replace(case, dismissal=self.reason), event
        _need(case, UNANSWERED_STATES, "dismissed")
        event = Event(kind=EventKind.DISMISSED, at=now, by=by, was=case.state, became=self.reason)
        return replace(case, state=State.DISMISSED, dismissal=self.reason, snoozed_until=None), event


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """Hide it until a time; its state stays."""

    until: datetime

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """Hide a live case."""
        _need(case, LIVE_STATES, "snoozed")
        if self.until <= now:
            raise NotAllowed(
                f"{case.public_id} cannot be snoozed until {_told(self.until)}: that is past; name a later time"
            )
        return replace(case, snoozed_until=self.until), _slept(case.snoozed_until, self.until, by, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """Show a snoozed case again."""

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """End the snooze."""
        if case.snoozed_until is None:
            raise NotAllowed(f"{case.public_id} is not snoozed: there is nothing to wake")
        return replace(case, snoozed_until=None), _slept(case.snoozed_until, None, by, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """It is not over. `due_at` is when the next answer is due; the outcome and the dismissal no longer count."""

    due_at: datetime | None = None

    def on(self, case: Case, by: str, now: datetime) -> Change:
        """resolved, dismissed -> open."""
        _need(case, {State.RESOLVED, State.DISMISSED}, "reopened")
        after = reopened(case, self.due_at)
        return replace(after, outcome=None, outcome_by=None), _moved(case, after, EventKind.REOPENED, by, now)


def apply(case: Case, act: Act, *, by: str, now: datetime) -> Change:
    """Return the case after `act`, one version on, and the event that tells it. Raises `NotAllowed`."""
    after, event = act.on(case, by, now)
    return replace(after, version=case.version + 1), event


def answered(case: Case, at: datetime) -> Case:
    """Return `case` with an answer given at `at`; who answers has also taken it on."""
    first = case.responded_at or at
    seen = case.acknowledged_at or first
    return replace(case, state=State.RESPONDED, acknowledged_at=seen, responded_at=first, snoozed_until=None)


def reopened(case: Case, due_at: datetime | None) -> Case:
    """Return `case` as open again, due at `due_at`."""
    return replace(case, state=State.OPEN, due_at=due_at, resolved_at=None, dismissal=None, snoozed_until=None)


def _need(case: Case, states: frozenset[State] | set[State], done: str) -> None:
    if case.state in states:
        return
    raise NotAllowed(f"{case.public_id} cannot be {done}: it is {case.state}; {_REMEDY[case.state]}")


_REMEDY = {
    State.OPEN: "resolve or dismiss it first",
    State.ACKNOWLEDGED: "assign it to take it over, or resolve or dismiss it first",
    State.RESPONDED: "resolve it when it is over",
    State.RESOLVED: "reopen it first",
    State.DISMISSED: "reopen it first",
}


def _moved(case: Case, after: Case, kind: EventKind, by: str, now: datetime) -> Event:
    return Event(kind=kind, at=now, by=by, was=case.state, became=after.state)


def _slept(was: datetime | None, until: datetime | None, by: str, now: datetime) -> Event:
    return Event(kind=EventKind.SNOOZED, at=now, by=by, was=_told(was), became=_told(until))


def _said(words: str | None) -> str | None:
    return (words or "").strip() or None


def _told(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M:%SZ}"
