"""With labels of its own a deployment is judged better than before, and never worse."""

import pytest

from benchmarks.learning import Labelled, gain, labelled
from tests.shared import shared

FLOORS = {"airline": 0.855, "preotiuc": 0.70}


@pytest.fixture(scope="module", params=FLOORS)
def named(request: pytest.FixtureRequest) -> tuple[str, list[Labelled]]:
    folder = shared("data/complaints")
    step = 3 if request.param == "airline" else 1
    return request.param, labelled(folder, request.param)[::step]


@pytest.mark.soak
def test_a_thousand_labels_reach_the_floor(named: tuple[str, list[Labelled]]) -> None:
    name, rows = named
    found = gain(rows, 1000, seed=0)
    assert found.refit >= FLOORS[name]
    assert found.used >= found.shipped


@pytest.mark.soak
def test_no_number_of_labels_makes_it_worse(named: tuple[str, list[Labelled]]) -> None:
    for count in (25, 100, 250, 500):
        found = gain(named[1], count, seed=1)
        assert found.used >= found.shipped, count
