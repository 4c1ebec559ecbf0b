"""Reading on, by every way that the kit has: whatever happens in between, all is heard, and each edit is seen.

People post, edit and delete before and between the pages of a poll; the place fails at any request; the caller stops
after any page, or dies and starts again with what it saved last. A place whose pages have numbers is the exception:
where something is deleted while it is read, all behind it moves up by one, and what moves over a page's edge is not
seen before it changes. So there nothing is deleted here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Cursor, Mention, MentionKey, Page, Unavailable
from connectors.kit.cursor import load
from connectors.kit.forward import Forward, Stretch, oldest_first
from connectors.kit.paging import Batch, Progress, newest_first
from connectors.kit.rounds import in_rounds
from tests.connectors.contract import NOW

LAG = 3
"""How late a post or a change may be shown, in the place's own time."""
OVERLAP = LAG + 1


@dataclass(slots=True)
class Item:
    """A post: `at` it was posted, `changed` it was last edited."""

    number: int
    at: int
    changed: int
    words: str = "0"


@dataclass
class Place:
    """What stands there. Before it answers a request, what is to happen `between` happens."""

    size: int
    clock: int = 1000
    made: int = 0
    items: dict[int, Item] = field(default_factory=dict)
    between: list["Deed"] = field(default_factory=list)
    fails_in: int | None = None

    def ask(self) -> None:
        """Take note of a request, and let the world go on."""
        if self.fails_in is not None:
            self.fails_in -= 1
            if self.fails_in < 0:
                raise Unavailable("the place is down")
        for deed in self.between[:2]:
            deed(self)
        del self.between[:2]

    def newest(self, of: str, numbered: bool, stream: int | None, token: str | None) -> Batch:
        """Answer newest first by posting or by change; tokens are an item's place in time, or a page's number."""
        self.ask()
        known = [one for one in self.items.values() if stream is None or one.number % 2 == stream]
        shown = sorted(((getattr(one, of), one.number) for one in known), reverse=True)
        start = 0
        if token is not None:
            mark, number = map(int, token.split(":"))
            start = number if numbered else sum(one > (mark, number) for one in shown)
        part, rest = shown[start : start + self.size], shown[start + self.size :]
        older = f"0:{start + self.size}" if numbered else f"{rest[0][0]}:{rest[0][1]}" if rest else None
        page = Page(mentions=tuple(self._mention(number) for _, number in reversed(part)))
        return Batch(page=page, marks=tuple(mark for mark, _ in reversed(part)), older=older if rest else None)

    def unordered(self, token: str | None) -> Batch:
        """Answer in the order of ids, which says nothing of time."""
        self.ask()
        known = sorted(self.items)
        part = [one for one in known if one >= int(token or 0)]
        page = Page(mentions=tuple(self._mention(number) for number in part[: self.size]))
        older = str(part[self.size]) if len(part) > self.size else None
        marks = tuple(self.items[number].at for number in part[: self.size])
        return Batch(page=page, marks=marks, older=older, newest_first=False)

    def since(self, moment: float | None, number: int) -> Stretch:
        """Answer what changed since a moment, oldest first; all of it newest first without one."""
        self.ask()
        known = sorted((one.changed, one.number) for one in self.items.values() if one.changed >= (moment or 0))
        ordered = known[::-1] if moment is None else known
        part = ordered[(number - 1) * self.size : number * self.size]
        page = Page(mentions=tuple(self._mention(one) for _, one in part))
        return Stretch(page=page, marks=tuple(float(mark) for mark, _ in part), full=len(part) == self.size)

    def _mention(self, number: int) -> Mention:
        key = MentionKey(platform="place", scope="", native_id=str(number))
        return Mention(key=key, text=self.items[number].words, posted_at=NOW)


Deed = Callable[[Place], None]


def post(late: int, place: Place) -> None:
    """Show one more post, up to `LAG` late."""
    place.clock += 1
    place.made += 1
    place.items[place.made] = Item(number=place.made, at=place.clock - late, changed=place.clock - late)


def edit(which: int, late: int, place: Place) -> None:
    """Change the words of one."""
    place.clock += 1
    found = list(place.items.values())
    if found:
        one = found[which % len(found)]
        one.words, one.changed = str(int(one.words) + 1), max(place.clock - late, one.changed)


