"""An alert reads in five seconds, and tells the truth at every turn of its case."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts.contract import Notice, Tone
from connectors.contract import Author, Rating
from monitor.domain.case import Dismissal, Event, EventKind, Outcome, State
from monitor.domain.people import OnDuty
from monitor.domain.score import Reason, Severity
from monitor.wording.notices import alert
from tests.wording.files import NOON, a_file

QUOTE = "Charged twice and still waiting for my money."
MINUTE = timedelta(minutes=1)


def told(notice: Notice) -> dict[str, str]:
    return {fact.label: fact.value for fact in notice.facts}


def worded(file=None, *, now=NOON, quote=QUOTE, **options) -> Notice:
    return alert(file or a_file(), now=now, key="alert:1042:cx", quote=quote, **options)


def test_a_new_case_says_what_where_by_whom_how_bad_why_whose_and_until_when():
    notice = worded(web_url="http://127.0.0.1:8080/")
    assert notice.key == "alert:1042:cx"
    assert notice.tone is Tone.CRITICAL
    assert notice.title == "Critical · billing · 1★ on Google Play"
    assert notice.quote == QUOTE
    assert notice.body == "C-1042 · Acme Air · open, nobody has claimed it"
    assert notice.link == "https://play.example.com/reviews/r-1"
    assert told(notice) == {
        "Answer": "Due by 12:30 UTC, 30 min after it was heard",
        "Customer": "Jane D. · 12,300 followers · 2 earlier complaints",
        "Need": "Wants it put right, and to be respected",
        "Posted": "11:56 UTC, heard 4 min later",
        "Why flagged": (
            'Wants money back, or was charged wrongly ("charged"); '
            'says it has waited ("still waiting", "two weeks"); gave a low rating (1★)'
        ),
        "Team": "billing",
    }
    assert [(button.label, button.url) for button in notice.buttons] == [
        ("Open C-1042", "http://127.0.0.1:8080/cases/C-1042")
    ]


def test_it_is_told_in_the_zone_of_the_team():
    notice = worded(zone=ZoneInfo("America/New_York"))
    assert told(notice)["Answer"] == "Due by 07:30 EST, 30 min after it was heard"


def test_a_due_time_on_another_day_names_the_day():
    notice = worded(a_file(case={"due_at": NOON + timedelta(days=2)}))
    assert told(notice)["Answer"] == "Due by Fri 20 Nov 12:00 UTC, 2 d after it was heard"


def test_what_is_late_says_since_when():
    assert told(worded(now=NOON + 40 * MINUTE))["Answer"] == "Overdue since 12:30 UTC"


def test_without_a_due_time_none_is_claimed():
    assert "Answer" not in told(worded(a_file(case={"due_at": None})))


def test_a_claimed_case_names_its_owner():
    notice = worded(a_file(case={"state": State.ACKNOWLEDGED, "owner": "Mia"}))
    assert notice.body == "C-1042 · Acme Air · claimed by Mia"
    assert told(notice)["Team"] == "billing · Mia"
    assert notice.tone is Tone.CRITICAL


def test_an_answered_case_is_done_and_says_how_fast_it_was():
    notice = worded(a_file(case={"state": State.RESPONDED, "responded_at": NOON + 25 * MINUTE}))
    assert notice.tone is Tone.DONE
    assert notice.title == "Responded · Critical · billing · 1★ on Google Play"
    assert notice.body == "C-1042 · Acme Air · answered, waiting for the customer's next move"
    assert told(notice)["Answer"] == "Given 12:25 UTC, after 25 min: in time"


def test_an_answer_that_was_late_says_by_how_much():
    notice = worded(a_file(case={"state": State.RESPONDED, "responded_at": NOON + 95 * MINUTE}))
    assert told(notice)["Answer"] == "Given 13:35 UTC, after 1 h 35 min: 1 h 5 min late"


def test_an_answer_older_than_our_hearing_of_the_complaint_is_not_called_fast():
    file = a_file(case={"state": State.RESPONDED, "responded_at": NOON - 9 * MINUTE, "due_at": None})
    assert told(worded(file))["Answer"] == "Given 11:51 UTC, before we heard of it"


@pytest.mark.parametrize(
    ("outcome", "title", "body"),
    [
        (Outcome.RECOVERED, "Resolved · recovered · ", "resolved: the customer was won back"),
        (Outcome.WORSENED, "Resolved · worsened · ", "resolved: the customer is more unhappy than before"),
        (Outcome.UNKNOWN, "Resolved · outcome unknown · ", "resolved: what the customer thinks now is not known"),
        (None, "Resolved · Critical", "resolved"),
    ],
)
def test_a_resolved_case_tells_what_the_customer_did(outcome, title, body):
    notice = worded(a_file(case={"state": State.RESOLVED, "outcome": outcome}))
    assert notice.tone is Tone.DONE
    assert notice.title.startswith(title)
    assert notice.body.endswith(body)


def test_a_dismissed_case_says_why():
    notice = worded(a_file(case={"state": State.DISMISSED, "dismissal": Dismissal.NOT_A_COMPLAINT}))
    assert notice.tone is Tone.DONE
    assert notice.title == "Dismissed · not a complaint · Critical · billing · 1★ on Google Play"
    assert notice.body.endswith("dismissed as not a complaint")
    assert "Answer" not in told(notice)


def test_a_snoozed_case_says_until_when_and_no_longer_once_it_is_back():
    file = a_file(case={"snoozed_until": NOON + 30 * MINUTE})
    assert worded(file).body.endswith("; snoozed until 12:30 UTC")
    assert "snoozed" not in worded(file, now=NOON + 31 * MINUTE).body


def test_an_edit_shows_what_changed():
    edited = Event(kind=EventKind.EDITED, at=NOON, by="customer", was="2/5", became="4/5")
    assert told(worded(a_file(revision=3, events=(edited,))))["Edited"] == "2★ → 4★ (revision 3)"
    words_alone = Event(kind=EventKind.EDITED, at=NOON, by="customer", was="2/5", became="2/5")
    assert told(worded(a_file(revision=2, events=(words_alone,))))["Edited"] == "The words were changed (revision 2)"
    assert told(worded(a_file(revision=2)))["Edited"] == "The words were changed (revision 2)"


def test_what_is_gone_is_not_quoted_nor_linked():
    notice = worded(a_file(gone=True, mention={"text": ""}))
    assert notice.quote is None
    assert notice.link is None
    assert "its words are gone from here, too" in notice.body


def test_a_rating_without_words_says_so():
    notice = worded(quote="")
    assert notice.quote is None
    assert notice.body.endswith("There are no words to show: open the post.")


def test_harm_and_abuse_are_marked():
    body = worded(a_file(critical=True, abusive=True)).body
    assert "Somebody may be harmed" in body
    assert body.endswith("Abusive words are masked.")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.example", None, ""])
def test_only_a_web_address_becomes_a_link(url):
    assert worded(a_file(mention={"url": url})).link is None


@pytest.mark.parametrize(
    ("rating", "shown"),
    [
        (Rating(stars=0, out_of=1), "thumbs down on"),
        (Rating(stars=3, out_of=10), "3/10 on"),
        (None, "· on Google Play"),
    ],
)
def test_ratings_are_shown_as_their_platform_counts(rating, shown):
    assert shown in worded(a_file(mention={"rating": rating})).title


def test_nothing_that_a_customer_chose_stands_in_our_own_words():
    hostile = "<!channel> *bold*"
    file = a_file(
        mention={"author": Author(id="x", name=hostile), "text": hostile, "title": hostile, "place": hostile},
        reasons=(Reason(cue="waiting", words=(hostile,)),),
    )
    notice = worded(file, quote=hostile)
    assert hostile not in notice.title + notice.body
    assert told(notice)["Customer"].startswith(hostile)


def test_it_stays_within_the_size_of_a_message():
    file = a_file(mention={"author": Author(name="n" * 80)}, reasons=tuple(a_file().reasons * 5))
    notice = worded(file)
    assert len(notice.title) <= 150
    assert sum(len(fact.label) + len(fact.value) for fact in notice.facts) < 1500


def test_the_same_case_is_worded_the_same_while_nothing_happens():
    """A message is read hours after it was written: nothing in it counts from the moment of writing."""
    assert worded(now=NOON) == worded(now=NOON + 20 * MINUTE)


def test_tones_follow_severity():
    tones = [worded(a_file(case={"severity": severity})).tone for severity in Severity]
    assert tones == [Tone.LOW, Tone.MEDIUM, Tone.HIGH, Tone.CRITICAL]


def test_a_case_that_is_open_again_is_due_again():
    notice = worded(a_file(case={"state": State.OPEN, "responded_at": NOON - 9 * MINUTE}))
    assert told(notice)["Answer"] == "Due again by 12:30 UTC"


def test_after_an_edit_it_says_what_was_flagged_first_and_what_of_it_is_left():
    first = (Reason(cue="stars", words=("1★",), weight=1.0),)
    told_of = told(worded(a_file(revision=2, first_reasons=first, reasons=())))
    assert told_of["Why flagged"] == "Gave a low rating (1★)"
    assert told_of["Since the edit"] == "Nothing that complains"
    same = told(worded(a_file(revision=2, first_reasons=first, reasons=first)))
    assert "Since the edit" not in same


def test_who_is_on_duty_is_named_until_when():
    duty = OnDuty(department="billing", name="Ben", until=NOON + timedelta(hours=6))
    assert told(worded(on_duty=duty))["On duty"] == "Ben until 18:00 UTC"


def test_where_there_is_no_department_none_is_told():
    assert "Team" not in told(worded(a_file(case={"department": None})))
