"""The stream of events: told to everybody who may hear it, once, and without a gap."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from monitor.access import login
from monitor.domain.access import Limits
from monitor.domain.act import Acknowledge
from monitor.domain.case import Case
from monitor.domain.happening import HappeningKind
from monitor.domain.people import Role
from monitor.store import cases, happenings, keyrings, users
from monitor.store.database import Database
from monitor.web import feed
from monitor.web.api import events
from monitor.web.serve import listen, serve_on
from tests.store.seeds import LATER, NOON, Wanted, mention, open_case
from tests.web.api.program import a_program
from tests.web.pages import COOKIE, Browser, an_app, session_of, somebody

AIR = Limits(brands=frozenset({"Acme Air"}))
STREAM = {"Accept": "text/event-stream"}


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a stream, field by field, until `enough` says that no more is wanted."""

    lines: list[str]

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line.removeprefix("data: ")) for line in self.lines if line.startswith('data: {"')]

    @property
    def subjects(self) -> list[str]:
        return [f"{one['type']} {one['data']['subject']}" for one in self.told]


class Site:
    """The pages on a real socket."""

    def __init__(self, db: Database, address: str, token: str, stop: threading.Event) -> None:
        self.db = db
        self.stop = stop
        self.address = address
        self.token = token

    @contextmanager
    def stream(self, query: str = "", **headers: str) -> Iterator[Iterator[str]]:
        asked = {"Authorization": f"Bearer {self.token}", **STREAM, **headers}
        asked = {name.replace("_", "-"): value for name, value in asked.items() if value}
        with httpx.stream("GET", f"{self.address}/api/v1/events{query}", headers=asked, timeout=5) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream"), answer.read()
            yield answer.iter_lines()

    def hear(self, lines: Iterator[str], enough: Callable[[Heard], bool]) -> Heard:
        heard = Heard([])
        for line in lines:
            heard.lines.append(line)
            if not line and enough(heard):
                break
        return heard


@contextmanager
def serving(db: Database, token: str, **more: Any) -> Iterator[Site]:
    stop, listening = threading.Event(), listen("127.0.0.1", 0)
    app = an_app(db, base_url=None, stopping=stop.is_set, **more)  # type: ignore[arg-type]
    thread = threading.Thread(target=serve_on, args=(app, listening, stop))
    thread.start()
    try:
        yield Site(db, f"http://127.0.0.1:{listening.getsockname()[1]}", token, stop)
    finally:
        stop.set()
        thread.join(5)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(feed, "STEP", 0.01)


@pytest.fixture
def site(sqlite_db: Database) -> Iterator[Site]:
    with serving(sqlite_db, a_program(sqlite_db).token) as found:
        yield found


def acknowledge(db: Database, case: Case) -> None:
    with db.write() as tx:
        cases.act(tx, case.id, Acknowledge(), by="ana", now=LATER)


def test_what_happens_is_told_to_everybody_who_listens_as_it_happens(site: Site) -> None:
    open_case(site.db)  # before anybody listens
    with site.stream() as one, site.stream("?kind=case.acknowledged&kind=source.*&subject=C-2") as other:
        assert (next(one), next(one)) == ("retry: 3000", "")
        assert (next(other), next(other)) == ("retry: 3000", "")
        case = open_case(site.db, Wanted(mention=mention("r2")))
        acknowledge(site.db, case)
        everything = site.hear(one, lambda heard: len(heard.told) == 2)
        some = site.hear(other, lambda heard: len(heard.told) == 1)
    opened, acted = f"case.opened {case.public_id}", f"case.acknowledged {case.public_id}"
    assert (everything.subjects, some.subjects) == ([opened, acted], [acted])
    assert everything.lines[0] == f"id: {everything.told[0]['data']['id']}"
    assert everything.told[1] == {
        "type": "case.acknowledged",
        "timestamp": "2026-11-16T13:00:00Z",
        "data": {"id": "3", "subject": case.public_id, "brand": "Acme Air", "by": "ana"},
    }


