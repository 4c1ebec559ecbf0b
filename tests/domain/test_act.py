"""Acts: what a person may do to a case in each state, and what follows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.act import (
    Acknowledge,
    Act,
    Assign,
    Dismiss,
    HandBack,
    NotAllowed,
    Note,
    Reopen,
    Resolve,
    Respond,
    Snooze,
    Take,
    Value,
    Wake,
    apply,
)
from monitor.domain.case import Case, Dismissal, EventKind, Outcome, State
from monitor.domain.correction import SetDepartment, SetSeverity, SetTopic
from monitor.domain.money import parse
from monitor.domain.score import Severity, Topic
from tests.domain.cases import ACKNOWLEDGED, DISMISSED, IN_EACH_STATE, LATER, NOON, OPEN, RESOLVED, RESPONDED

TOMORROW = NOON + timedelta(days=1)
NEVER = None
STATES = OPN, ACK, RSP, RES, DIS = tuple(State)

TABLE: list[tuple[Act, tuple[State | None, ...]]] = [  # what becomes of a case in each of STATES
    (Acknowledge(), (ACK, NEVER, NEVER, NEVER, NEVER)),
    (Assign(owner="ben"), (OPN, ACK, RSP, NEVER, NEVER)),
    (Note(text="Called them."), STATES),
    (Respond(text="Sorry."), (RSP, RSP, RSP, NEVER, NEVER)),
    (Resolve(), (RES, RES, RES, NEVER, NEVER)),
    (Resolve(outcome=Outcome.WORSENED), (RES, RES, RES, RES, NEVER)),
    (Resolve(outcome=Outcome.RECOVERED), (RES, RES, RES, NEVER, NEVER)),
    (Dismiss(reason=Dismissal.NOT_OURS), (DIS, DIS, NEVER, NEVER, DIS)),
    (Dismiss(reason=Dismissal.SPAM), (DIS, DIS, NEVER, NEVER, NEVER)),
    (Value(kept=parse("120 GBP")), (NEVER, NEVER, RSP, RES, NEVER)),
    (Value(kept=None), (NEVER,) * 5),
    (Take(), (ACK, NEVER, NEVER, NEVER, NEVER)),
    (HandBack(), (NEVER, OPN, RSP, NEVER, NEVER)),
    (SetSeverity(severity=Severity.LOW), STATES),
    (SetSeverity(severity=Severity.HIGH), (NEVER,) * 5),
    (SetTopic(topic=Topic.STAFF), STATES),
    (SetTopic(topic=Topic.BILLING), (NEVER,) * 5),
    (SetDepartment(department="app"), STATES),
    (SetDepartment(department="support"), (NEVER,) * 5),
    (Snooze(until=TOMORROW), (OPN, ACK, RSP, NEVER, NEVER)),
    (Wake(), (NEVER,) * 5),
    (Reopen(), (NEVER, NEVER, NEVER, OPN, OPN)),
]
PAIRS = [(act, state, becomes) for act, row in TABLE for state, becomes in zip(STATES, row, strict=True)]


@pytest.mark.parametrize(("act", "state", "becomes"), PAIRS, ids=str)
def test_each_act_in_each_state(act: Act, state: State, becomes: State | None) -> None:
    case = IN_EACH_STATE[state]
    if becomes is None:
        with pytest.raises(NotAllowed, match=r"^C-12 .*[:;] "):
            apply(case, act, by="ana", now=LATER)
        return
    after, event = apply(case, act, by="ana", now=LATER)
    assert after.state is becomes
    assert after.version == case.version + 1
    assert (event.by, event.at) == ("ana", LATER)


def done(case: Case, act: Act) -> Case:
    return apply(case, act, by="ben", now=LATER)[0]


def test_one_click_claims_a_case_that_nobody_owns() -> None:
    assert done(OPEN, Acknowledge()).owner == "ben"
    assert done(replace(OPEN, owner="ana"), Acknowledge()).owner == "ana"


def test_an_answer_is_an_acknowledgement_and_ends_a_snooze() -> None:
    after = done(replace(OPEN, snoozed_until=TOMORROW), Respond())
    assert (after.acknowledged_at, after.responded_at, after.snoozed_until) == (LATER, LATER, None)


def test_a_second_answer_leaves_the_time_of_the_first() -> None:
    assert done(RESPONDED, Respond(text="More.")).responded_at == RESPONDED.responded_at


def test_an_answer_keeps_its_words_and_its_place_on_the_timeline() -> None:
    _, event = apply(OPEN, Respond(text=" Sorry. ", url="https://example.org/1"), by="ana", now=LATER)
    assert (event.kind, event.text, event.became) == (EventKind.RESPONDED, "Sorry.", "https://example.org/1")


def test_resolving_without_a_word_on_the_outcome_keeps_what_the_customer_showed() -> None:
    seen = replace(RESPONDED, outcome=Outcome.RECOVERED, outcome_by="customer")
    assert (done(seen, Resolve()).outcome, done(seen, Resolve()).outcome_by) == (Outcome.RECOVERED, "customer")
    assert (done(RESPONDED, Resolve()).outcome, done(RESPONDED, Resolve()).outcome_by) == (Outcome.UNKNOWN, None)


def test_a_person_may_correct_the_outcome_of_a_resolved_case() -> None:
    after, event = apply(RESOLVED, Resolve(outcome=Outcome.WORSENED), by="ben", now=LATER)
    assert (after.outcome, after.outcome_by, after.resolved_at) == (Outcome.WORSENED, "ben", RESOLVED.resolved_at)
    assert (event.kind, event.was, event.became) == (EventKind.OUTCOME, "recovered", "worsened")


def test_reopening_forgets_the_end_and_keeps_the_first_answer() -> None:
    after = done(RESOLVED, Reopen(due_at=TOMORROW))
    assert (after.resolved_at, after.outcome, after.outcome_by, after.due_at) == (None, None, None, TOMORROW)
    assert after.responded_at == RESPONDED.responded_at
    assert done(DISMISSED, Reopen()).dismissal is None


def test_a_snoozed_case_wakes_and_a_second_snooze_moves_the_time() -> None:
    asleep = done(OPEN, Snooze(until=TOMORROW))
    assert asleep.snoozed_until == TOMORROW
    moved, event = apply(asleep, Snooze(until=TOMORROW + timedelta(days=1)), by="ana", now=LATER)
    assert (event.was, event.became) == ("2026-11-17T12:00:00Z", "2026-11-18T12:00:00Z")
    assert done(moved, Wake()).snoozed_until is None


@pytest.mark.parametrize("act", [Resolve(), Dismiss(reason=Dismissal.DUPLICATE)])
def test_a_closed_case_no_longer_sleeps(act: Act) -> None:
    assert done(replace(ACKNOWLEDGED, snoozed_until=TOMORROW), act).snoozed_until is None


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (Note(text="  "), "the note on C-12 is empty: write what colleagues should know"),
        (Snooze(until=NOON), "C-12 cannot be snoozed until 2026-11-16T12:00:00Z: that is past; name a later time"),
        (Assign(owner=None), "C-12 is with nobody already: there is nothing to assign"),
        (Wake(), "C-12 is not snoozed: there is nothing to wake"),
        (Reopen(), "C-12 cannot be reopened: it is open; resolve or dismiss it first"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_refusal_says_what_and_why_and_what_to_do(act: Act, says: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        apply(OPEN, act, by="ana", now=LATER)
    assert str(refusal.value) == says


def test_who_takes_a_case_has_it_whoever_it_was_meant_for() -> None:
    after = done(replace(OPEN, owner="ana"), Take())
    assert (after.owner, after.acknowledged_at) == ("ben", LATER)


def test_what_is_handed_back_is_everybodys_and_keeps_when_it_was_seen() -> None:
    after = done(ACKNOWLEDGED, HandBack())
    assert (after.state, after.owner, after.acknowledged_at) == (State.OPEN, None, ACKNOWLEDGED.acknowledged_at)
    assert done(RESPONDED, HandBack()).state is State.RESPONDED


@pytest.mark.parametrize(
    "act", [SetSeverity(severity=Severity.LOW, due_at=TOMORROW), SetDepartment(department="app", due_at=TOMORROW)]
)
def test_a_correction_moves_what_is_due_only_where_a_first_answer_is(act: Act) -> None:
    assert done(OPEN, act).due_at == TOMORROW
    assert done(RESPONDED, act).due_at == RESPONDED.due_at
    assert done(replace(OPEN, responded_at=NOON), act).due_at == OPEN.due_at
    assert done(replace(OPEN, due_at=None), act).due_at is None, "what came from history is never due"
