"""How long a source was silent, told from the pauses between its good polls."""

from datetime import timedelta

from monitor.domain.silence import silent

HOUR = timedelta(hours=1)


def test_for_a_source_asked_every_few_minutes_each_long_pause_is_silence():
    assert silent([5 * HOUR, 61 * HOUR], short_pauses=900) == 66 * HOUR


def test_a_source_asked_daily_is_silent_only_where_days_are_missing():
    assert silent([24 * HOUR] * 4 + [72 * HOUR], short_pauses=0) == 72 * HOUR
    assert silent([24 * HOUR] * 7, short_pauses=1) == timedelta()


def test_a_source_heard_once_in_a_week_was_silent_for_the_rest():
    assert silent([80 * HOUR, 88 * HOUR], short_pauses=0) == 168 * HOUR


def test_a_source_without_a_long_pause_was_never_silent():
    assert silent([], short_pauses=2000) == timedelta()