def test_whoever_comes_back_is_told_what_came_since(site: Site) -> None:
    first, second = open_case(site.db), open_case(site.db, Wanted(mention=mention("r2")))
    with site.stream(Last_Event_ID="1") as lines:
        acknowledge(site.db, first)
        heard = site.hear(lines, lambda heard: len(heard.told) == 2)
    assert heard.subjects == [f"case.opened {second.public_id}", f"case.acknowledged {first.public_id}"]
    assert "event: missed" not in heard.lines
    with site.stream(Last_Event_ID="999") as lines:  # of a store that was since brought back from a copy
        assert "event: missed" in site.hear(lines, lambda heard: "data: {}" in heard.lines).lines


def test_nobody_hears_of_what_they_may_not_see(sqlite_db: Database) -> None:
    lead = somebody(sqlite_db, "Lea", Role.LEAD, limits=AIR)
    with serving(sqlite_db, a_program(sqlite_db, owner=lead).token) as site:
        with site.stream() as lines, site.stream("?brand=Acme+Rail") as none:
            next(lines), next(none)
            theirs = open_case(site.db, Wanted(brand="Acme Rail"))
            with site.db.write() as tx:
                happenings.add(tx, HappeningKind.SOURCE_FAILING, "play", NOON)
            mine = open_case(site.db, Wanted(mention=mention("r2")))
            heard = site.hear(lines, lambda heard: bool(heard.told))
        assert heard.subjects == [f"case.opened {mine.public_id}"]
        with site.stream(Last_Event_ID="0") as lines:
            again = site.hear(lines, lambda heard: bool(heard.told))
        assert theirs.public_id not in "".join(again.lines)


def test_a_stream_ends_with_the_session_and_keeps_none_from_ending(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LOOK_AGAIN", 0.05)
    vera = somebody(sqlite_db)
    session = session_of(sqlite_db, vera)
    with sqlite_db.read() as tx:
        begun = keyrings.sessions(tx, vera.id, LATER)[0]
    much_later = LATER + login.IDLE - timedelta(minutes=1)
    cookie = f"{COOKIE}={session}"
    with serving(sqlite_db, "", now=much_later) as site, site.stream(Authorization="", Cookie=cookie) as lines:
        assert ": still here" in site.hear(lines, lambda heard: ": still here" in heard.lines).lines
        with sqlite_db.write() as tx:
            assert keyrings.sessions(tx, vera.id, LATER)[0].seen_at == begun.seen_at
            keyrings.end_sessions(tx, vera.id)
        assert site.hear(lines, lambda _: False).told == []  # it ended


def test_what_a_page_asks_for_by_itself_is_no_use_of_a_session(sqlite_db: Database) -> None:
    vera = somebody(sqlite_db)
    page = Browser(an_app(sqlite_db, now=LATER + timedelta(hours=1)), session=session_of(sqlite_db, vera))

    def seen_after(**headers: str) -> Any:
        assert page.get("/cases", headers=headers).status_code == 200
        with sqlite_db.read() as tx:
            return keyrings.sessions(tx, vera.id, LATER)[0].seen_at

    assert seen_after(**{"X-By-Itself": "1"}) == LATER
    assert seen_after() == LATER + timedelta(hours=1)


def test_it_ends_with_the_service_and_with_limits_that_change(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LOOK_AGAIN", 0.05)
    lead = somebody(sqlite_db, "Lea", Role.LEAD)
    with serving(sqlite_db, a_program(sqlite_db, owner=lead).token) as site:
        with site.stream() as lines:
            next(lines)
            with sqlite_db.write() as tx:
                users.change(tx, lead.id, role=Role.LEAD, limits=AIR)
            site.hear(lines, lambda _: False)
        with site.stream() as lines:
            next(lines)
            site.stop.set()
            site.hear(lines, lambda _: False)


def test_one_token_may_not_take_every_place(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_OF_ONE", 1)
    address, headers = f"{site.address}/api/v1/events", {"Authorization": f"Bearer {site.token}", **STREAM}
    with site.stream() as lines:
        next(lines)
        refused = httpx.get(address, headers=headers)
    assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
    unknown = httpx.get(f"{address}?kind=case.open", headers=headers)
    assert (unknown.status_code, unknown.json()["errors"][0]["parameter"]) == (422, "kind")
    assert httpx.head(address, headers=headers).status_code == 200
