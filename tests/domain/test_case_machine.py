"""Whatever people and customers do, in whatever order, a case stays whole."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from connectors.contract import OwnReply
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
    Wake,
    apply,
)
from monitor.domain.case import LIVE_STATES, Case, Dismissal, Event, Outcome, State
from monitor.domain.correction import SetSeverity
from monitor.domain.score import Severity
from monitor.domain.world import customer_moved, deleted, replied
from tests.domain.cases import NOON, OPEN, review

ACTS: st.SearchStrategy[Act] = st.one_of(
    st.just(Acknowledge()),
    st.builds(Assign, owner=st.sampled_from([None, "ana", "ben"])),
    st.builds(Note, text=st.sampled_from(["", "seen"])),
    st.just(Respond(text="Sorry.")),
    st.builds(Resolve, outcome=st.sampled_from([None, *Outcome])),
    st.builds(Dismiss, reason=st.sampled_from(Dismissal)),
    st.builds(Snooze, until=st.integers(-1, 50).map(lambda hours: NOON + timedelta(hours=hours))),
    st.just(Wake()),
    st.just(Take()),
    st.just(HandBack()),
    st.builds(SetSeverity, severity=st.sampled_from(Severity), due_at=st.just(NOON)),
    st.just(Reopen()),
)
LEGAL = {
    State.OPEN: {State.ACKNOWLEDGED, State.RESPONDED, State.RESOLVED, State.DISMISSED},
    State.ACKNOWLEDGED: {State.OPEN, State.RESPONDED, State.RESOLVED, State.DISMISSED},
    State.RESPONDED: {State.RESOLVED},
    State.RESOLVED: {State.OPEN},
    State.DISMISSED: {State.OPEN},
}


class CaseMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.case: Case = OPEN
        self.review = review()
        self.now = NOON
        self.told = 0

    @rule(act=ACTS, minutes=st.integers(0, 300))
    def a_person_acts(self, act: Act, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        try:
            case, event = apply(self.case, act, by="ana", now=self.now)
        except NotAllowed:
            return
        self.follow(case, [event])

    @rule(minutes=st.integers(-300, 300))
    def an_answer_is_seen(self, minutes: int) -> None:
        answer = OwnReply(native_id="o", text="Sorry.", posted_at=self.now + timedelta(minutes=minutes))
        case, event = replied(self.case, answer, now=self.now)
        self.follow(case, [event])

    @rule(stars=st.integers(1, 5), text=st.sampled_from(["a", "b"]), complains=st.sampled_from([None, True, False]))
    def the_customer_edits(self, stars: int, text: str, complains: bool | None) -> None:
        edited = review(text, stars=stars)
        case, events = customer_moved(self.case, self.review, edited, now=self.now, complains=complains)
        self.review = edited
        self.follow(case, list(events))

    @rule()
    def the_mention_is_deleted(self) -> None:
        case, events = deleted(self.case, now=self.now)
        self.follow(case, list(events))

    def follow(self, case: Case, events: list[Event]) -> None:
        assert case.version == self.case.version + bool(events)
        assert case.state is self.case.state or case.state in LEGAL[self.case.state]
        if self.case.responded_at is not None:
            assert case.responded_at == self.case.responded_at
        self.case, self.told = case, self.told + len(events)

    @invariant()
    def the_case_is_whole(self) -> None:
        case = self.case
        assert (case.resolved_at is not None) == (case.state is State.RESOLVED)
        assert (case.dismissal is not None) == (case.state is State.DISMISSED)
        assert case.state is not State.RESOLVED or case.outcome is not None
        assert case.state is not State.RESPONDED or case.responded_at is not None
        assert case.state is not State.ACKNOWLEDGED or case.acknowledged_at is not None
        assert case.snoozed_until is None or case.state in LIVE_STATES
        assert case.responded_at is None or case.responded_at <= self.now
        assert self.told >= case.version - 1


TestCaseMachine = CaseMachine.TestCase
