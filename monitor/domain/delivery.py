"""Delivery: one message of one channel, from the wish to show it to the proof that it is shown."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.domain.case import Case


class DeliveryKind(StrEnum):
    """What a message tells."""

    ALERT = "alert"  # one case
    STORY = "story"  # in its thread, what happened to it
    GROUP = "group"  # the cases of a crowd
    PERSONAL = "personal"  # to one person alone: what they were given
    REMINDER = "reminder"  # in a case's thread: something is due, late or forgotten
    ESCALATION = "escalation"  # the same, to others
    OVERDUE = "overdue"  # the same of many cases
    MUTED = "muted"  # what a silence held or folded, at its end
    INCIDENT = "incident"  # the cases about the same trouble
    MEMBERS = "members"  # in its thread, which they are
    SHADOW = "shadow"  # what would have been sent
    DIGEST = "digest"  # a week
    MORNING = "morning"  # how a day begins
    KUDOS = "kudos"  # praise, and thanks for a customer won back
    CRISIS = "crisis"  # that there is one, how it stands each hour, that it is over
    HANDOVER = "handover"  # somebody was given cases
    SHIFT = "shift"  # what the next shift takes over
    AUDIT = "audit"  # what was not flagged, to be read blind
    TROUBLE = "trouble"  # something a person must repair
    ANSWER = "answer"  # an answer of ours to a case: who must approve it, what became of it


class DeliveryState(StrEnum):
    """Where a delivery stands. Each but the last four has a next step of its own."""

    WAITING = "waiting"
    SENDING = "sending"
    DOUBTFUL = "doubtful"  # sent without a clear answer: looked for before it is sent again
    POSTED = "posted"
    GROUPED = "grouped"  # told by the message of its group
    HELD = "held"  # suppressed by the rule that is named on it
    DEAD = "dead"  # refused for good: a person sees it
    WITHDRAWN = "withdrawn"  # its message was deleted in the channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to be posted, written in the transaction of what it tells.

    `key` finds it again after a doubtful post. `told_at` is when what it tells was heard. `rule` names what holds it.
    `thread_of` is the id of the message that it answers, `group_id` that of the one that tells it instead. `quiet`: it
    waits for quiet hours to end.
    """

    key: str
    channel: str
    kind: DeliveryKind
    told_at: datetime
    due_at: datetime
    case_id: int | None = None
    subject: str | None = None
    urgent: bool = False
    wanted: int = 1
    rule: str | None = None
    thread_of: int | None = None
    group_id: int | None = None
    quiet: bool = False

    @property
    def state(self) -> DeliveryState:
        """Where it stands at first."""
        if self.rule is not None:
            return DeliveryState.HELD
        return DeliveryState.WAITING if self.group_id is None else DeliveryState.GROUPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """Where a message stands in its channel."""

    place: str
    workspace: str
    reference: str
    posted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message that is being delivered. `token` fences every write of whoever delivers it.

    `wanted` is the revision it should show, `sent` the one it shows (0: none). `looks` counts how often a doubtful
    one was looked for. `thread` is where the message stands that this one answers.
    `acted`: somebody did something, and waits to see it here.
    """

    id: int
    key: str
    channel: str
    kind: DeliveryKind
    token: int
    wanted: int
    sent: int
    attempts: int
    looks: int
    doubtful: bool
    case_id: int | None
    subject: str | None
    first_tried_at: datetime | None
    last_tried_at: datetime | None
    posted: Posted | None
    thread: Posted | None = None
    acted: bool = False


def alert_draft(case: Case, channel: str, now: datetime, *, urgent: bool, rule: str | None = None) -> Draft:
    """Return the message that tells `channel` of a case; its key is that of the case and the channel for ever."""
    return Draft(
        key=f"case:{case.id}:{channel}",
        channel=channel,
        kind=DeliveryKind.ALERT,
        told_at=case.opened_at,
        due_at=now,
        case_id=case.id,
        urgent=urgent,
        wanted=case.version,
        rule=rule,
    )
