"""Reasons are the true causes: their weights add up to the score, and without the words they name it is lower."""

import csv
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.kit.query.fold import readable
from connectors.sample.reading import past
from monitor.domain.relevance import About, Relevance, Speaker
from monitor.domain.score import Reason, Score
from monitor.domain.verdict import Circumstances, JudgingRules, Verdict, decide
from monitor.scoring.blend import bias, confidence
from monitor.scoring.layers import SHIPPED, Layer, Seen
from monitor.scoring.lexicon.cues import lexicon, reader
from monitor.scoring.stage import LEAST_SHARE, measure
from monitor.scoring.vader import known
from tests.shared import shared

OWN = (
    "Still waiting for my refund after 3 weeks and nobody answers",
    "The app crashes every time I log in",
    "They lost my luggage and the agent was rude",
    "You promised it would be here on Monday",
    "I will never fly with you again, worst airline ever",
    "Charged twice for the same order, this is a scam",
    "The soup was cold and the waiter ignored us",
    "thanks for nothing",
    "my son was burned by your kettle",
    "Unacceptable. Sort it out",
    "Ich warte seit drei Wochen und niemand antwortet",
    "Toujours pas livré, c'est honteux",
    "La aplicación no funciona, estoy harto",
    "Péssimo atendimento, ninguém responde",
    "Il pacco non è mai arrivato, che vergogna",
)


def odds(score: Score) -> float:
    """Whether the score is a confidence at all, and its log-odds before it was rounded."""
    assert score.complaint is not None
    return math.log(max(1e-9, score.complaint) / max(1e-9, 1 - score.complaint))


def without(text: str, words: str) -> str:
    """`text` without the words that a reason names, wherever they stand."""
    pattern = r"\W+".join(map(re.escape, re.findall(r"\w+|[^\w\s]", words)))
    return " ".join(re.sub(pattern, " ", text, flags=re.IGNORECASE).split())


def heaviest(score: Score) -> Reason | None:
    """The reason with words that speaks loudest for a complaint, cues before the learned layer."""
    named = [reason for reason in score.reasons if reason.words and reason.weight >= 0.5 and reason.cue != "learned"]
    return max(named, key=lambda reason: reason.weight, default=None)


@pytest.mark.parametrize("text", OWN)
def test_without_the_words_of_its_heaviest_reason_a_text_scores_lower(text: str) -> None:
    whole = measure(text)
    reason = heaviest(whole)
    assert reason is not None
    left = text
    for words in reason.words:
        left = without(left, words)
    assert (measure(left, language=whole.language).complaint or 0.0) < (whole.complaint or 0.0)


@pytest.mark.parametrize("name", ["airline", "preotiuc", "uci_yelp", "appstore"])
def test_it_holds_for_what_people_wrote(name: str) -> None:
    with (shared("data/complaints") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["label"] == "1"][:400]
    tested = lower = 0
    for text in texts:
        whole = measure(text)
        reason = heaviest(whole)
        if reason is None or (whole.complaint or 0.0) < 0.5 or len(text) > 300:
            continue
        left = text
        for words in reason.words:
            left = without(left, words)
        if left != " ".join(text.split()):
            tested += 1
            lower += (measure(left, language=whole.language).complaint or 0.0) < (whole.complaint or 0.0)
    assert tested >= 50
    assert lower / tested >= 0.97


@given(st.lists(st.sampled_from([phrase for one in lexicon().groups.values() for phrase in one.phrases]), max_size=12))
@settings(max_examples=150, deadline=None)
def test_the_weights_add_up_to_the_score(phrases: list[str]) -> None:
    score = measure(", ".join(phrases), language="en")
    if score.language != "en" or score.complaint is None or not 0.001 < score.complaint < 0.999:
        return
    hidden = len(SHIPPED) * 3 * LEAST_SHARE
    assert odds(score) == pytest.approx(sum(one.weight for one in score.reasons) + bias(), abs=hidden)


WORDS = (*(phrase for one in lexicon().groups.values() for phrase in one.phrases), *sorted(known())[::9], "not", "but")
STORY = tuple(event.line for event in past() if len(event.steps) == 1)
US = Relevance(about=About.US, speaker=Speaker.CUSTOMER)


def agree(text: str, verdict: Verdict) -> None:
    """What is told of the mood and of the words of a text is so."""
    told = {reason.cue for reason in verdict.reasons if abs(reason.weight) >= LEAST_SHARE}
    assert verdict.vader < 0 or "tone_bad" not in told
    assert verdict.vader > 0 or "tone_good" not in told
    [balance] = [reason.weight for reason in verdict.reasons if reason.cue == "balance"] or [0.0]
    if verdict.language == "en" and balance:
        cues = lexicon().cues(reader().read(readable(text)))
        good = sum(cue.count for name, cue in cues.items() if name in lexicon().praise)
        assert (sum(cue.count for cue in cues.values()) > 2 * good) == (balance > 0)


@given(st.lists(st.sampled_from(WORDS), max_size=15))
@settings(max_examples=150, deadline=None)
def test_reasons_agree_with_the_mood_that_is_shown(words: list[str]) -> None:
    agree(" ".join(words), decide(measure(" ".join(words), language="en"), US, JudgingRules(), Circumstances()))


def test_they_do_of_what_people_said_of_the_sample() -> None:
    for line in STORY:
        text = f"{line.title}\n{line.text}" if line.title else line.text
        agree(text, decide(measure(text, language=line.language), US, JudgingRules(), Circumstances()))


def test_a_layer_can_be_left_out_or_added() -> None:
    text = "Still waiting for my refund"
    shouts = Layer(
        name="shouts", version="1", reasons=lambda seen: [Reason(cue="shouts", words=(seen.text,), weight=2.0)]
    )
    whole, quiet, loud = (
        measure(text).complaint,
        measure(text, layers=[one for one in SHIPPED if one.name != "lexicon"]).complaint,
        measure(text, layers=[*SHIPPED, shouts]).complaint,
    )
    assert quiet is not None
    assert whole is not None
    assert loud is not None
    assert quiet < whole < loud


def test_layers_are_named_once_and_versioned() -> None:
    assert len({layer.name for layer in SHIPPED}) == len(SHIPPED)
    assert all(layer.version for layer in SHIPPED)


def test_a_layer_that_sees_nothing_says_nothing() -> None:
    nothing = Seen(text="", language="en")
    assert confidence([reason for layer in SHIPPED for reason in layer.reasons(nothing)]) == pytest.approx(0.5, abs=0.1)
