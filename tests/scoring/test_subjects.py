"""Needs, quoted rules and praise of staff, on the story and on hand-labelled snippets."""

import pytest

from benchmarks.subjects import lines, needs, policies, praises
from monitor.scoring.stage import measure


@pytest.fixture(scope="module")
def told() -> list:  # type: ignore[type-arg]
    return lines()


def test_needs_quoted_rules_and_praise_reach_their_floors(told: list) -> None:  # type: ignore[type-arg]
    right, of = needs(told)
    assert right / of >= 0.70
    rules, kind = policies(told), praises(told)
    assert min(rules.precision, rules.recall) >= 0.85
    assert kind.precision >= 0.55
    assert kind.recall >= 0.50


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Shout-out to Marcus from the store, absolute star", "Marcus"),
        ("A big thank you to Priya at your branch, so helpful", "Priya"),
        ("Lovely driver called Tom, carried everything in", "Tom"),
        ("the waiter was brilliant, thank you", "the waiter"),
    ],
)
def test_praise_names_whom_it_is_for(text: str, named: str) -> None:
    assert any(named.lower() in one.lower() for one in measure(text).praised)


@pytest.mark.parametrize("text", ["The waiter was rude", "lovely flight, thank you", "Best app ever"])
def test_complaints_and_praise_of_things_name_nobody(text: str) -> None:
    assert measure(text).praised == ()


def test_much_money_is_more_harm_and_is_told() -> None:
    little, much = measure("You charged me $12 too much"), measure("You charged me $1,250 too much")
    assert much.harm > little.harm
    assert "amount" in [reason.cue for reason in much.reasons]
