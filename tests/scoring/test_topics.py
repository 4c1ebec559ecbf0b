"""What a complaint is about: its topics, the words that tell of them, and the need that goes unmet."""

import pytest

from benchmarks.topics import airline, banking, macro_f1, right, sample_needs, sample_topics
from connectors.contract import Rating
from connectors.kit.query.fold import readable
from monitor.domain.score import Need, Topic
from monitor.scoring.lexicon.cues import lexicon, reader
from monitor.scoring.lexicon.finder import NEGATORS
from monitor.scoring.lexicon.topics import subject_lexicon
from monitor.scoring.stage import measure
from monitor.scoring.topics import topics_of
from tests.shared import shared

ONE_STAR = Rating(stars=1)


def told(text: str) -> dict[Topic, tuple[str, ...]]:
    plain = readable(text)
    reading = reader().read(plain)
    topics = topics_of(plain, subject_lexicon().heard(reading), lexicon().cues(reading))
    return {topic: evidence.words(reading) for topic, evidence in topics.items()}


def main_topic(text: str) -> Topic:
    return next(iter(told(text)), Topic.OTHER)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Where is my order? It should have been here on Monday", Topic.DELIVERY),
        ("Our train was delayed by two hours, again", Topic.DELIVERY),
        ("stuck on the tarmac for three hours, going to miss my connection", Topic.DELIVERY),
        ("They cancelled our hotel booking the day before the trip", Topic.CANCELLATION),
        ("overbooked, and they would not rebook us until Sunday", Topic.CANCELLATION),
        ("My suitcase never made it to Lisbon", Topic.LOST_OR_DAMAGED),
        ("the vase arrived in pieces and they sent the wrong lid", Topic.LOST_OR_DAMAGED),
        ("You charged me twice this month", Topic.BILLING),
        ("still waiting for my refund", Topic.BILLING),
        ("The soup was bland and the chicken undercooked", Topic.QUALITY),
        ("the jacket fell apart after two washes, poor quality", Topic.QUALITY),
        ("The kettle stopped working after a week", Topic.NOT_WORKING),
        ("no signal in the whole village since yesterday", Topic.NOT_WORKING),
        ("my card was declined again", Topic.NOT_WORKING),
        ("Every time I open the app it crashes", Topic.DIGITAL),
        ("your website will not load, error 500 at checkout", Topic.DIGITAL),
        ("NET-503 again, is anybody else getting this", Topic.DIGITAL),
        ("I can't log in, it says my password is wrong", Topic.ACCOUNT),
        ("you locked me out of my account", Topic.ACCOUNT),
        ("The waiter was rude and rolled his eyes", Topic.STAFF),
        ("your agent hung up on me", Topic.STAFF),
        ("Forty minutes on hold and nobody picks up", Topic.NO_ANSWER),
        ("I have sent five emails and had no reply", Topic.NO_ANSWER),
        ("prices went up again, far too expensive", Topic.PRICE),
        ("I am closing my account and switching to another bank", Topic.LEAVING),
        ("never again, you have lost a customer", Topic.LEAVING),
        ("there was a shard of glass in the jam", Topic.SAFETY),
        ("someone used my card without my permission, this is fraud", Topic.SAFETY),
        ("refused the return because of some clause in the small print", Topic.POLICY),
        ("this is awful", Topic.OTHER),
    ],
)
def test_tells_the_main_topic(text: str, topic: Topic) -> None:
    assert main_topic(text) is topic


def test_a_not_changes_no_topic() -> None:
    assert main_topic("the parcel was not delivered") is Topic.DELIVERY
    assert main_topic("there was no refund") is Topic.BILLING


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("the parcel has still not arrived", Topic.DELIVERY),
        ("the bank transfer has still not arrived", Topic.BILLING),
        ("the toaster is not working", Topic.NOT_WORKING),
        ("the website is not working", Topic.DIGITAL),
        ("the password is not working", Topic.ACCOUNT),
    ],
)
def test_what_happened_belongs_to_what_is_named(text: str, topic: Topic) -> None:
    assert main_topic(text) is topic


