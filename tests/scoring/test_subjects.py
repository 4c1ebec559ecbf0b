"""Needs, quoted rules and praise of staff, on the story's posts."""

import pytest

from benchmarks.subjects import Told, needs, policies, praises, story
from monitor.scoring.stage import measure


def test_needs_quoted_rules_and_praise_reach_their_floors() -> None:
    told: list[Told] = story()
    right, of = needs(told)
    assert right / of >= 0.70
    rules, kind = policies(told), praises(told)
    assert min(rules.precision, rules.recall) >= 0.85
    assert kind.precision >= 0.80
    assert kind.recall >= 0.60


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


@pytest.mark.parametrize(
    "text",
    [
        "Acme from the start was so helpful, thank you",
        "Credit to Acme: my parcel is fixed, great work",
        "No driver this week either, but the app is lovely now",
    ],
)
def test_neither_the_company_nor_nobody_is_staff(text: str) -> None:
    assert measure(text, ours=frozenset(("acme",))).praised == ()


def test_much_money_is_more_harm_and_is_told() -> None:
    little, much = measure("You charged me $12 too much"), measure("You charged me $1,250 too much")
    assert much.harm > little.harm
    assert "amount" in [reason.cue for reason in much.reasons]
