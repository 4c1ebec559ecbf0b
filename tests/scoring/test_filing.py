"""How a team files complaints is learned, and used only where it is right more often on later cases."""

from dataclasses import replace

import pytest

from monitor.domain.score import Score, Topic
from monitor.scoring.filed import GRAVER, FiledLayer, Steps
from monitor.scoring.filing import Filed, from_json, to_json
from monitor.scoring.filing_check import check_steps, learn_filing, steps_of
from tests.store.seeds import mention

PLACES = ["lobby", "garage", "roof", "cellar", "tower", "hall", "bridge", "annex", "porch", "attic"]


def a_case(place: int, *, right: bool = False) -> Filed:
    """The judge files lifts under quality, the team under what does not work; both agree on bills."""
    where = PLACES[place % len(PLACES)]
    if place % 2:
        return Filed(words=("the", "bill", "of", "the", where, "is", "wrong"), judged="billing", topic="billing")
    topic = "quality" if right else "not_working"
    return Filed(words=("the", "lift", "in", "the", where, "stands"), judged="quality", topic=topic)


def test_what_the_team_corrects_again_and_again_is_filed_so() -> None:
    checked = learn_filing([a_case(place) for place in range(80)])
    assert (checked.better, checked.right, checked.right_before) == (True, 1.0, 0.5)
    again = from_json(to_json(checked.model), version="topic-1")
    assert again.topic(("the", "lift", "of", "the", "pier"), "quality") == "not_working"
    assert again.topic(("the", "bill"), "billing") == "billing"
    assert again.topic(("the", "lift"), "never seen") == "never seen"


def test_what_is_left_as_it_is_teaches_nothing_new() -> None:
    assert not learn_filing([a_case(place, right=True) for place in range(80)]).better


def test_one_topic_alone_tells_nothing_apart() -> None:
    with pytest.raises(ValueError, match="nothing to tell apart"):
        learn_filing([a_case(0)] * 20)


def test_a_topic_that_the_team_takes_more_seriously_is_one_step_up() -> None:
    moved = [("quality", 1), ("quality", 2), ("billing", 0), ("billing", 0), ("billing", 1), ("staff", -1)] * 10
    assert steps_of(moved) == {"quality": 1, "staff": -1}
    assert steps_of([("quality", 1)] * 3) == {}, "three cases say too little"
    assert check_steps(moved)[0]
    assert not check_steps([("quality", 0)] * 60)[0]


SCORE = Score(language="en", scored=True, vader=-0.3, complaint=0.9, topics=(Topic.QUALITY, Topic.STAFF), harm=0.2)


def test_the_layer_files_and_weighs_as_the_team_does() -> None:
    model = replace(learn_filing([a_case(place) for place in range(80)]).model, version="topic-1")
    layer = FiledLayer(model, Steps(version="severity-2", by_topic={"not_working": 1}))
    assert layer.version == "topic-1+severity-2"
    told = layer.scored(mention(text="the lift in the hall stands"), SCORE)
    assert told.topics == (Topic.NOT_WORKING, Topic.QUALITY, Topic.STAFF)
    assert (told.harm, told.reasons[-1].cue, told.complaint) == (0.4, GRAVER, 0.9)
    plain = replace(SCORE, topics=())
    assert layer.scored(mention(text="the lift in the hall stands"), plain) == plain
