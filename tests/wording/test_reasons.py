"""Reasons are told in words that a person understands, with what caused them."""

import pytest

from monitor.domain.score import Reason
from monitor.scoring.blend import weights
from monitor.scoring.lexicon.phrases import groups
from monitor.wording.reasons import against, sentence, sentences

WORLD = {
    "about_other", "about_unclear", "age", "amount", "excluded_words", "followers", "ignored_words", "learned", "likes",
    "not_looked_for", "own_words", "people", "praises_staff", "replies", "shares", "speaker_bot", "speaker_competitor",
    "speaker_job_seeker", "speaker_news", "speaker_ourselves", "speaker_staff", "stars",
    "trade_bad", "trade_good", "unanswered", "views",
}  # fmt: skip
"""Causes that lie outside the words of a text."""
CUES = {group.name for name in ("cues", "marks") for group in groups(name) if not group.beside} - {"abusive"}
"""Abuse raises nothing; it is masked. What mocks is told as what it is taken for."""


def test_what_was_said_stands_in_quotes():
    reason = Reason(cue="waiting", words=("still waiting", "3 weeks"))
    assert sentence(reason) == 'says it has waited ("still waiting", "3 weeks")'


def test_what_was_measured_stands_without_quotes():
    assert sentence(Reason(cue="stars", words=("1★",))) == "gave a low rating (1★)"
    assert sentence(Reason(cue="followers", words=("12,300",))) == "has many followers (12,300)"
    assert sentence(Reason(cue="stars", weight=-2.6)) == "gave a good rating"
    assert sentence(Reason(cue="stars", weight=-0.1)) == "gave a middling rating"


def test_a_measure_that_speaks_against_a_complaint_says_the_opposite():
    assert sentence(Reason(cue="balance", weight=0.4)) == "has more words of complaint than of praise"
    assert sentence(Reason(cue="balance", weight=-0.4)) == "has more words of praise than of complaint"


def test_a_cue_without_a_cause_is_a_sentence_too():
    assert sentence(Reason(cue="leaving")) == "is leaving, or says that others should"


def test_a_cue_that_has_no_sentence_is_still_readable():
    assert sentence(Reason(cue="hidden_fees", words=("extra 9 euro",))) == 'shows signs of hidden fees ("extra 9 euro")'


def test_three_words_are_enough():
    assert (
        sentence(Reason(cue="loss", words=("a", "b", "c", "d")))
        == 'has lost something, or got it damaged, spoiled or wrong ("a", "b", "c")'
    )


def test_the_heaviest_reasons_are_told_in_the_order_given():
    reasons = [Reason(cue=f"cue {n}", weight=weight) for n, weight in enumerate((0.3, 0.1, 0.9, 0.2))]
    assert sentences(reasons, most=2) == ("shows signs of cue 0", "shows signs of cue 2")


def test_why_something_is_no_complaint_is_told_by_what_speaks_against_one():
    news, thanks = Reason(cue="speaker_news", words=("shares",)), Reason(cue="thanks", words=("thanks",), weight=-1.3)
    stars, waiting = Reason(cue="stars", weight=-2.6), Reason(cue="waiting", weight=0.3)
    told = ('sounds like a headline or an advertisement, not like a customer ("shares")', "gave a good rating")
    assert against([waiting, thanks, stars, news]) == (*told, 'says thank you, too ("thanks")')
    assert against([waiting]) == ("says it has waited",)


def test_how_many_words_complain_is_told_where_none_of_them_is():
    balance, waiting = Reason(cue="balance", weight=0.6), Reason(cue="waiting", words=("still",), weight=0.4)
    stars = Reason(cue="stars", words=("1★",), weight=2.4)
    assert sentences([stars, balance]) == ("gave a low rating (1★)", "has more words of complaint than of praise")
    assert sentences([balance, waiting]) == ('says it has waited ("still")',)


def test_what_is_no_opinion_is_always_told():
    reasons = [Reason(cue="legal"), *(Reason(cue=f"cue {n}", weight=1.0) for n in range(5)), Reason(cue="views")]
    told = sentences(reasons, most=3)
    assert told[0] == "threatens to go to court or to an authority"
    assert told[-1] == "many people have seen it"
    assert len(told) == 3


def test_what_speaks_against_a_complaint_is_not_given_as_a_reason_for_one():
    for_it, against = Reason(cue="waiting", weight=0.3), Reason(cue="liking", weight=-0.8)
    assert sentences([against, for_it]) == ("says it has waited",)
    assert sentences([against]) == ("has a kind word, too",)


@pytest.mark.parametrize("cue", ["waiting", "stars", "no_such_cue"])
def test_a_sentence_never_shows_a_slug(cue):
    assert "_" not in sentence(Reason(cue=cue))


@pytest.mark.parametrize("cue", sorted({*weights(), *CUES, *WORLD} - {"bias"}))
def test_every_cause_that_the_judge_knows_has_a_sentence(cue):
    assert "shows signs of" not in sentence(Reason(cue=cue))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("charged", "Charged", "CHARGED"), '"charged"'),
        (("Charged twice", "twice", "refund"), '"Charged twice", "refund"'),
        (("late", "later"), '"late", "later"'),
        (("a", "A", "b", "c"), '"a", "b", "c"'),
    ],
)
def test_nothing_is_quoted_twice(words, shown):
    assert sentence(Reason(cue="cue", words=words)) == f"shows signs of cue ({shown})"


def test_the_same_words_are_one_reason():
    told = sentences(
        [
            Reason(cue="waiting", words=("Still waiting",), weight=1.4),
            Reason(cue="repetition", words=("still waiting",), weight=1.0),
            Reason(cue="dismay", words=("awful", "still waiting"), weight=0.9),
        ]
    )
    assert [one.split(" (")[0] for one in told] == ["says it has waited", "is appalled"]
