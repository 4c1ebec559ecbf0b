"""Thresholds that keep alerts to so many a day, or misses to one in so many; and what small numbers can tell."""

from datetime import UTC, datetime

import pytest

from monitor.domain.intervals import Stratum, drift, total, wilson
from monitor.domain.labels import How, Labelled
from monitor.domain.thresholds import for_alerts, for_misses

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SCORES = [place / 100 for place in range(100)]


def said(score: float, *, yes: bool, how: How = How.CLICK, weight: float = 1.0) -> Labelled:
    return Labelled(
        mention_id=1, brand="b", source="s", at=NOON, yes=yes, how=how, weight=weight, score=score, flagged=True
    )


def test_a_threshold_lets_at_most_so_many_alerts_through() -> None:
    found = for_alerts(SCORES, 10, [], 2)
    assert (found.threshold, found.alerts_a_day, found.reached) == (0.8, 2.0, True)
    assert for_alerts([0.9] * 50, 10, [], 2).alerts_a_day == 0
    assert for_alerts(SCORES, 10, [], 50).threshold == 0.0
    assert for_alerts(SCORES, 10, [], 50, least=0.4).threshold == 0.4


def test_the_team_s_clicks_say_how_many_of_them_would_be_right() -> None:
    labels = [said(0.9, yes=True), said(0.85, yes=False), said(0.3, yes=True)]
    found = for_alerts(SCORES, 10, labels, 2)
    assert (found.precision.count, found.precision.of) == (1, 2)
    assert found.recall.share == pytest.approx(0.5)


def test_a_threshold_misses_at_most_one_in_so_many() -> None:
    labels = [said(place / 10, yes=True) for place in range(1, 11)]
    found = for_misses(SCORES, 10, labels, 5, alert=0.6)
    assert found.threshold == 0.3
    assert (found.cases_a_day, found.alerts_a_day) == (7.0, 4.0)
    assert found.recall.share == pytest.approx(0.8)


def test_a_miss_that_the_audit_found_stands_for_many() -> None:
    labels = [*(said(0.9, yes=True) for _ in range(20)), said(0.2, yes=True, how=How.AUDIT, weight=30)]
    assert for_misses(SCORES, 10, labels, 10, alert=0.6).threshold == 0.2


def test_without_labels_nothing_is_known_of_misses() -> None:
    assert not for_misses(SCORES, 10, [], 10, alert=0.6).reached


def test_small_numbers_have_wide_intervals() -> None:
    few, many = wilson(3, 4), wilson(300, 400)
    assert (few.share, many.share) == (0.75, 0.75)
    assert (round(few.low, 2), round(few.high, 2)) == (0.3, 0.95)
    assert many.high - many.low < 0.09
    assert wilson(0, 0).share is None


def test_misses_are_estimated_from_what_was_drawn_of_each_stratum() -> None:
    found = total([Stratum(population=100, read=10, found=2), Stratum(population=1000, read=10, found=0)])
    assert found is not None
    assert found.number == 20
    assert found.low < 20 < found.high < 320
    assert total([Stratum(population=100, read=0, found=0)]) is None


def test_drift_is_seen() -> None:
    assert (drift([50, 50], [500, 500]) or 0) < 0.01
    assert (drift([90, 10], [500, 500]) or 0) > 0.25
    assert drift([0, 0], [1, 1]) is None
