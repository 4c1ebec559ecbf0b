"""Places without an order that could be relied on: whatever happens while they are read, every change is heard."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Cursor, Mention, MentionKey, Page
from connectors.kit.cursor import load
from connectors.kit.drain import Depth, Drained, drained
from connectors.kit.paging import Batch, TokenLostError
from connectors.kit.times import parse_time

DEPTH = Depth(overlap=0, first=10_000)


@dataclass
class Shop:
    """Items by name and when each last changed. What changes goes to the end, or to the front, of its list."""

    size: int
    front: bool
    now: float = 1_800_000_000.0
    items: dict[int, float] = field(default_factory=dict)
    lost: bool = False

    def change(self, name: int) -> None:
        self.now += 1
        kept = {other: at for other, at in self.items.items() if other != name}
        self.items = {name: self.now, **kept} if self.front else {**kept, name: self.now}

    def ask(self, start: float, token: str | None) -> Batch:
        if token and self.lost:
            self.lost = False
            raise TokenLostError("gone")
        found = [(name, at) for name, at in self.items.items() if at >= start]
        first = int(token or 0)
        part = found[first : first + self.size]
        page = Page(mentions=tuple(_mention(name, at) for name, at in part))
        older = str(first + self.size) if len(found) > first + self.size else None
        return Batch(page=page, marks=tuple(at for _, at in part), older=older)


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.one_of(st.integers(0, 9), st.sampled_from(["page", "lose"])), max_size=40),
    size=st.integers(1, 4),
    front=st.booleans(),
)
def test_every_change_is_heard_however_reading_is_interrupted(steps: list[int | str], size: int, front: bool) -> None:
    shop, heard, cursor = Shop(size=size, front=front), dict[str, float](), _poll(Shop(size=1, front=True), None, {})
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