def test_a_complaint_can_be_about_several_things() -> None:
    topics = told("The courier was two hours late, the agent was rude, and I still wait for my refund")
    assert {Topic.DELIVERY, Topic.STAFF, Topic.BILLING} <= set(topics)
    assert len(topics) <= 4


def test_the_words_that_told_of_a_topic_are_known() -> None:
    topics = told("The COURIER came late and I want my Money back")
    assert "COURIER" in topics[Topic.DELIVERY]
    assert "my Money" in topics[Topic.BILLING]


def test_the_score_tells_the_words_of_its_main_topic() -> None:
    score = measure("The COURIER came late and never rang", rating=ONE_STAR)
    assert score.topic is Topic.DELIVERY
    assert "COURIER" in score.topic_words


def test_of_equal_topics_the_earlier_one_is_the_main_one() -> None:
    assert main_topic("billing, delivery") is Topic.BILLING
    assert main_topic("delivery, billing") is Topic.DELIVERY


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("the app crashes and there is an error", Need.FUNCTIONAL),
        ("my parcel has not arrived", Need.FUNCTIONAL),
        ("You charged me twice for the same order", Need.FUNCTIONAL),
        ("the waiter was rude and arrogant, shame on you", Need.EMOTIONAL),
        ("your staff laughed at me, I felt humiliated", Need.EMOTIONAL),
        ("my order is late and your agent was rude", Need.BOTH),
        ("you lost the cake for my mother's birthday and there was no apology", Need.BOTH),
    ],
)
def test_tells_what_the_customer_misses(text: str, need: Need) -> None:
    assert measure(text, rating=ONE_STAR).need is need


def test_what_is_no_complaint_has_no_topic() -> None:
    score = measure("Thank you for the lovely delivery, so happy with the app!")
    assert score.topics == ()
    assert score.need is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Das Paket kam erst nach drei Wochen und die Lieferung war nicht angekündigt", Topic.DELIVERY),
        ("Toujours pas de remboursement, et on m'a débité deux fois", Topic.BILLING),
        ("La aplicación se cierra cada vez que la abro", Topic.DIGITAL),
        ("Il personale è stato molto maleducato con noi", Topic.STAFF),
        ("De koffer is kapot en mijn tas is kwijt", Topic.LOST_OR_DAMAGED),
        ("O funcionário foi grosseiro comigo e não teve respeito", Topic.STAFF),
        ("Ciągle tylko NET-503 i nic więcej się nie dzieje", Topic.DIGITAL),
        ("この商品はひどいです。二度と買いません。", Topic.OTHER),
    ],
)
def test_a_few_words_of_other_languages_name_a_topic_where_stars_speak(text: str, topic: Topic) -> None:
    score = measure(text, rating=ONE_STAR)
    assert score.topic is topic
    assert score.need is not None
    assert "stars" in [reason.cue for reason in score.reasons]


def test_every_phrase_can_be_found_and_leaves_what_a_negation_begins() -> None:
    """A phrase that ends in a "not" would be given up for one that the "not" begins."""
    for group in subject_lexicon().groups:
        for phrase in group.phrases:
            assert not set(phrase) & set("()|~'\"%-"), f"{group.name}: {phrase}"
            assert phrase == phrase.lower(), f"{group.name}: {phrase}"
            assert phrase.split()[-1] not in NEGATORS, f"{group.name}: {phrase}"


def test_topics_of_the_labelled_sets_reach_their_floors() -> None:
    folder = shared("data/complaints")
    assert macro_f1(airline(folder)) >= 0.55
    assert macro_f1(banking(folder)) >= 0.80


def test_topics_and_needs_of_the_sample_story_reach_their_floors() -> None:
    english, others, needs = sample_topics(english=True), sample_topics(english=False), sample_needs()
    assert right(english) / len(english) >= 0.70
    assert right(others) / len(others) >= 0.50
    assert right(needs) / len(needs) >= 0.68
