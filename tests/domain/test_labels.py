"""What an act on a case teaches, and what it does not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.act import Acknowledge, Act, Dismiss, Reopen, Resolve, Respond, apply
from monitor.domain.case import Dismissal
from monitor.domain.correction import SetSeverity, SetTopic
from monitor.domain.labels import NO, YES, How, What, of_act
from monitor.domain.score import Severity, Topic
from tests.domain.cases import DISMISSED, NOON, OPEN


def said(act: Act, *, hours_left: float | None = 9.0) -> list[tuple[What, str, bool]]:
    due_at = None if hours_left is None else NOON + timedelta(hours=hours_left)
    case = replace(OPEN, opened_at=NOON - timedelta(hours=1), due_at=due_at)
    _, event = apply(case, act, by="ana", now=NOON)
    return [(label.what, label.value, label.counts) for label in of_act(case, event)]


def test_a_dismissal_says_that_it_is_no_complaint_of_ours() -> None:
    assert said(Dismiss(reason=Dismissal.NOT_A_COMPLAINT)) == [(What.COMPLAINT, NO, True), (What.OURS, YES, True)]
    assert said(Dismiss(reason=Dismissal.NOT_OURS)) == [(What.OURS, NO, True)]


@pytest.mark.parametrize("reason", [Dismissal.SPAM, Dismissal.DUPLICATE, Dismissal.EXTORTION])
def test_a_dismissal_for_another_reason_says_nothing_of_the_words(reason: Dismissal) -> None:
    assert said(Dismiss(reason=reason)) == []


@pytest.mark.parametrize(("hours_left", "counts"), [(None, True), (1.0, True), (0.4, False), (-2.0, False)])
def test_a_dismissal_made_to_stop_a_clock_does_not_count(hours_left: float | None, counts: bool) -> None:
    assert all(one[2] is counts for one in said(Dismiss(reason=Dismissal.NOT_A_COMPLAINT), hours_left=hours_left))


def test_an_answer_says_that_it_was_one() -> None:
    assert said(Respond()) == said(Resolve()) == [(What.COMPLAINT, YES, True), (What.OURS, YES, True)]
    assert said(Respond(), hours_left=-1.0)[0] == (What.COMPLAINT, YES, True)
    assert said(Acknowledge()) == []


def test_opening_it_again_takes_a_dismissal_back() -> None:
    _, event = apply(DISMISSED, Reopen(), by="bo", now=NOON)
    [label, _] = of_act(DISMISSED, event)
    assert (label.what, label.value, label.by, label.how) == (What.COMPLAINT, YES, "bo", How.CLICK)


def test_corrections_are_labels() -> None:
    assert said(SetTopic(topic=Topic.STAFF)) == [(What.TOPIC, "staff", True)]
    assert said(SetSeverity(severity=Severity.CRITICAL)) == [(What.SEVERITY, "critical", True)]