def delete(which: int, place: Place) -> None:
    """Take one away."""
    if place.items:
        del place.items[list(place.items)[which % len(place.items)]]


Way = Callable[[Place, Cursor | None], Iterator[Page]]


def _newest(of: str, numbered: bool, place: Place, since: Cursor | None, stream: int | None = None) -> Iterator[Page]:
    progress = Progress() if since is None else load(Progress, since)
    fetch = partial(place.newest, of, numbered, stream)
    return newest_first(fetch, progress, overlap=OVERLAP, ceiling=place.clock)


def _unordered(place: Place, since: Cursor | None) -> Iterator[Page]:
    progress = Progress() if since is None else load(Progress, since)
    return newest_first(place.unordered, progress, overlap=OVERLAP)


def _forward(place: Place, since: Cursor | None) -> Iterator[Page]:
    return oldest_first(
        place.since, Forward() if since is None else load(Forward, since), overlap=OVERLAP, now=place.clock
    )


def _rounds(place: Place, since: Cursor | None) -> Iterator[Page]:
    return in_rounds(("0", "1"), since, lambda name, at: _newest("changed", False, place, at, int(name)))


BY_POST: dict[str, Way] = {
    "newest first, with anchors": partial(_newest, "at", False),
    "newest first, with numbers": partial(_newest, "at", True),
}
BY_CHANGE: dict[str, Way] = {
    "last changed first": partial(_newest, "changed", False),
    "in no order": _unordered,
    "oldest change first": _forward,
    "several searches": _rounds,
}

late = st.integers(0, LAG)
which = st.integers(0, 30)
POST = late.map(lambda one: partial(post, one))
EDIT = st.tuples(which, late).map(lambda one: partial(edit, *one))
DELETE = which.map(lambda one: partial(delete, one))


Story = list[tuple[list[Deed], list[Deed], int, int | None]]


def rounds(deed: st.SearchStrategy[Deed]) -> st.SearchStrategy[Story]:
    """What happens before and during each poll, how many pages it takes, and at which request the place fails."""
    one = st.tuples(
        st.lists(deed, max_size=8), st.lists(deed, max_size=6), st.integers(1, 4), st.none() | st.integers(0, 3)
    )
    return st.lists(one, max_size=10)


def lived(way: Way, size: int, story: Story) -> tuple[Place, dict[str, str], str]:
    """Play a story and three calm polls; return the place, the last words heard of each post, and the last cursor."""
    place, heard = Place(size), dict[str, str]()
    cursor: Cursor | None = None
    post(0, place)
    for before, between, most, fails_in in [([], [], 99, None), *story, *3 * [([], [], 999, None)]]:
        for deed in before:
            deed(place)
        place.between, place.fails_in = list(between), fails_in
        try:
            for page, _ in zip(way(place, cursor), range(most), strict=False):
                heard |= {mention.key.native_id: mention.text for mention in page.mentions}
                cursor = page.cursor
        except Unavailable:
            continue
    return place, heard, cursor or ""


EVERY_WAY = pytest.mark.parametrize("name", [*BY_POST, *BY_CHANGE])


@EVERY_WAY
@settings(max_examples=40)
@given(data=st.data(), size=st.integers(1, 4))
def test_every_post_is_heard_and_each_edit_seen(name: str, data: st.DataObject, size: int) -> None:
    tell(name, data, size)


@pytest.mark.soak
@EVERY_WAY
@settings(max_examples=2000, derandomize=False)
@given(data=st.data(), size=st.integers(1, 4))
def test_it_holds_for_long(name: str, data: st.DataObject, size: int) -> None:
    tell(name, data, size)


def tell(name: str, data: st.DataObject, size: int) -> None:
    """Live through a story, and compare what was heard with what stands there at its end."""
    numbered = name.endswith("numbers")
    deeds = st.one_of(POST, EDIT) if numbered else st.one_of(POST, POST, EDIT, DELETE)
    place, heard, cursor = lived((BY_POST | BY_CHANGE)[name], size, data.draw(rounds(deeds)))
    assert {str(number) for number in place.items} <= heard.keys()
    assert '"holes":[{' not in cursor
    if name in BY_CHANGE:
        said = {str(number): one.words for number, one in place.items.items()}
        assert {number: heard[number] for number in said} == said
