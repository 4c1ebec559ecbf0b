"""Several searches for one source: all are heard, however few pages a poll may read."""

from collections.abc import Iterator
from itertools import islice

from connectors.contract import Cursor, Page
from connectors.kit.rounds import in_rounds


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
