"""Reasons are told in words that a person understands, with what caused them."""

import pytest

from monitor.domain.score import Reason
from monitor.wording.reasons import sentence, sentences


def test_what_was_said_stands_in_quotes():
    reason = Reason(cue="waiting", words=("still waiting", "3 weeks"))
    assert sentence(reason) == 'says it has waited ("still waiting", "3 weeks")'


def test_what_was_measured_stands_without_quotes():
    assert sentence(Reason(cue="stars", words=("1★",))) == "gave a low rating (1★)"
    assert sentence(Reason(cue="vader", words=("-0.71",))) == "the tone is negative (-0.71)"


def test_a_cue_without_a_cause_is_a_sentence_too():
    assert sentence(Reason(cue="leaving")) == "is leaving, or says that others should"


def test_a_cue_that_has_no_sentence_is_still_readable():
    assert sentence(Reason(cue="hidden_fees", words=("extra 9 euro",))) == 'shows signs of hidden fees ("extra 9 euro")'


def test_three_words_are_enough():
    assert (
        sentence(Reason(cue="loss", words=("a", "b", "c", "d")))
        == 'has lost something, or got it damaged ("a", "b", "c")'
    )


def test_the_weightiest_reasons_come_first_and_few_are_told():
    reasons = [Reason(cue=f"cue_{n}", weight=n / 10) for n in range(6)]
    assert sentences(reasons, most=2) == ("shows signs of cue 5", "shows signs of cue 4")


def test_what_speaks_against_a_complaint_is_not_given_as_a_reason_for_one():
    for_it, against = Reason(cue="waiting", weight=0.3), Reason(cue="liking", weight=-0.8)
    assert sentences([against, for_it]) == ("says it has waited",)
    assert sentences([against]) == ("has a kind word, too",)


@pytest.mark.parametrize("cue", ["waiting", "stars", "no_such_cue"])
def test_a_sentence_never_shows_a_slug(cue):
    assert "_" not in sentence(Reason(cue=cue))
