"""Answer: words to a customer that are written here, from the draft to the proof that they stand on the platform.

Each step is a pure function from an answer to an answer and the event that a timeline tells of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from monitor.domain.act import NotAllowed, answered
from monitor.domain.case import LIVE_STATES, Case, Event, EventKind, State


class AnswerState(StrEnum):
    """Where an answer stands. Each of the first five has a next step of its own."""

    DRAFT = "draft"  # kept for its author
    WAITING = "waiting"  # for a second person
    APPROVED = "approved"  # to be sent
    SENDING = "sending"
    DOUBTFUL = "doubtful"  # sent without a clear answer: looked for before it is sent again
    SENT = "sent"
    FAILED = "failed"  # surely not sent, and not tried again: a person sees it
    REJECTED = "rejected"  # by the second person
    WITHDRAWN = "withdrawn"  # by its author, or the case was closed


class Obstacle(StrEnum):
    """Why an answer is not sent."""

    OVER = "over"  # its case is closed
    GONE = "gone"  # the mention is
    EDITED = "edited"  # the customer changed what it answers
    ANSWERED = "answered"  # by another answer of ours
    NO_WAY = "no_way"  # its source sends answers no more
    TOO_LATE = "too_late"
    UNSEEN = "unseen"  # it may stand there, and could not be looked for
    BUG = "bug"


PENDING = frozenset({AnswerState.WAITING, AnswerState.APPROVED, AnswerState.SENDING, AnswerState.DOUBTFUL})
"""On their way: a case has at most one such answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one case. `source` is by which source it is sent; `offer` what is offered beside it in private.

    `revision` is that of the mention it answers, `sums` what it offers in all (`20 GBP`). `approved_by` is who approved
    or rejected it, `why` what was said of that, or why it failed.
    """

    id: int
    case_id: int
    mention_id: int
    source: str
    state: AnswerState
    text: str
    by: str
    written_at: datetime
    revision: int = 1
    offer: str = ""
    sums: tuple[str, ...] = ()
    approved_by: str | None = None
    why: str | None = None
    native_id: str | None = None
    url: str | None = None
    sent_at: datetime | None = None


Step = tuple[Answer, Event]


def written(answer: Answer) -> Event:
    """Return what tells that `answer` was written, and what comes next."""
    return _event(EventKind.ANSWER_WRITTEN, answer.written_at, answer.by, answer, became=answer.state)


def approve(answer: Answer, *, by: str, now: datetime) -> Step:
    """waiting -> approved, by somebody else than who wrote it. Raises `NotAllowed`."""
    _need_waiting(answer)
    if _is_same(by, answer.by):
        raise NotAllowed(f"you wrote this answer to C-{answer.case_id} yourself: somebody else must approve it")
    after = replace(answer, state=AnswerState.APPROVED, approved_by=by)
    return after, _event(EventKind.ANSWER_APPROVED, now, by, answer)


def reject(answer: Answer, *, by: str, why: str, now: datetime) -> Step:
    """waiting -> rejected; by its author, withdrawn. Raises `NotAllowed`."""
    _need_waiting(answer)
    if _is_same(by, answer.by):
        after = replace(answer, state=AnswerState.WITHDRAWN, why=why or None)
        return after, _event(EventKind.ANSWER_WITHDRAWN, now, by, answer, text=why or None)
    if not why.strip():
        raise NotAllowed(f"say why the answer to C-{answer.case_id} is rejected: its author reads it")
    after = replace(answer, state=AnswerState.REJECTED, approved_by=by, why=why.strip())
    return after, _event(EventKind.ANSWER_REJECTED, now, by, answer, text=why.strip())


def withdrawn(answer: Answer, *, by: str, why: str, now: datetime) -> Step:
    """Whatever is on its way and not being sent -> withdrawn."""
    after = replace(answer, state=AnswerState.WITHDRAWN, why=why)
    return after, _event(EventKind.ANSWER_WITHDRAWN, now, by, answer, text=why)


def failed(answer: Answer, *, why: str, now: datetime) -> Step:
    """Surely not sent, and a person must see to it."""
    after = replace(answer, state=AnswerState.FAILED, why=why)
    return after, _event(EventKind.ANSWER_FAILED, now, answer.by, answer, text=why)


def doubted(answer: Answer, *, why: str, now: datetime) -> Step:
    """It may stand there: it will be looked for."""
    return replace(answer, state=AnswerState.DOUBTFUL), _event(
        EventKind.ANSWER_DOUBTFUL, now, answer.by, answer, text=why
    )


def sent(answer: Answer, *, native_id: str, url: str | None, at: datetime) -> Step:
    """It stands on the platform under `native_id`."""
    after = replace(answer, state=AnswerState.SENT, native_id=native_id, url=url, sent_at=at, why=None)
    event = Event(
        kind=EventKind.RESPONDED, at=at, by=answer.by, became=url, text=answer.text, key=f"answer:{answer.id}:sent"
    )
    return after, event


def offered(answer: Answer, *, at: datetime) -> list[Event]:
    """Return what tells which sums were offered with `answer`."""
    said = answer.offer.strip() or None
    return [
        Event(
            kind=EventKind.OFFERED, at=at, by=answer.by, became=one, text=said, key=f"answer:{answer.id}:offer:{place}"
        )
        for place, one in enumerate(answer.sums)
    ]


def taken_on(case: Case, *, by: str, now: datetime) -> Case:
    """Return `case` as that of whoever writes an answer to it, where it was nobody's."""
    if case.state is State.OPEN:
        case = replace(case, state=State.ACKNOWLEDGED, acknowledged_at=case.acknowledged_at or now)
    return replace(case, owner=case.owner or by)


def responded(case: Case, *, by: str, at: datetime) -> Case:
    """Return `case` once it was answered by `by`; one that is over meanwhile stays over."""
    after = answered(case, at) if case.state in LIVE_STATES else case
    return replace(after, owner=case.owner or by)


def _need_waiting(answer: Answer) -> None:
    if answer.state is not AnswerState.WAITING:
        done = f"{answer.approved_by} {answer.state.value} it already" if answer.approved_by else "it waits no more"
        raise NotAllowed(f"the answer to C-{answer.case_id} needs no decision: {done}")


def _is_same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _event(
    kind: EventKind, at: datetime, by: str, answer: Answer, *, became: str | None = None, text: str | None = None
) -> Event:
    return Event(kind=kind, at=at, by=by, became=became, text=text, key=f"answer:{answer.id}:{kind}")
