"""What a timeline says of each event."""

from datetime import timedelta

import pytest

from connectors.contract import OwnReply
from monitor.domain.case import Event, EventKind
from monitor.wording.pages import timeline
from monitor.wording.timeline import told
from tests.wording.files import NOON, a_file

SAID = [
    ("opened", "judge", None, "high", "Opened as high"),
    ("opened", "Ana", None, "medium", "Opened by hand by Ana as medium"),
    ("acknowledged", "Mia", "open", "acknowledged", "Mia claimed it"),
    ("assigned", "Mia", None, "Jo", "Mia assigned it to Jo"),
    ("assigned", "Mia", "Jo", "Mia", "Mia took it over"),
    ("assigned", "Mia", "Mia", None, "Mia gave it back to everybody"),
    ("worsened", "judge", "low", "medium", "More severe, low → medium"),
    ("noted", "Mia", None, None, "Mia noted"),
    ("responded", "us", None, None, "We answered"),
    ("responded", "Mia", None, "https://x.example.com", "Mia answered"),
    ("resolved", "Mia", "responded", "recovered", "Mia closed it: recovered"),
    ("resolved", "Mia", "responded", None, "Mia closed it"),
    ("dismissed", "Mia", "open", "not_ours", "Mia dismissed it as not ours"),
    ("snoozed", "Mia", None, "2026-11-18T15:00:00Z", "Mia snoozed it until 15:00 UTC"),
    ("snoozed", "Mia", "2026-11-18T15:00:00Z", None, "The snooze is over"),
    ("reopened", "Mia", "resolved", "open", "Mia opened it again (it was resolved)"),
    ("reopened", "customer", "resolved", "open", "Open again: the customer complained again"),
    ("edited", "customer", "1/5", "4/5", "The customer changed the stars: 1★ → 4★"),
    ("edited", "customer", "1/5", "1/5", "The customer changed the words"),
    ("edited", "customer", None, None, "The customer changed the words"),
    ("deleted", "customer", None, None, "The customer deleted the post"),
    ("erased", "Mia", None, None, "Mia had the words and the author erased"),
    ("outcome", "customer", None, "worsened", "Seen by what the customer did: worsened"),
    ("outcome", "Mia", "unknown", "recovered", "Mia set the outcome: recovered"),
    ("answer_written", "Mia", None, "waiting", "Mia wrote an answer: it waits for a second person"),
    ("answer_written", "Mia", None, "approved", "Mia wrote an answer: it is being sent"),
    ("answer_written", "Mia", None, "draft", "Mia wrote an answer: it is kept as a draft"),
    ("answer_approved", "Jo", None, None, "Jo approved the answer"),
    ("answer_rejected", "Jo", None, None, "Jo rejected the answer"),
    ("answer_doubtful", "Mia", None, None, "Whether the answer arrived is not clear: it is looked for"),
    ("answer_failed", "Mia", None, None, "The answer was not sent"),
    ("answer_withdrawn", "Mia", None, None, "Mia withdrew the answer"),
    ("offered", "Mia", None, "20 GBP", "Mia offered 20 GBP"),
    ("valued", "Mia", None, "120 GBP", "Mia recorded the recovered value: 120 GBP"),
    ("assigned", "judge", "Mia", None, "Everybody's again: no answer came"),
    ("muted", "judge", None, "strike", "Nobody was alerted: muted by strike"),
    ("unmuted", "judge", None, "strike", "The silence strike is over: it is told with what else was held"),
    ("reminded", "judge", None, "soon", "Reminded: an answer is due soon"),
    ("reminded", "judge", None, "late", "An answer is late: those were told who are named for that"),
    ("reminded", "judge", None, "forgotten", "Reminded: it was taken, and not answered"),
    ("reminded", "judge", None, "follow_up", "Reminded: it was answered, and what the customer did is not known"),
    ("rejudged", "judge", "high no_answer both", "low other", "Judged anew: high no answer both → low other"),
    ("severity", "Mia", "high", "low", "Mia set the severity: high → low"),
    ("topic", "Mia", "no_answer", "billing", "Mia set the topic: no answer → billing"),
    ("department", "Mia", "support", "app", "Mia moved it from support to app"),
    ("department", "Mia", None, "app", "Mia moved it from no department to app"),
    ("revealed", "Mia", None, "abusive words", "Mia was shown abusive words"),
    ("grouped", "judge", None, "I-7", "Joined I-7"),
    ("grouped", "Mia", None, "I-7", "Mia put it into I-7"),
    ("grouped", "Mia", None, None, "Mia took it out of its incident"),
    ("grouped", "judge", None, None, "What it says now is another trouble: it left its incident"),
]


@pytest.mark.parametrize(("kind", "by", "was", "became", "says"), SAID)
def test_each_event_is_one_plain_sentence(kind: str, by: str, was: str | None, became: str | None, says: str) -> None:
    event = Event(kind=EventKind(kind), at=NOON, by=by, was=was, became=became)
    assert told(event, now=NOON + timedelta(hours=1)) == says


def test_what_became_more_severe_says_why() -> None:
    event = Event(kind=EventKind.WORSENED, at=NOON, by="judge", was="low", became="medium", key="worse:people")
    assert told(event, now=NOON) == "More severe, low → medium: others tell of the same (5 people or more)"


def test_no_kind_of_event_is_without_a_sentence() -> None:
    assert {kind for kind, *_ in SAID} == set(EventKind)


def test_what_we_answered_stands_above_a_timeline_and_not_in_it_again() -> None:
    reply = OwnReply(native_id="o1", text="We are sorry.", posted_at=NOON)
    events = (
        Event(kind=EventKind.RESPONDED, at=NOON, by="us", text="We are sorry."),
        Event(kind=EventKind.RESPONDED, at=NOON, by="Mia", text="By telephone."),
    )
    file = a_file(replies=(reply,), events=events)
    assert [moment.words for moment in timeline(file, [event.text for event in events], now=NOON)] == [
        "By telephone.",
        None,
    ]
