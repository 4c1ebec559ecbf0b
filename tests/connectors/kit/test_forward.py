"""Reading oldest first, where nothing changes. That all is heard whatever does: `test_reading_on.py`."""

from connectors.contract import Page
from connectors.kit.cursor import load
from connectors.kit.forward import Forward, Stretch, oldest_first


def poll(marks: list[float], progress: Forward, *, now: float = 1e9) -> Forward:
    """Poll a place where something changed at `marks`; return where it is settled."""

    def ask(since: float | None, number: int) -> Stretch:
        assert number == 1
        return Stretch(page=Page(), marks=tuple(mark for mark in marks if mark >= (since or 0)), full=False)

    (page,) = oldest_first(ask, progress, overlap=10, now=now)
    assert page.cursor is not None
    return load(Forward, page.cursor)


def test_a_poll_that_finds_nothing_goes_no_way_back() -> None:
    assert poll([500.0], Forward()) == Forward(since=500.0)
    assert poll([], Forward(since=500.0)) == Forward(since=500.0)


def test_what_comes_to_a_place_where_nothing_was_is_new_whenever_it_is_dated() -> None:
    empty = poll([], Forward())
    assert empty == Forward(since=0.0)
    assert poll([7.0], empty) == Forward(since=7.0)


def test_a_time_that_is_still_to_come_hides_nothing() -> None:
    assert poll([99_999.0], Forward(since=500.0), now=1000.0) == Forward(since=1000.0)
