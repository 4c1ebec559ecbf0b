"""Places without an order that could be relied on: whatever happens while they are read, every change is heard."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Cursor, Mention, MentionKey, Page
from connectors.kit.cursor import load
from connectors.kit.drain import Depth, Drained, drained
from connectors.kit.paging import Batch, TokenLostError
from connectors.kit.times import parse_time

DEPTH = Depth(overlap=0, first=10_000)


ORDERS: dict[str, Callable[[int, float], float]] = {
    "by id": lambda name, _: name,
    "oldest first": lambda _, at: at,
    "newest first": lambda _, at: -at,
}


@dataclass
class Shop:
    """Items by name and when each last changed. A page's token is where the page before it ended in the order."""

    size: int
    order: str
    now: float = 1_800_000_000.0
    items: dict[int, float] = field(default_factory=dict)
    lost: bool = False

    def change(self, name: int) -> None:
        self.now += 1
        self.items[name] = self.now

    def ask(self, start: float, token: str | None) -> Batch:
        if token and self.lost:
            self.lost = False
            raise TokenLostError("gone")
        place = ORDERS[self.order]
        found = sorted((place(name, at), name) for name, at in self.items.items() if at >= start)
        rest = [one for one in found if token is None or one[0] > float(token)]
        part = rest[: self.size]
        page = Page(mentions=tuple(_mention(name, self.items[name]) for _, name in part))
        older = str(part[-1][0]) if len(rest) > self.size else None
        return Batch(page=page, marks=tuple(self.items[name] for _, name in part), older=older)


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.one_of(st.integers(0, 9), st.sampled_from(["page", "lose"])), max_size=30),
    size=st.integers(1, 4),
    order=st.sampled_from(sorted(ORDERS)),
)
def test_every_change_is_heard_however_reading_is_interrupted(steps: list[int | str], size: int, order: str) -> None:
    shop, heard = Shop(size=size, order=order), dict[str, float]()
    cursor = _poll(shop, None, {})
    for step in [*steps, "page", "all"]:
        if isinstance(step, int):
            shop.change(step)
        elif step == "lose":
            shop.lost = True
        else:
            cursor = _poll(shop, cursor, heard, most=1 if step == "page" else 1000)
    shop.now += 1
    _poll(shop, _poll(shop, cursor, heard), heard)
    assert heard == {str(name): at for name, at in shop.items.items()}


def _poll(shop: Shop, cursor: Cursor | None, heard: dict[str, float], most: int = 1000) -> Cursor | None:
    progress = Drained(since=None) if cursor is None else load(Drained, cursor)
    for _, page in zip(range(most), drained(shop.ask, progress, now=shop.now, depth=DEPTH), strict=False):
        cursor = page.cursor
        for mention in page.mentions:
            name = mention.key.native_id
            heard[name] = max(heard.get(name, 0), mention.posted_at.timestamp())
    return cursor


def _mention(name: int, at: float) -> Mention:
    moment = parse_time(at)
    assert moment is not None
    return Mention(key=MentionKey(platform="shop", scope="", native_id=str(name)), text="", posted_at=moment)
