"""Several searches for one source: all are heard, however few pages a poll may read."""

from collections.abc import Iterator
from itertools import islice

import pytest

from connectors.contract import Cursor, Page, Refused, SourceError, Unavailable
from connectors.kit.rounds import Read, in_rounds


def read(search: str, since: Cursor | None) -> Iterator[Page]:
    """Three pages a search; the cursor counts them, and `gap` tells which page it is."""
    for number in range(int(since or 0) + 1, 4):
        yield Page(cursor=Cursor(str(number)), gap=f"{search}{number}", more=number < 3)


def polls(searches: list[str], most: int, times: int) -> list[list[str | None]]:
    """What each of several polls of `most` pages reads."""
    cursor, heard = None, []
    for _ in range(times):
        pages = list(islice(in_rounds(searches, cursor, read), most))
        heard.append([page.gap for page in pages])
        cursor = pages[-1].cursor if pages else cursor
    return heard


def test_one_after_the_other() -> None:
    pages = list(in_rounds(["a", "b"], None, read))
    assert [page.gap for page in pages] == ["a1", "a2", "a3", "b1", "b2", "b3"]
    assert [page.more for page in pages] == [True, True, True, True, True, False]


def test_a_poll_that_stops_goes_on_where_it_stopped() -> None:
    assert polls(["a", "b", "c"], 2, 5) == [["a1", "a2"], ["a3", "b1"], ["b2", "b3"], ["c1", "c2"], ["c3"]]


def test_a_new_search_begins_at_its_own_beginning_and_an_old_one_is_forgotten() -> None:
    *_, last = in_rounds(["a", "b"], None, read)
    pages = list(in_rounds(["b", "c"], last.cursor, read))
    assert [page.gap for page in pages] == ["c1", "c2", "c3"]
    assert "'a'" not in str(pages[-1].cursor).replace('"', "'")


def reading_but(**failing: Exception) -> Read:
    def reading(search: str, since: Cursor | None) -> Iterator[Page]:
        if search in failing:
            raise failing[search]
        yield from read(search, since)

    return reading


def heard_of(pages: Iterator[Page]) -> tuple[list[Page], SourceError | None]:
    heard: list[Page] = []
    try:
        heard.extend(pages)
    except SourceError as error:
        return heard, error
    return heard, None


def gaps(pages: list[Page]) -> str:
    return " ".join(str(page.gap) for page in pages)


@pytest.mark.parametrize(
    ("refused", "heard_first", "then"),
    [
        ("a", "b1 b2 b3 c1 c2 c3", "c1 c2 c3"),
        ("b", "a1 a2 a3 c1 c2 c3", "c1 c2 c3"),
        ("c", "a1 a2 a3 b1 b2 b3", "b1 b2 b3"),
    ],
)
def test_a_search_that_is_refused_keeps_no_other_from_being_heard(refused: str, heard_first: str, then: str) -> None:
    reading = reading_but(**{refused: Refused("no such group")})
    pages, error = heard_of(in_rounds("abc", None, reading))
    assert (gaps(pages), type(error)) == (heard_first, Refused)
    assert gaps(heard_of(in_rounds("abc", pages[2].cursor, reading))[0]) == then


def test_where_only_the_refused_one_is_left_of_a_round_the_next_begins() -> None:
    stopped_before_b = list(in_rounds("ab", None, read))[2].cursor
    pages, error = heard_of(in_rounds("abd", stopped_before_b, reading_but(b=Refused("no such group"))))
    assert (gaps(pages), type(error)) == ("d1 d2 d3", Refused)


def test_what_is_down_is_asked_no_further() -> None:
    pages, error = heard_of(in_rounds("abc", None, reading_but(b=Unavailable("not now"))))
    assert (gaps(pages), type(error)) == ("a1 a2 a3", Unavailable)
