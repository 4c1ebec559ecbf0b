"""The stage finds complaints in nine kinds of text with one threshold, without any brand's own data."""

import pytest

from benchmarks.judgement import NINE, THRESHOLD, judged, quality
from tests.shared import shared

FLOOR = 0.70


@pytest.fixture(scope="module")
def f1() -> dict[str, float]:
    folder = shared("data/complaints")
    found = {name: judged(folder, name, step=3 if name == "airline" else 1) for name in NINE}
    return {name: quality([(one.complaint, one.stage) for one in rows], THRESHOLD).f1 for name, rows in found.items()}


def test_one_threshold_serves_all_sets(f1: dict[str, float]) -> None:
    assert sum(f1.values()) / len(f1) >= FLOOR


def test_airline_tweets_and_brand_tweets_reach_their_floors(f1: dict[str, float]) -> None:
    assert f1["airline"] >= 0.82
    assert f1["preotiuc"] >= 0.66
