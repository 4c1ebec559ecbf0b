"""An answer goes from hand to hand: who wrote it does not approve it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain import answer as steps
from monitor.domain.act import NotAllowed
from monitor.domain.answer import Answer, AnswerState
from monitor.domain.case import EventKind
from tests.domain.cases import NOON

LATER = NOON + timedelta(minutes=5)
WAITING = Answer(
    id=3,
    case_id=12,
    mention_id=7,
    source="play",
    state=AnswerState.WAITING,
    text="Sorry!",
    by="ana",
    written_at=NOON,
    offer="5 GBP voucher",
)


def test_somebody_else_approves_it() -> None:
    after, event = steps.approve(WAITING, by="ben", now=LATER)
    assert (after.state, after.approved_by) == (AnswerState.APPROVED, "ben")
    assert (event.kind, event.by, event.at) == (EventKind.ANSWER_APPROVED, "ben", LATER)


def test_its_author_does_not() -> None:
    with pytest.raises(NotAllowed, match="somebody else"):
        steps.approve(WAITING, by=" Ana ", now=LATER)


def test_a_rejection_says_why() -> None:
    after, event = steps.reject(WAITING, by="ben", why=" too short ", now=LATER)
    assert (after.state, after.why, event.text) == (AnswerState.REJECTED, "too short", "too short")
    with pytest.raises(NotAllowed, match="say why"):
        steps.reject(WAITING, by="ben", why=" ", now=LATER)


def test_its_author_may_take_it_back() -> None:
    after, event = steps.reject(WAITING, by="ana", why="", now=LATER)
    assert (after.state, event.kind) == (AnswerState.WITHDRAWN, EventKind.ANSWER_WITHDRAWN)


def test_the_second_of_two_who_decide_learns_what_the_first_did() -> None:
    decided, _ = steps.approve(WAITING, by="ben", now=LATER)
    for decide in (
        lambda: steps.approve(decided, by="carl", now=LATER),
        lambda: steps.reject(decided, by="carl", why="no", now=LATER),
    ):
        with pytest.raises(NotAllowed, match="ben approved it already"):
            decide()


def test_what_was_sent_is_told_by_who_wrote_it_once() -> None:
    after, event = steps.sent(WAITING, native_id="r1", url="https://x.example", at=LATER)
    assert (after.state, after.native_id, after.sent_at) == (AnswerState.SENT, "r1", LATER)
    assert (event.kind, event.by, event.text, event.became) == (
        EventKind.RESPONDED, "ana", "Sorry!", "https://x.example",
    )  # fmt: skip
    assert event.key == "answer:3:sent"


def test_each_sum_that_is_offered_is_an_event() -> None:
    told = steps.offered(replace(WAITING, sums=("5 GBP", "2 GBP")), at=LATER)
    assert [(event.became, event.text) for event in told] == [("5 GBP", "5 GBP voucher"), ("2 GBP", "5 GBP voucher")]
    assert len({event.key for event in told}) == 2


def test_each_step_is_an_event_that_counts_once() -> None:
    approved = replace(WAITING, state=AnswerState.APPROVED)
    told = [
        steps.written(WAITING),
        steps.doubted(approved, why="no answer", now=LATER)[1],
        steps.failed(approved, why="gone", now=LATER)[1],
        steps.withdrawn(approved, by="us", why="closed", now=LATER)[1],
    ]
    assert [event.key for event in told] == [
        "answer:3:answer_written", "answer:3:answer_doubtful", "answer:3:answer_failed", "answer:3:answer_withdrawn",
    ]  # fmt: skip
