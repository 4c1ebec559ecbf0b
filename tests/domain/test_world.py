"""What the world does to a case: our answer is seen, the customer moves, the text is judged anew."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from connectors.contract import Mention, OwnReply
from monitor.domain.case import Case, EventKind, Outcome, State
from monitor.domain.score import Severity
from monitor.domain.world import customer_moved, deleted, rejudged, replied
from tests.domain.cases import DISMISSED, IN_EACH_STATE, LATER, NOON, OPEN, RESOLVED, RESPONDED, review


def reply(posted_at: datetime) -> OwnReply:
    return OwnReply(native_id="o1", text="We are sorry.", posted_at=posted_at, author="Acme Air")


def test_the_first_answer_seen_makes_the_case_responded_at_its_own_time() -> None:
    after, event = replied(OPEN, reply(NOON + timedelta(minutes=20)), now=LATER)
    assert (after.state, after.responded_at) == (State.RESPONDED, NOON + timedelta(minutes=20))
    assert (event.kind, event.by, event.text, event.key) == (
        EventKind.RESPONDED, "Acme Air", "We are sorry.", "reply:o1",
    )  # fmt: skip


def test_an_answer_from_before_we_heard_keeps_its_own_time() -> None:
    earlier = NOON - timedelta(hours=2)
    assert replied(OPEN, reply(earlier), now=LATER)[0].responded_at == earlier


def test_an_answer_by_a_clock_ahead_of_ours_is_given_now() -> None:
    after, event = replied(OPEN, reply(LATER + timedelta(hours=9)), now=LATER)
    assert (after.responded_at, event.at) == (LATER, LATER)


@pytest.mark.parametrize("state", [State.RESPONDED, State.RESOLVED, State.DISMISSED])
def test_a_later_answer_is_only_told(state: State) -> None:
    case = IN_EACH_STATE[state]
    after, event = replied(case, reply(LATER), now=LATER)
    assert after == replace(case, version=case.version + 1)
    assert event.text == "We are sorry."


def test_a_reopened_case_is_answered_by_a_new_answer_only() -> None:
    again = replace(RESPONDED, state=State.OPEN)
    assert replied(again, reply(NOON), now=LATER)[0].state is State.OPEN
    after, _ = replied(again, reply(LATER), now=LATER)
    assert (after.state, after.responded_at) == (State.RESPONDED, RESPONDED.responded_at)


BEFORE = review("Still no refund.", stars=2)
MOVES: list[tuple[Mention, bool | None, Outcome]] = [
    (review("Still no refund.", stars=5), True, Outcome.RECOVERED),
    (review("Still no refund.", stars=1), False, Outcome.WORSENED),
    (review("They paid. Thanks!", stars=2), False, Outcome.RECOVERED),
    (review("Still no refund!!", stars=2), True, Outcome.UNCHANGED),
    (review("Still no refund!!", stars=2), None, Outcome.UNCHANGED),
    (review("Still no refund!!", stars=None), True, Outcome.UNCHANGED),
]


@pytest.mark.parametrize(("after", "complains", "outcome"), MOVES)
def test_once_answered_the_customers_move_is_the_outcome(
    after: Mention, complains: bool | None, outcome: Outcome
) -> None:
    by_a_person = replace(RESPONDED, outcome=Outcome.RECOVERED, outcome_by="ana")
    moved, events = customer_moved(by_a_person, BEFORE, after, now=LATER, complains=complains)
    assert (moved.outcome, moved.outcome_by) == (outcome, "customer")
    assert [event.kind for event in events] == [EventKind.EDITED, EventKind.OUTCOME]
    assert moved.state is State.RESPONDED


@pytest.mark.parametrize(("after", "complains", "outcome"), MOVES)
def test_before_an_answer_a_move_is_only_told(after: Mention, complains: bool | None, outcome: Outcome) -> None:
    moved, events = customer_moved(OPEN, BEFORE, after, now=LATER, complains=complains)
    assert moved == replace(OPEN, version=2)
    assert len(events) == 1


def reopens(case: Case, after: Mention, *, complains: bool) -> bool:
    moved, events = customer_moved(case, BEFORE, after, now=LATER, complains=complains, due_at=LATER)
    assert (moved.state is State.OPEN) == (events[-1].kind is EventKind.REOPENED)
    assert moved.state is not State.OPEN or (moved.due_at, moved.resolved_at, moved.dismissal) == (LATER, None, None)
    return moved.state is State.OPEN


def test_a_closed_case_reopens_when_its_customer_complains_again() -> None:
    worse, still, thanks = review("Worse!", stars=1), review("Still!", stars=2), review("Thanks!", stars=5)
    assert reopens(RESOLVED, worse, complains=True)
    assert reopens(RESOLVED, still, complains=True)
    assert not reopens(RESOLVED, still, complains=False)
    assert not reopens(RESOLVED, thanks, complains=True)
    assert reopens(DISMISSED, worse, complains=True)
    assert not reopens(DISMISSED, still, complains=True)


def test_a_deletion_leaves_an_answered_case_without_a_known_outcome() -> None:
    after, events = deleted(RESOLVED, now=LATER)
    assert (after.state, after.outcome, after.outcome_by) == (State.RESOLVED, Outcome.UNKNOWN, "customer")
    assert [event.key for event in events] == ["deleted:gone", "outcome:gone"]


def test_a_deletion_before_an_answer_is_only_told() -> None:
    after, events = deleted(OPEN, now=LATER)
    assert after == replace(OPEN, version=2)
    assert [event.kind for event in events] == [EventKind.DELETED]


def test_more_likes_are_no_move() -> None:
    assert customer_moved(RESPONDED, BEFORE, replace(BEFORE, language="en"), now=LATER) == (RESPONDED, ())


def test_a_revision_names_its_events_so_that_they_count_once() -> None:
    _, events = customer_moved(RESOLVED, BEFORE, review(stars=1), now=LATER, revision=3)
    assert [event.key for event in events] == ["edited:3", "outcome:3", "reopened:3"]


def test_the_stars_are_told_and_the_words_are_not() -> None:
    """The timeline outlives the words of a mention."""
    _, events = customer_moved(OPEN, BEFORE, review("Secret", stars=4), now=LATER)
    assert [(event.was, event.became, event.text) for event in events] == [("2/5", "4/5", None)]


def test_a_new_judgement_changes_what_the_case_is_about() -> None:
    same = {"topic": OPEN.topic, "need": None, "now": LATER}
    after, events = rejudged(OPEN, severity=Severity.CRITICAL, topic=OPEN.topic, need=None, now=LATER)
    assert (after.severity, after.version) == (Severity.CRITICAL, 2)
    assert [(event.was, event.became) for event in events] == [("high billing", "critical billing")]
    assert rejudged(OPEN, severity=OPEN.severity, **same) == (OPEN, ())  # type: ignore[arg-type]
