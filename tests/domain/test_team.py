"""The team: whom a case can belong to, and what is told to who names somebody else."""

from dataclasses import replace

import pytest

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.act import NotAllowed
from monitor.domain.team import ANYBODY, Team
from tests.domain.cases import OPEN

ACME = Limits(brands=frozenset({"Acme"}))
TEAM = Team(members={"Maria Lopez": UNLIMITED, "Mario Rossi": ACME, "Tom": ACME, "Zoe": Limits(brands=frozenset())})


@pytest.mark.parametrize(
    ("said", "meant"), [("Tom", "Tom"), (" tom ", "Tom"), ("MARIA LOPEZ", "Maria Lopez"), ("nightly", "nightly")]
)
def test_a_name_is_known_in_whatever_capitals_and_who_acts_may_name_themselves(said: str, meant: str) -> None:
    assert TEAM.named(said, by="nightly") == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Toms", 'nobody who works on cases is called "Toms": did you mean Tom?'),
        ("maria", "did you mean Maria Lopez or Mario Rossi?"),
        ("Maria Rossi", "did you mean Mario Rossi"),
        ("Lopes", "did you mean Maria Lopez?"),
        ("Xerxes", "known are Maria Lopez, Mario Rossi, Tom and 1 more"),
    ],
)
def test_a_name_that_nobody_bears_is_refused_with_those_that_are_near(said: str, why: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        TEAM.named(said, by="Ann")
    assert why in str(refused.value)


def test_nobody_is_given_what_they_do_not_see() -> None:
    case = replace(OPEN, brand="Bolt")
    assert TEAM.named("Maria Lopez", [case]) == "Maria Lopez"
    with pytest.raises(NotAllowed, match=r"Tom does not see C-\d+: choose somebody who does"):
        TEAM.named("Tom", [case])


def test_who_sees_part_is_offered_those_alone_who_see_some_of_it() -> None:
    assert TEAM.beside(UNLIMITED) == ("Maria Lopez", "Mario Rossi", "Tom")
    assert TEAM.beside(Limits(brands=frozenset({"Bolt"}))) == ("Maria Lopez",)


def test_where_nobody_is_known_anybody_may_be_meant() -> None:
    assert ANYBODY.named("ben") == "ben"
    assert ANYBODY.works("ben")
    assert not TEAM.works("ben")
