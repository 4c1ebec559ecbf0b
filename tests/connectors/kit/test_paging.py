"""Paging: no poll runs for ever, and what cannot be read any more is told. That all is heard: `test_reading_on.py`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

import pytest

from connectors.contract import Cursor, Mention, MentionKey, Page
from connectors.kit.cursor import load
from connectors.kit.paging import MOST_HOLES, Batch, Hole, Progress, TokenLostError, newest_first
from tests.connectors.contract import NOW

OVERLAP = 10


@dataclass
class Place:
    """A place that answers newest first, `per_page` at a time; its tokens are marks, or page numbers that shift."""

    per_page: int
    by_number: bool = False
    posts: list[tuple[int, int]] = field(default_factory=list)

    def post(self, mark: int) -> None:
        """Show one more post of the time `mark`."""
        self.posts.append((mark, len(self.posts)))

    def fetch(self, token: str | None) -> Batch:
        """Answer the top, or the page at `token`."""
        newest = sorted(self.posts, reverse=True)
        start = 0 if token is None else int(token) if self.by_number else self._start(newest, token)
        shown = newest[start : start + self.per_page]
        rest = newest[start + self.per_page :]
        older = None if not rest else str(start + self.per_page) if self.by_number else f"{rest[0][0]}:{rest[0][1]}"
        # The order within a page is not to be relied on.
        page = Page(mentions=tuple(mention(number) for _, number in reversed(shown)))
        return Batch(page=page, marks=tuple(mark for mark, _ in reversed(shown)), older=older)

    def _start(self, newest: list[tuple[int, int]], token: str) -> int:
        mark, number = map(int, token.split(":"))
        return sum(1 for post in newest if post > (mark, number))


def mention(number: int) -> Mention:
    """A mention that is known by its number."""
    return Mention(key=MentionKey(platform="place", scope="", native_id=str(number)), text="x", posted_at=NOW)


def poll(place: Place, cursor: Cursor | None) -> Iterator[Page]:
    """Poll as a source does."""
    progress = Progress() if cursor is None else load(Progress, cursor)
    return newest_first(place.fetch, progress, overlap=OVERLAP)


def numbers(page: Page) -> set[int]:
    """Which posts a page holds."""
    return {int(one.key.native_id) for one in page.mentions}


def test_the_first_run_reads_to_the_end_and_leaves_no_hole_where_it_is_stopped() -> None:
    place = Place(2)
    for mark in range(10):
        place.post(mark * 100)
    pages = list(poll(place, None))
    assert len(pages) == 5
    assert not any(page.more for page in pages)
    assert pages[0].cursor is not None
    assert load(Progress, pages[0].cursor) == Progress(high=900, settled=900)


def test_more_says_that_the_cursor_leads_to_further_pages() -> None:
    place = Place(2)
    place.post(0)
    (first,) = poll(place, None)
    for mark in range(100, 105):
        place.post(mark)
    assert [page.more for page in poll(place, first.cursor)] == [True, True, False]


def test_a_caller_that_always_stops_early_still_comes_to_the_end() -> None:
    place = Place(3)
    place.post(0)
    *_, page = poll(place, None)
    for mark in range(1, 60):
        place.post(mark)
    heard = {0}
    for _ in range(30):
        for taken in islice(poll(place, page.cursor), 2):
            page, heard = taken, heard | numbers(taken)
    assert heard == set(range(60))


def test_a_token_that_leads_in_a_circle_ends() -> None:
    place = Batch(page=Page(mentions=(mention(1),)), marks=(50,), older="again")
    assert len(list(newest_first(lambda _: place, Progress(), overlap=1))) == 2
    assert len(list(newest_first(lambda _: place, Progress(high=1), overlap=1))) == 2


def test_a_token_that_the_place_forgot_is_told_as_a_gap() -> None:
    def fetch(token: str | None) -> Batch:
        if token:
            raise TokenLostError("it has expired")
        return Batch(page=Page(mentions=(mention(1),)), marks=(9,))

    pages = list(newest_first(fetch, Progress(high=5, holes=(Hole(token="old", floor=2),)), overlap=1))
    assert pages[-1].gap == "older pages can no longer be reached: it has expired"
    assert not pages[-1].more


def test_a_mark_in_the_future_does_not_become_the_highest() -> None:
    batch = Batch(page=Page(), marks=(5, 9999))
    (page,) = newest_first(lambda _: batch, Progress(), overlap=1, ceiling=10)
    assert page.cursor is not None
    assert load(Progress, page.cursor).high == 5


def test_a_large_id_stays_exact_in_the_cursor() -> None:
    batch = Batch(page=Page(), marks=(116_000_000_000_000_001,))
    (page,) = newest_first(lambda _: batch, Progress(), overlap=1)
    assert page.cursor is not None
    assert load(Progress, page.cursor).high == 116_000_000_000_000_001


def test_a_cursor_stays_small_however_many_holes_there_are() -> None:
    holes = tuple(Hole(token=str(number), floor=number) for number in range(MOST_HOLES, 0, -1))
    batch = Batch(page=Page(), marks=(999,), older="new")
    page = next(newest_first(lambda _: batch, Progress(high=500, holes=holes), overlap=1))
    assert page.cursor is not None
    kept = load(Progress, page.cursor).holes
    assert len(kept) == MOST_HOLES
    assert kept[-1] == Hole(token="2", floor=1)


@pytest.mark.parametrize("per_page", [1, 7])
def test_an_empty_place_is_one_empty_page(per_page: int) -> None:
    (page,) = poll(Place(per_page), None)
    assert page.mentions == ()
    assert not page.more
