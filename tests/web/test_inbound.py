"""Where platforms push: the bytes as they came go to whoever takes them, and his answer goes back."""

from dataclasses import dataclass, field

import pytest

from connectors.contract import Pushed
from monitor.store.database import Database, StoreUnavailable
from monitor.web.inbound import MOST_BYTES
from tests.web.pages import Browser, an_app


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    text: str


@dataclass(slots=True)
class Taker:
    """Takes everything, and remembers it."""

    taken: list[tuple[str, Pushed]] = field(default_factory=list)
    down: bool = False

    def __call__(self, source: str, pushed: Pushed) -> Said:
        if self.down:
            raise StoreUnavailable("it is locked")
        self.taken.append((source, pushed))
        return Said(200, "thanks")


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
def platform(sqlite_db: Database, taker: Taker) -> Browser:
    return Browser(an_app(sqlite_db, take_push=taker))


def test_a_delivery_is_handed_over_as_it_came(platform: Browser, taker: Taker) -> None:
    answer = platform.request("POST", "/in/shop%20one?x=1", content=b"\x00\xff{}", headers={"X-Signature": "abc"})
    assert (answer.status_code, answer.text) == (200, "thanks")
    [(source, pushed)] = taker.taken
    assert source == "shop one"
    assert (pushed.method, pushed.body, pushed.query) == ("POST", b"\x00\xff{}", {"x": "1"})
    assert pushed.headers["x-signature"] == "abc"


def test_a_question_comes_by_get(platform: Browser, taker: Taker) -> None:
    assert platform.get("/in/shop?hub.challenge=42").status_code == 200
    assert taker.taken[0][1].query == {"hub.challenge": "42"}


def test_what_is_too_large_is_not_read_to_its_end(platform: Browser, taker: Taker) -> None:
    assert platform.request("POST", "/in/shop", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert taker.taken == []


def test_while_the_store_is_away_the_platform_is_to_come_again(platform: Browser, taker: Taker) -> None:
    taker.down = True
    assert platform.request("POST", "/in/shop", content=b"{}").status_code == 503
