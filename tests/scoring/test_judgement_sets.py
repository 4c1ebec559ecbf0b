"""The stage finds complaints in nine kinds of text with one threshold, without any brand's own data."""

import pytest

from benchmarks.judgement import NINE, THRESHOLD, Labelled, directed, judged
from benchmarks.quality import Quality, calibration_error, quality
from tests.shared import shared

REST = tuple(name for name in NINE if name != "steam")
"""Steam is one of the sets that what ships was fitted on."""


@pytest.fixture(scope="module")
def found() -> dict[str, Labelled]:
    folder = shared("data/complaints")
    rows = {name: judged(folder, name, step=3 if name == "airline" else 1) for name in NINE}
    return {name: [(one.complaint, one.stage) for one in judgements] for name, judgements in rows.items()}


@pytest.fixture(scope="module")
def measured(found: dict[str, Labelled]) -> dict[str, Quality]:
    return {name: quality(rows, THRESHOLD) for name, rows in found.items()}


def test_one_threshold_serves_all_sets(measured: dict[str, Quality]) -> None:
    assert sum(measured[name].f1 for name in REST) / len(REST) >= 0.76
    assert sum(measured[name].area for name in REST) / len(REST) >= 0.82


def test_precision_and_recall_are_balanced_towards_recall(measured: dict[str, Quality]) -> None:
    assert sum(measured[name].precision for name in REST) / len(REST) >= 0.69
    assert sum(measured[name].recall for name in REST) / len(REST) >= 0.80


def test_airline_tweets_and_brand_tweets_reach_their_floors(
    found: dict[str, Labelled], measured: dict[str, Quality]
) -> None:
    assert measured["airline"].f1 >= 0.83
    assert measured["preotiuc"].f1 >= 0.68
    assert quality(directed(found["preotiuc"]), THRESHOLD).f1 >= 0.80


def test_a_confidence_means_what_it_says(found: dict[str, Labelled]) -> None:
    assert calibration_error([found[name] for name in REST]) <= 0.06
