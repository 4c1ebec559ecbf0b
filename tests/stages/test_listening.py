"""Listening: one connection a line, and nobody left in the dark about one that is down."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from alerts.contract import Refused
from alerts.interactive import Take
from monitor.domain.delivery import Delivery, DeliveryKind
from monitor.stages.clock import FrozenClock
from monitor.stages.listening import Listening
from monitor.stages.wordings import Wordings
from monitor.store import listeners, outbox
from monitor.store.database import Database
from tests.room import NOON
from tests.web.pages import a_browser

MINUTE = timedelta(minutes=1)


@dataclass
class Line:
    """A channel on a line that stands or is down."""

    line: str | None
    connected: bool = True
    refuses: bool = False
    takes: list[Take] = field(default_factory=list)
    closed: int = 0

    def listen(self, take: Take) -> "Line":
        if self.refuses:
            raise Refused("invalid_auth")
        self.takes.append(take)
        return self

    def close(self) -> None:
        self.closed += 1


class Ears:
    """The stage over some lines, looked at by hand."""

    def __init__(self, db: Database, **channels: Line) -> None:
        self.db = db
        self.clock = FrozenClock(NOON, threading.Event())
        self.stage = Listening(db, channels, lambda name: lambda _press: {"from": name}, self.clock, operators="ops")
        self.stage.begin()

    def after(self, length: timedelta) -> list[str]:
        """Look after a while; return what waits to be told."""
        self.clock._at += length
        self.stage.look()
        with self.db.write() as tx:
            told = []
            while (delivery := outbox.claim(tx, "ops", self.clock.now())) is not None:
                told.append(self._worded(delivery))
                outbox.mark_sending(tx, delivery, self.clock.now())
        return told

    def _worded(self, delivery: Delivery) -> str:
        assert delivery.kind is DeliveryKind.TROUBLE
        wordings = Wordings(mask=str, web_url=None, zone=NOON.tzinfo)  # type: ignore[arg-type]
        with self.db.read() as tx:
            notice = wordings(tx, delivery, self.clock.now())
        return "" if notice is None else notice.title


def test_channels_of_one_line_share_a_connection_and_those_without_have_none(db: Database) -> None:
    cx, app, ops, mute = Line("A1"), Line("A1"), Line("A2"), Line(None)
    ears = Ears(db, cx=cx, app=app, ops=ops, mute=mute)
    assert [len(one.takes) for one in (cx, app, ops, mute)] == [1, 0, 1, 0]
    assert cx.takes[0](None) == {"from": "cx"}  # type: ignore[arg-type]
    ears.stage.close()
    assert [one.closed for one in (cx, app, ops, mute)] == [1, 0, 1, 0]


def test_a_connection_that_is_down_for_a_minute_is_told_once_and_shown(db: Database) -> None:
    cx = Line("A1")
    ears = Ears(db, cx=cx)
    assert ears.after(MINUTE / 2) == []
    cx.connected = False
    assert ears.after(MINUTE / 2) == []
    assert ears.after(MINUTE * 1.5) == ["The connection of the channel cx needs a person"]
    assert ears.after(MINUTE) == []
    with db.read() as tx:
        assert listeners.trouble_of(tx, "cx", ears.clock.now()) is not None
    ears.stage.close()


def test_health_is_red_while_presses_do_not_arrive(db: Database) -> None:
    with db.write() as tx:
        listeners.note(tx, "cx", connected=False, now=NOON)
        listeners.note(tx, "cx", connected=False, now=NOON + MINUTE * 59.5)
    checks = {one["check"]: one for one in a_browser(db).get("/healthz").json()["checks"]}
    assert not checks["socket"]["ok"]
    assert "the connection of cx has been down for 1 h" in checks["socket"]["says"]


def test_one_process_that_hears_is_enough(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.write() as tx:
        listeners.note(tx, "cx", connected=False, now=NOON)
        monkeypatch.setattr(listeners, "PROCESS", "another")
        for minutes in (0, 5):
            listeners.note(tx, "cx", connected=True, now=NOON + MINUTE * minutes)
        assert listeners.trouble_of(tx, "cx", NOON + MINUTE * 5) is None
        assert listeners.trouble_of(tx, "cx", NOON + MINUTE * 8) is not None, "both were not seen for long"


def test_who_stops_listening_on_purpose_is_no_trouble(db: Database) -> None:
    ears = Ears(db, cx=Line("A1"))
    ears.after(MINUTE)
    ears.stage.close()
    with db.read() as tx:
        assert listeners.heard(tx) == []
        assert listeners.trouble_of(tx, "cx", NOON + MINUTE * 60) is None


def test_a_channel_that_refuses_to_be_heard_stops_no_other(db: Database) -> None:
    bad, good = Line("A1", refuses=True), Line("A2")
    ears = Ears(db, bad=bad, good=good)
    assert len(good.takes) == 1
    ears.stage.close()
