"""What waiting and many people add to a case's severity: a step each, once, never down."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.case import Case, Event, EventKind, State
from monitor.domain.score import Reason, Severity
from monitor.domain.verdict import OLD, Step
from monitor.domain.worsening import causes, raised, worse_at, worsened
from tests.domain.cases import NOON, OPEN

LATER = NOON + OLD
CASE = replace(OPEN, severity=Severity.LOW, opened_at=NOON, due_at=LATER + timedelta(days=2))


def step(case: Case, which: Step, *events: Event, judged: tuple[Reason, ...] = ()) -> tuple[Case, list[Event]]:
    after, told = worsened(case, which, events, judged, now=LATER, due_at=LATER + timedelta(hours=8))
    return after, list(told)


def test_each_makes_one_step_and_says_so() -> None:
    once, told = step(CASE, Step.TIME)
    assert (once.severity, told[0].was, told[0].became) == (Severity.MEDIUM, "low", "medium")
    twice, more = step(once, Step.PEOPLE, *told)
    assert twice.severity is Severity.HIGH
    assert [cause.cue for cause in causes([*told, *more])] == ["people", "unanswered"]


def test_none_makes_it_twice() -> None:
    once, told = step(CASE, Step.TIME)
    assert step(once, Step.TIME, *told) == (once, [])


PERSON = Event(kind=EventKind.SEVERITY, at=NOON, by="Mia", was="high", became="low")


@pytest.mark.parametrize(
    ("case", "events", "judged"),
    [
        (replace(CASE, severity=Severity.HIGH), (), ()),
        (replace(CASE, severity=Severity.CRITICAL), (), ()),
        (replace(CASE, state=State.RESPONDED), (), ()),
        (replace(CASE, state=State.DISMISSED), (), ()),
        (CASE, (PERSON,), ()),
        (CASE, (), (Reason(cue="age", words=("9 days",)),)),
    ],
    ids=["high", "critical", "answered", "dismissed", "a person set it", "the judge knew"],
)
def test_what_stays_as_it_is(case: Case, events: tuple[Event, ...], judged: tuple[Reason, ...]) -> None:
    assert step(case, Step.TIME, *events, judged=judged) == (case, [])


def test_an_answer_is_due_sooner_and_never_in_hindsight() -> None:
    assert step(CASE, Step.TIME)[0].due_at == LATER + timedelta(hours=8)
    late = replace(CASE, due_at=NOON)
    assert step(late, Step.TIME)[0].due_at == NOON
    assert step(replace(CASE, due_at=None), Step.TIME)[0].due_at is None


def test_what_was_opened_again_waits_anew() -> None:
    again = Event(kind=EventKind.REOPENED, at=NOON + timedelta(days=2), by="customer")
    assert (worse_at(CASE, ()), worse_at(CASE, (again,))) == (LATER, LATER + timedelta(days=2))


def test_only_a_mark_makes_critical() -> None:
    assert [raised(one) for one in Severity] == [Severity.MEDIUM, Severity.HIGH, Severity.HIGH, Severity.CRITICAL]
