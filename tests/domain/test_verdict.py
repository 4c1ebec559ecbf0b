"""What is decided of a measured mention: complaint, alert, severity, or a person's eyes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.contract import Reach
from monitor.domain.relevance import About, Relevance, Speaker
from monitor.domain.score import Need, Reason, Score, Severity, Topic
from monitor.domain.verdict import Circumstances, JudgingRules, OwnWords, Thresholds, Verdict, decide

US = Relevance(about=About.US, speaker=Speaker.CUSTOMER)
COMPLAINT = Score(
    language="en",
    scored=True,
    vader=-0.4,
    complaint=0.9,
    topics=(Topic.BILLING, Topic.STAFF),
    need=Need.FUNCTIONAL,
    harm=0.2,
    reasons=(Reason(cue="money", words=("refund",), weight=1.3),),
)
UNREAD = Score(language="de", scored=False, vader=0.0, complaint=None)


def decided(
    score: Score = COMPLAINT,
    relevance: Relevance = US,
    rules: JudgingRules | None = None,
    circumstances: Circumstances | None = None,
) -> Verdict:
    return decide(score, relevance, rules or JudgingRules(), circumstances or Circumstances())


def test_a_sure_complaint_is_alerted_with_its_reasons() -> None:
    verdict = decided()
    assert (verdict.complaint, verdict.alert, verdict.needs_eyes) == (True, True, False)
    assert (verdict.topic, verdict.need, verdict.severity) == (Topic.BILLING, Need.FUNCTIONAL, Severity.LOW)
    assert verdict.reasons == COMPLAINT.reasons


def test_a_doubtful_one_is_a_case_without_an_alert() -> None:
    verdict = decided(replace(COMPLAINT, complaint=0.55))
    assert (verdict.complaint, verdict.alert) == (True, False)


def test_thresholds_are_inclusive_and_can_be_set() -> None:
    rules = JudgingRules(thresholds=Thresholds(case=0.8, alert=0.9))
    assert decided(rules=rules).alert
    assert not decided(replace(COMPLAINT, complaint=0.79), rules=rules).complaint


def test_what_is_no_complaint_has_no_severity() -> None:
    verdict = decided(replace(COMPLAINT, complaint=0.1, harm=0.9))
    assert (verdict.complaint, verdict.alert, verdict.severity, verdict.needs_eyes) == (False, False, None, False)


@pytest.mark.parametrize(
    "speaker", [Speaker.OURSELVES, Speaker.NEWS, Speaker.JOB_SEEKER, Speaker.BOT, Speaker.COMPETITOR]
)
@pytest.mark.parametrize("score", [COMPLAINT, UNREAD])
def test_only_customers_and_staff_complain(speaker: Speaker, score: Score) -> None:
    verdict = decided(replace(score, critical=True), Relevance(about=About.US, speaker=speaker))
    assert (verdict.complaint, verdict.alert, verdict.critical, verdict.needs_eyes) == (False, False, False, False)


def test_what_is_about_others_is_never_a_complaint() -> None:
    verdict = decided(replace(COMPLAINT, critical=True), Relevance(about=About.OTHER, speaker=Speaker.CUSTOMER))
    assert (verdict.complaint, verdict.critical, verdict.needs_eyes) == (False, False, False)


def test_what_may_be_about_us_and_sounds_bad_needs_eyes() -> None:
    unclear = Relevance(about=About.UNCLEAR, speaker=Speaker.CUSTOMER)
    assert decided(relevance=unclear).needs_eyes
    assert not decided(relevance=unclear).complaint
    assert not decided(replace(COMPLAINT, complaint=0.1), relevance=unclear).needs_eyes


def test_what_could_not_be_read_needs_eyes_and_is_never_fine() -> None:
    verdict = decided(UNREAD)
    assert (verdict.needs_eyes, verdict.complaint, verdict.scored, verdict.score) == (True, False, False, None)


@pytest.mark.parametrize(
    ("harm", "severity"), [(0.0, Severity.LOW), (0.4, Severity.MEDIUM), (0.75, Severity.HIGH), (1.0, Severity.HIGH)]
)
def test_worse_trouble_is_more_severe(harm: float, severity: Severity) -> None:
    assert decided(replace(COMPLAINT, harm=harm)).severity is severity


@pytest.mark.parametrize(
    ("circumstances", "cue", "words"),
    [
        (Circumstances(followers=12_000), "followers", "12,000"),
        (Circumstances(reach=Reach(likes=100)), "likes", "100"),
        (Circumstances(reach=Reach(shares=51)), "shares", "51"),
        (Circumstances(reach=Reach(replies=500)), "replies", "500"),
        (Circumstances(reach=Reach(views=50_000)), "views", "50,000"),
        (Circumstances(age=timedelta(days=4)), "age", "4 days"),
        (Circumstances(unanswered=timedelta(days=5)), "unanswered", "5 days"),
        (Circumstances(people=7), "people", "7 people"),
    ],
)
def test_the_more_public_and_the_older_the_more_severe_and_it_says_so(
    circumstances: Circumstances, cue: str, words: str
) -> None:
    verdict = decided(circumstances=circumstances)
    assert verdict.severity is Severity.MEDIUM
    assert Reason(cue=cue, words=(words,)) in verdict.reasons


def test_reach_in_several_ways_is_one_step() -> None:
    famous = Circumstances(followers=1_000_000, reach=Reach(likes=9_000, views=1_000_000))
    assert decided(circumstances=famous).severity is Severity.MEDIUM
    assert decided(replace(COMPLAINT, harm=0.9), circumstances=famous).severity is Severity.HIGH


def test_time_is_one_step_and_people_another() -> None:
    old = Circumstances(age=timedelta(days=4), unanswered=timedelta(days=4))
    assert decided(circumstances=old).severity is Severity.MEDIUM
    assert decided(circumstances=replace(old, people=5)).severity is Severity.HIGH


def test_few_people_are_no_reason() -> None:
    assert decided(circumstances=Circumstances(people=4)).severity is Severity.LOW


def test_why_a_mention_is_not_ours_is_among_the_reasons() -> None:
    why = Reason(cue="about_other", words=("orange juice",))
    elsewhere = Relevance(about=About.OTHER, speaker=Speaker.CUSTOMER, reasons=(why,))
    assert why in decided(relevance=elsewhere).reasons


def test_the_worst_rating_is_medium_at_least() -> None:
    assert decided(circumstances=Circumstances(stars=0.0)).severity is Severity.MEDIUM
    assert decided(circumstances=Circumstances(stars=0.25)).severity is Severity.LOW


def test_a_topic_has_a_least_severity() -> None:
    assert decided(replace(COMPLAINT, topics=(Topic.SAFETY,))).severity is Severity.HIGH
    rules = JudgingRules(least={Topic.BILLING: Severity.MEDIUM})
    assert decided(rules=rules).severity is Severity.MEDIUM


def test_a_critical_complaint_is_alerted_whatever_its_score() -> None:
    verdict = decided(replace(COMPLAINT, complaint=0.51, critical=True))
    assert (verdict.severity, verdict.alert, verdict.critical) == (Severity.CRITICAL, True, True)


def test_words_of_the_trade_make_a_complaint_or_rule_it_out() -> None:
    mild = replace(COMPLAINT, complaint=0.1)
    made = decided(mild, circumstances=Circumstances(own_words=OwnWords(complaint=("recall",))))
    assert (made.complaint, made.alert, made.reasons[0].cue) == (True, True, "own_words")
    grave = decided(mild, circumstances=Circumstances(own_words=OwnWords(critical=("gas smell",))))
    assert grave.severity is Severity.CRITICAL
    ruled_out = decided(circumstances=Circumstances(own_words=OwnWords(ignore=("press release",))))
    assert (ruled_out.complaint, ruled_out.needs_eyes) == (False, False)


def test_words_of_the_trade_are_read_where_the_language_is_not() -> None:
    verdict = decided(UNREAD, circumstances=Circumstances(own_words=OwnWords(complaint=("rückruf",))))
    assert (verdict.complaint, verdict.needs_eyes, verdict.topic) == (True, False, Topic.OTHER)
