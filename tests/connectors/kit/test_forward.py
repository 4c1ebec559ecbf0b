"""Reading oldest first: whatever changes while it is read, everything is told."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Cursor, Mention, MentionKey, Page
from connectors.kit.cursor import load
from connectors.kit.forward import Forward, Stretch, oldest_first
from connectors.kit.times import parse_time

SIZE = 3


class Place:
    """Items by name, each with the second of its last change."""

    def __init__(self) -> None:
        self.changed: dict[str, int] = {}

    def ask(self, since: float | None, number: int) -> Stretch:
        known = sorted((at, name) for name, at in self.changed.items() if since is None or at >= since)
        ordered = known[::-1] if since is None else known
        part = ordered[(number - 1) * SIZE : number * SIZE]
        page = Page(mentions=tuple(_mention(name, at) for at, name in part))
        return Stretch(page=page, marks=tuple(float(at) for at, _ in part), full=len(part) == SIZE)


def _mention(name: str, at: int) -> Mention:
    moment = parse_time(1_700_000_000 + at)
    assert moment is not None
    key = MentionKey(platform="place", scope="", native_id=name)
    return Mention(key=key, text=str(at), posted_at=moment)


def poll(place: Place, cursor: Cursor | None, most: int, meanwhile: Callable[[], None]) -> list[Page]:
    progress = Forward() if cursor is None else load(Forward, cursor)
    pages = []
    for page, _ in zip(oldest_first(place.ask, progress, overlap=1), range(most), strict=False):
        pages.append(page)
        meanwhile()
    return pages


@settings(max_examples=60, deadline=None)
@given(
    changes=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 3)), max_size=40),
    most=st.integers(1, 4),
)
def test_the_last_words_of_each_item_are_told(changes: list[tuple[int, int]], most: int) -> None:
    place, now, left = Place(), 100, list(changes)

    def change() -> None:
        nonlocal now
        for _ in range(min(2, len(left))):
            item, pause = left.pop()
            now += pause
            place.changed[f"item {item}"] = now

    place.changed["first"] = now
    heard: dict[str, str] = {}
    cursor: Cursor | None = None
    for _ in range(80):
        for page in poll(place, cursor, most, change):
            heard |= {mention.key.native_id: mention.text for mention in page.mentions}
            cursor = page.cursor
    assert heard == {name: str(at) for name, at in place.changed.items()}


def test_a_poll_that_finds_nothing_goes_no_way_back() -> None:
    place = Place()
    place.changed["one"] = 500
    (first,) = poll(place, None, 9, lambda: None)
    del place.changed["one"]
    (second,) = poll(place, first.cursor, 9, lambda: None)
    assert second.cursor == first.cursor
