"""Times: every way they are written, in UTC, or none."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from connectors.kit.times import parse_time

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-22T12:00:00Z",
        "2026-11-22T12:00:00.000Z",
        "2026-11-22T14:00:00+02:00",
        "2026-11-22 12:00:00",
        "2026-11-22T12:00Z",
        "20261122T120000Z",
        " 2026-11-22T12:00:00Z ",
        "2026/11/22 12:00:00",
        "Sun, 22 Nov 2026 12:00:00 UTC",
        "Sun, 22 Nov 2026 17:30:00 +0530",
        "Sun, 22 Nov 2026 08:30:00 -0330",
        "Sun, 22 Nov 2026 12:00:00 GMT",
        "Sun, 22 Nov 2026 07:00:00 EST",
        "22 Nov 2026 13:00 +0100",
        "Sun, 22 Nov 26 12:00:00 +0000",
        str(int(NOON.timestamp())),
        NOON.timestamp(),
        int(NOON.timestamp() * 1000),
        int(NOON.timestamp() * 1_000_000),
        NOON.astimezone(timezone(timedelta(hours=9))),
        NOON.replace(tzinfo=None),
    ],
)
def test_times_are_understood(written: object) -> None:
    found = parse_time(written)
    assert found == NOON
    assert found.utcoffset() == timedelta(0)


def test_a_date_of_one_figure_each() -> None:
    assert parse_time("2020/1/9 14:33:00") == datetime(2020, 1, 9, 14, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        *("Sun, 22 Nix 2026 12:00:00 GMT", "Sun, 31 Feb 2026 12:00:00 GMT", "2026/13/45", "-", "+", "."),
        *(None, "", "yesterday", "not a date", True, [], {}, b"2026", "x" * 10_000),
        *(0, -1, float("nan"), float("inf"), 1e300, 10**30, "nan", "1e400"),
        *(
            "0000-00-00T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "99999-01-01",
            "1899-01-01",
        ),
        "Sun, 32 Nov 2026 99:99:99 GMT",
    ],
)
def test_what_is_no_time_is_none(written: object) -> None:
    assert parse_time(written) is None
