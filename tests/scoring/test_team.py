"""The team's layer learns what this deployment calls a complaint, and judges only where it is better for it."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from connectors.contract import Mention, MentionKey
from monitor.domain.relevance import About, Relevance, Speaker
from monitor.domain.score import Score
from monitor.scoring.stage import measure
from monitor.scoring.team import CUE, TeamLayer, TeamModel, brand_word
from monitor.scoring.team_check import Checked, learn
from monitor.scoring.team_fit import Example, example, fit

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
THINGS = ("turbine", "valve", "gasket", "boiler", "pump", "hose", "filter", "casing")
OURS = Relevance(about=About.US, speaker=Speaker.CUSTOMER)


def mention(text: str) -> Mention:
    return Mention(key=MentionKey(platform="p", scope="", native_id="1"), text=text, posted_at=NOON)


def taught(text: str, *, yes: bool) -> Example:
    return example(mention(text), measure(text), yes=yes)


def trade(count: int, *, wrong: int = 0) -> list[Example]:
    """To this trade "flooded" is a complaint, and "killer" is praise; `wrong` of the labels say otherwise."""
    draw = random.Random(3)
    rows = []
    for place in range(count):
        yes = place % 2 == 0
        words = ("flooded again", "is flooded") if yes else ("is a killer", "killer deal")
        rows.append(taught(f"the {draw.choice(THINGS)} {draw.choice(words)} on {draw.choice(THINGS)}", yes=yes))
    return [replace(one, yes=not one.yes) if place < wrong else one for place, one in enumerate(rows)]


@pytest.fixture(scope="module")
def learned() -> Checked:
    return learn(trade(120), version="team-1", least=100)


def score(layer: TeamLayer, text: str) -> Score:
    return layer.scored(mention(text), measure(text))


def test_it_learns_the_words_of_the_trade(learned: Checked) -> None:
    layer = TeamLayer(learned.model)
    assert (measure("the pump is flooded").complaint or 0) < 0.5 <= (score(layer, "the pump is flooded").complaint or 0)
    assert (score(layer, "the pump is a killer").complaint or 0) < 0.5


def test_it_is_used_because_it_was_better_on_later_labels(learned: Checked) -> None:
    assert learned.better
    assert learned.f1 > learned.f1_before
    assert (learned.labels, learned.held_out) == (120, 60)


def test_its_reason_names_words_that_caused_it(learned: Checked) -> None:
    layer = TeamLayer(learned.model)
    found = score(layer, "the pump is flooded")
    [reason] = [reason for reason in found.reasons if reason.cue == CUE]
    assert "flooded" in reason.words
    assert reason.weight > 0
    assert (score(layer, "the pump is").complaint or 0) < (found.complaint or 0)


def test_labels_that_say_nothing_change_nothing() -> None:
    draw = random.Random(2)
    noise = [replace(one, yes=draw.random() < 0.5) for one in trade(400)]
    assert not learn(noise, version="team-1", least=100).better


def test_too_few_labels_teach_nothing() -> None:
    with pytest.raises(ValueError, match="too few"):
        learn(trade(40), version="team-1")
    with pytest.raises(ValueError, match="both kinds"):
        learn([one for one in trade(300) if one.yes], version="team-1", least=100)


def test_it_is_the_same_on_every_run(learned: Checked) -> None:
    assert learn(trade(120), version="team-1", least=100) == learned


def test_a_model_holds_no_words_and_nothing_that_one_mention_alone_had() -> None:
    once = [*trade(60), taught("mister Quibblesworth was here", yes=True)]
    with_name, without = (fit(rows, version="") for rows in (once, trade(60)))
    assert all(isinstance(bucket, int) for bucket in with_name.features)
    name = mention("Quibblesworth")
    assert abs(_share(with_name, name) - _share(without, name)) < 0.3


def _share(model: TeamModel, one: Mention) -> float:
    found = TeamLayer(model).scored(one, Score(language="en", scored=True, vader=0.0, complaint=0.5))
    return sum(reason.weight for reason in found.reasons if reason.cue == CUE)


def test_an_unread_language_stays_unread_until_enough_labels_taught_it() -> None:
    unread = Score(language="fi", scored=False, vader=0.0, complaint=None)
    rows = [
        example(mention(f"{thing} {word}"), unread, yes=yes)
        for thing in THINGS
        for word, yes in (("rikki", True), ("hieno", False))
        for _ in range(8)
    ]
    layer = TeamLayer(fit(rows, version="team-1"))
    assert (layer.scored(mention("hose rikki"), unread).complaint or 0) > 0.5
    assert layer.scored(mention("hose rikki"), replace(unread, language="et")).complaint is None


def test_what_is_not_ours_is_learned_by_brand() -> None:
    neutral = Score(language="en", scored=True, vader=0.0, complaint=0.5)
    rows = [
        example(mention(f"{word} {thing}"), neutral, yes=yes, more=(brand_word("Orange"),))
        for thing in THINGS
        for word, yes in (("fresh juicy", False), ("broken contract", True))
        for _ in range(6)
    ]
    layer = TeamLayer(ours=fit(rows, version="ours-1", anchored=False))
    assert layer.related(mention("fresh juicy hose"), "Orange", OURS).about is About.OTHER
    assert layer.related(mention("broken contract pump"), "Orange", OURS).about is About.US
