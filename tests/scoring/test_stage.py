"""The stage measures a text: a confidence with its causes, and never a false "fine" for what it cannot read."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Rating
from monitor.domain.score import Need, Topic
from monitor.scoring import vader
from monitor.scoring.stage import measure

ONE_STAR, FIVE_STARS, THUMB_DOWN = Rating(stars=1), Rating(stars=5), Rating(stars=0, out_of=1)


def confidence(text: str, rating: Rating | None = None) -> float:
    score = measure(text, rating=rating)
    assert score.complaint is not None
    return score.complaint


@pytest.mark.parametrize(
    "text",
    [
        "94 min hold and counting",
        "App crashes on login",
        "Still waiting for my refund after 3 weeks",
        "I don\u2019t like it",
        "thanks for nothing",
        "Great service?? My bag has been missing for three days and nobody answers",
        "where is my order",
        "Worst experience ever, will never come back",
    ],
)
def test_finds_complaints_that_a_tone_alone_misses(text: str) -> None:
    assert confidence(text) >= 0.5


@pytest.mark.parametrize(
    "text",
    [
        "Love this place, the staff were so friendly!",
        "Thank you for the quick help, much appreciated",
        "No problems at all, works great",
        "Can't wait for our holiday, so excited",
        "Do you ship to Ireland?",
        "Five stars. Would buy again.",
    ],
)
def test_leaves_praise_and_questions_alone(text: str) -> None:
    assert confidence(text) < 0.5


def test_vader_is_exact_and_always_there() -> None:
    for text in ("It is GREAT, but not good!", "", "😀", "Das ist gut", "I don\u2019t like it"):
        assert measure(text).vader == vader.compound(text)


def test_stars_push_the_confidence_both_ways_and_say_so() -> None:
    text = "It arrived on Tuesday and I opened it"
    assert confidence(text, FIVE_STARS) < confidence(text) < confidence(text, ONE_STAR)
    assert "stars" in [reason.cue for reason in measure(text, rating=ONE_STAR).reasons]


def test_confidence_falls_with_each_star() -> None:
    falling = [confidence("", Rating(stars=stars)) for stars in (1, 2, 3, 4, 5)]
    assert falling == sorted(falling, reverse=True)
    assert falling[1] >= 0.5 > falling[2]


@pytest.mark.parametrize("rating", [ONE_STAR, THUMB_DOWN, Rating(stars=10, out_of=100)])
def test_a_rating_speaks_where_no_text_does(rating: Rating) -> None:
    score = measure("", rating=rating)
    assert score.scored
    assert score.complaint is not None
    assert score.complaint >= 0.5
    assert [reason.cue for reason in score.reasons] == ["stars"]


@pytest.mark.parametrize("rating", [Rating(stars=1, out_of=0), Rating(stars=float("nan")), Rating(stars=1, out_of=-5)])
def test_a_rating_that_makes_no_sense_is_silent(rating: Rating) -> None:
    assert not measure("", rating=rating).scored


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ik wacht al drie weken op mijn geld en niemand geeft antwoord", "nl"),
        ("Czekam na zwrot pieniędzy już trzy tygodnie i nikt nie odpowiada", "pl"),
        ("注文した商品がまだ届きません", "ja"),
        ("", "und"),
        ("😀😀 👍", "und"),
        ("https://x.example/1", "und"),
    ],
)
def test_what_cannot_be_read_is_not_scored(text: str, language: str) -> None:
    score = measure(text)
    assert (score.scored, score.complaint, score.language) == (False, None, language)


def test_a_foreign_review_is_scored_by_its_stars() -> None:
    score = measure("Ik wacht al drie weken op mijn geld", rating=ONE_STAR)
    assert score.scored
    assert score.language == "nl"
    assert [reason.cue for reason in score.reasons] == ["stars"]


def test_the_title_is_read_too() -> None:
    assert "money" in [reason.cue for reason in measure("see above", title="I want a refund").reasons]


def test_reasons_are_the_causes_heaviest_first() -> None:
    reasons = measure("Still waiting for my refund after 3 weeks, thanks").reasons
    assert [reason.weight for reason in reasons] == sorted((reason.weight for reason in reasons), reverse=True)
    waiting = next(reason for reason in reasons if reason.cue == "waiting")
    assert waiting.words == ("Still waiting",)
    without = measure("the refund after 3 weeks, thanks").complaint
    assert without is not None
    assert without < confidence("Still waiting for my refund after 3 weeks, thanks")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("my parcel has not arrived, the courier is late", Topic.DELIVERY),
        ("you cancelled my flight and nobody will rebook me", Topic.CANCELLATION),
        ("they lost my luggage and damaged the suitcase", Topic.LOST_OR_DAMAGED),
        ("I was charged twice, I want a refund on my credit card bill", Topic.BILLING),
        ("poor quality, it fell apart after a week, cheap material", Topic.QUALITY),
        ("the washing machine stopped working, it is faulty", Topic.NOT_WORKING),
        ("the app crashes since the last update", Topic.DIGITAL),
        ("I am locked out of my account and can't reset my password", Topic.ACCOUNT),
        ("the manager was rude and the staff unprofessional", Topic.STAFF),
        ("no reply to my emails, nobody answers, still on hold", Topic.NO_ANSWER),
        ("way too expensive, the price went up again", Topic.PRICE),
        ("cancel my subscription, I am switching to another provider", Topic.LEAVING),
        ("the heater caught fire, this is dangerous", Topic.SAFETY),
        ("your stupid policy says no exceptions, it is in the small print", Topic.POLICY),
        ("this is awful", Topic.OTHER),
    ],
)
def test_names_what_a_complaint_is_about(text: str, topic: Topic) -> None:
    assert measure(text).topic is topic


def test_tells_what_the_customer_misses() -> None:
    assert measure("the app crashes and there is an error").need is Need.FUNCTIONAL
    assert measure("the waiter was rude and arrogant, shame on you").need is Need.EMOTIONAL
    assert measure("my order is late and your agent was rude").need is Need.BOTH


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("my son was injured by your toy and is in hospital", "injury"),
        ("you will hear from my lawyer", "legal"),
        ("I am going to the press with this", "press"),
        ("there are unauthorised charges, my account was hacked", "fraud"),
        ("my elderly mother was left without her wheelchair for hours", "vulnerable"),
    ],
)
def test_marks_what_must_not_be_lost_in_the_crowd(text: str, mark: str) -> None:
    score = measure(text)
    assert score.critical
    assert score.harm >= 0.8
    assert mark in [reason.cue for reason in score.reasons]


def test_marks_abuse_and_quoted_rules() -> None:
    assert measure("you are all idiots, fuck you").abusive
    assert not measure("this is terrible and I am angry").abusive
    assert measure("they said it is company policy, no refunds").policy
    assert not measure("the app is slow").policy


def test_worse_trouble_is_more_harm() -> None:
    assert measure("the app is a bit slow").harm < measure("you lost my bag and charged me twice").harm < 1.0


HOSTILE = (
    "\ud83d\udc00\ud800", "\x00\x01\x02 not good \x00", "a\u0300\u0301\u0302\u0303" * 2_000, "\u202ekcab si siht",
    "x" * 200_000, "not good " * 25_000, "😀" * 50_000, "\u2028\u2029\u0085", "﷽" * 20_000,
    "'" * 9_999, "(((((" * 2_000,
    "@" * 5_000, "#" * 5_000, "http://" * 2_000, "n't " * 3_000, "1" * 20_000, "ſß\u0130\u0131 " * 999,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_measured_or_said_to_be_unread(text: str) -> None:
    started = time.perf_counter()
    score = measure(text)
    assert score.scored is (score.complaint is not None)
    assert time.perf_counter() - started < 3


@given(st.text(), st.one_of(st.none(), st.text(max_size=9)))
@settings(max_examples=200, deadline=None)
def test_any_text_is_measured(text: str, language: str | None) -> None:
    score = measure(text, language=language)
    assert score.complaint is None or 0 <= score.complaint <= 1
    assert 0 <= score.harm <= 1


@pytest.mark.parametrize(
    "text",
    [
        "I will see you in court",
        "I found glass in my salad at your restaurant",
        "I am disabled and your driver drove past me",
        "I'm contacting the media about this",
        "My mother has dementia and you sold her a contract",
    ],
)
def test_a_critical_mark_alone_makes_a_complaint(text: str) -> None:
    assert confidence(text) >= 0.5


def test_a_critical_word_in_praise_does_not() -> None:
    assert confidence("The wheelchair assistance was wonderful, thank you") < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "My mother is having chemotherapy and your driver was so kind, carried everything in, thank you",
        "Used Sorrel all through my chemotherapy and never had to lift a bag. Small thing to them, large to me.",
        "Lovely staff, they called an ambulance at once when my husband fainted. Thank you so much",
    ],
)
def test_praise_that_tells_of_illness_is_no_complaint(text: str) -> None:
    assert confidence(text) < 0.5


def test_harm_to_a_person_is_critical_however_it_is_told() -> None:
    for text in ("smoke in the cabin, my son was burned", "Your kettle exploded and burnt my daughter's hand"):
        assert measure(text).critical
        assert confidence(text) >= 0.5


def test_what_is_merely_asked_is_less_of_a_complaint() -> None:
    asked, told = measure("Does the outage credit expire?"), measure("The outage credit expired")
    assert (asked.complaint or 0) < (told.complaint or 0)
    assert "asks" in [reason.cue for reason in asked.reasons]
    assert "asks" not in [reason.cue for reason in measure("Where is my order? Is anybody there").reasons]
