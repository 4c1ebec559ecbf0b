"""Case: a complaint that is being tracked, its timeline, and all that a notice about it shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connectors.contract import Mention, OwnReply
from monitor.domain.score import Need, Reason, Severity, Topic

JUDGE = "judge"
"""Who does what nobody does: the monitor itself."""


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"


LIVE_STATES = frozenset({State.OPEN, State.ACKNOWLEDGED, State.RESPONDED})
UNANSWERED_STATES = frozenset({State.OPEN, State.ACKNOWLEDGED})


class Outcome(StrEnum):
    """What the customer did after our answer."""

    RECOVERED = "recovered"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"
    UNKNOWN = "unknown"


class Dismissal(StrEnum):
    """Why a case was set aside."""

    NOT_A_COMPLAINT = "not_a_complaint"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    EXTORTION = "extortion"


class EventKind(StrEnum):
    """What can happen on a case's timeline."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    ASSIGNED = "assigned"
    NOTED = "noted"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    REOPENED = "reopened"
    EDITED = "edited"  # the customer changed the mention
    DELETED = "deleted"  # the mention is gone from its platform
    ERASED = "erased"  # its words and its author were erased here, on somebody's behalf
    OUTCOME = "outcome"  # the customer's next move was seen
    REJUDGED = "rejudged"  # severity, topic or need changed after an edit
    ANSWER_WRITTEN = "answer_written"  # to be sent from here; `became` is what comes next
    ANSWER_APPROVED = "answer_approved"
    ANSWER_REJECTED = "answer_rejected"
    ANSWER_DOUBTFUL = "answer_doubtful"  # sent without a clear answer
    ANSWER_FAILED = "answer_failed"
    ANSWER_WITHDRAWN = "answer_withdrawn"
    OFFERED = "offered"  # `became` is the sum: 20 GBP
    SEVERITY = "severity"  # a person set it
    WORSENED = "worsened"  # more severe than it was: `text` says for how long it waits, or how many people tell of it
    TOPIC = "topic"  # a person set it
    DEPARTMENT = "department"  # a person moved it
    REVEALED = "revealed"  # somebody was shown what is masked: `became` says what
    MUTED = "muted"  # a silence holds what would have told of it
    UNMUTED = "unmuted"  # the silence is over: it is told and has alarms from then on
    REMINDED = "reminded"  # an alarm rang
    GROUPED = "grouped"  # put into an incident, or out of one
    VALUED = "valued"  # a person said what winning the customer back is worth: `became`


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One fact on a timeline. `was` and `became` hold the changed value, `text` a person's or a customer's words.

    `key` makes an event that can be heard twice (an owner reply, a click) count once.
    """

    kind: EventKind
    at: datetime
    by: str
    was: str | None = None
    became: str | None = None
    text: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A complaint of one customer about one brand. `id` is its public number (C-1042 has 1042), never reused.

    `due_at` is when an answer is due; None where no department answers for it or it came from history. `alert` tells
    whether it was sure enough to be posted. `outcome_by` is who set the outcome: a person's name, or `customer` where
    it was seen. `kept` is what winning the customer back is worth, by a person's word (`120 GBP`). `version` grows with
    every change.
    """

    id: int
    mention_id: int
    brand: str
    state: State
    severity: Severity
    topic: Topic
    need: Need | None
    department: str | None
    opened_at: datetime
    alert: bool = True
    owner: str | None = None
    due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    responded_at: datetime | None = None
    resolved_at: datetime | None = None
    snoozed_until: datetime | None = None
    outcome: Outcome | None = None
    outcome_by: str | None = None
    dismissal: Dismissal | None = None
    incident_id: int | None = None
    kept: str | None = None
    version: int = 1

    @property
    def public_id(self) -> str:
        """The id that people use: `C-1042`."""
        return f"C-{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """All that is known of one case, as a notice, a page or `monitor cases show` tells it.

    `mention` is the latest revision; its text is empty where it was erased or deleted (`gone`). `source` is the name
    of the source that heard it first. `earlier_cases` counts the same author's cases before this one. `language` is the
    one that it was judged to be in. `incident` is the number of the incident that tells of it now, and
    `incident_people` how many distinct people are in that. `reasons` are those of the latest revision,
    `first_reasons` those for which an earlier one was flagged first, where the mention was edited since.
    """

    case: Case
    mention: Mention
    source: str
    heard_at: datetime
    score: float | None
    reasons: tuple[Reason, ...]
    first_reasons: tuple[Reason, ...] = ()
    abusive: bool = False
    policy: bool = False
    critical: bool = False
    revision: int = 1
    gone: bool = False
    earlier_cases: int = 0
    language: str | None = None
    incident: int | None = None
    incident_people: int = 0
    replies: tuple[OwnReply, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def spoken(self) -> str | None:
        """The language that the customer writes in (ISO 639-1), as it was judged, else as the platform says it."""
        judged = None if self.language == "und" else self.language
        return (judged or self.mention.language or "").partition("-")[0].lower() or None

    @property
    def opened_by(self) -> Event | None:
        """How a person opened it by hand, with their note; None where the judge did."""
        return next((one for one in self.events if one.kind is EventKind.OPENED and one.by != JUDGE), None)
