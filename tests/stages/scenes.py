"""Monitors without sources: cases that were judged, what is said of them, and a channel that keeps it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from alerts.contract import Notice, Receipt
from monitor.domain.escalation import Ahead, Alarms, Step
from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.routing import Routing
from monitor.domain.score import Severity, Topic
from monitor.domain.shadow import LIVE
from monitor.domain.verdict import Verdict
from monitor.stages import grouping
from monitor.stages.alerting import Alerting
from monitor.stages.clock import FrozenClock
from monitor.stages.deliver import DeliverStage
from monitor.stages.grouping import NewCase
from monitor.stages.remind import RemindStage
from monitor.stages.reminding import Reminding
from monitor.stages.sending import Sender, Voice
from monitor.stages.wordings import Wordings
from monitor.store import cases, outbox
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from tests.domain.routes import department
from tests.store.seeds import NOON, Wanted, mention, open_many

HOUR, MINUTES = timedelta(hours=1), timedelta(minutes=1)
ALARMS = Alarms(
    ahead=(Ahead(share=0.5),),
    steps=(
        Step(after=timedelta(), to=("owner",)),
        Step(after=30 * MINUTES, to=("lead",), call="S1"),
    ),
    forgotten=4 * HOUR,
    hand_back=8 * HOUR,
    follow_up=timedelta(days=3),
)


def routing(**more: Any) -> Routing:
    support = department("support", channel="cx", lead="leads", alarms=ALARMS)
    return replace(Routing(fallback="cx", departments=(support,), channels={"cx": None, "leads": None}), **more)


@dataclass
class Wall:
    """A channel that keeps what it is told, by key; what is changed in place is kept too."""

    name: str
    said: dict[str, Notice] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    workspace: str = ""

    def post(self, notice: Notice) -> Receipt:
        self.posts.append(notice.key)
        self.said[notice.key] = notice
        return Receipt(channel=self.name, workspace=self.workspace, reference=f"ts-{notice.key}", posted_at=NOON)

    def revise(self, receipt: Receipt, notice: Notice) -> None:
        assert receipt.reference == f"ts-{notice.key}"
        self.said[notice.key] = notice

    @property
    def titles(self) -> list[str]:
        """Of all but the lists in the threads of incidents."""
        return [self.said[key].title for key in self.posts if ":list:" not in key]


@dataclass
class Scene:
    """Judges are played by `complain`; everything behind them is real."""

    db: Database
    routing: Routing = field(default_factory=routing)
    silences: tuple[Silence, ...] = ()
    walls: dict[str, Wall] = field(default_factory=lambda: {name: Wall(name) for name in ("cx", "leads", "legal")})
    heard: int = 0

    def complain(
        self,
        count: int = 1,
        *,
        now: datetime = NOON,
        severity: Severity = Severity.HIGH,
        topic: Topic = Topic.BILLING,
        replayed: bool = False,
        due_in: timedelta | None = 2 * HOUR,
    ) -> list[int]:
        """Open cases as the judge does, with the messages that tell of them; return their numbers."""
        wanted = [
            Wanted(
                mention=mention(f"r{self.heard + number}", author=f"u{self.heard + number}"),
                severity=severity,
                topic=topic,
                opened_at=now,
                due_at=None if due_in is None else now + due_in,
                posted=False,
            )
            for number in range(count)
        ]
        self.heard += count
        made = open_many(self.db, wanted)
        alerting = Alerting(self.routing, self.silences, LIVE)
        with self.db.write() as tx:
            acting = alerting.acting(tx, now)
            told = []
            for case, one in zip(made, wanted, strict=True):
                way = alerting.way(
                    one.mention, case.brand, verdict(severity, topic), source="play", department=None,
                    replayed=replayed, acting=acting, now=now,
                )  # fmt: skip
                told.append((case, way))
            known = [way.silence.mark if way.silence else None for _, way in told]
            placed = grouping.gather(
                tx,
                [
                    NewCase(case=case, mention=one.mention, live=mark is not None, known=mark)
                    for case, one, mark in zip(made, wanted, known, strict=True)
                ],
                now,
            )
            alerting.alert(tx, [(case, way) for case, (_, way) in zip(placed, told, strict=True)], now)
        return [case.id for case in made]

    def remind(self, now: datetime) -> int:
        return RemindStage(self.db, self.routing, self.silences, stopping=lambda: False).run_once(now).done

    def deliver(self, now: datetime) -> None:
        """Send all that is due."""
        clock = FrozenClock(now, threading.Event())
        voices = {
            name: Voice(name=name, channel=wall, post_pause=timedelta(), revise_pause=timedelta())
            for name, wall in self.walls.items()
        }
        reminding = Reminding(lambda _: self.routing, self.silences, mask=str, web_url=None)
        wordings = Wordings(mask=str, web_url=None, zone=UTC, reminding=reminding)
        stage = DeliverStage(self.db, voices, wordings, Sender(self.db, clock, operators="cx"), clock)
        stage.run_once(now)
        stage.close()

    def tick(self, now: datetime) -> None:
        self.remind(now)
        self.deliver(now)

    def act(self, case_id: int, act: Any, now: datetime, by: str = "ana") -> None:
        with self.db.write() as tx:
            cases.act(tx, case_id, act, by=by, now=now)

    def kinds(self, *names: str) -> Sequence[tuple[str, str]]:
        """The channel and state of every message of these kinds."""
        rows = table(DeliveryRow)
        query = select(rows.c.channel, rows.c.state).where(rows.c.kind.in_(names)).order_by(rows.c.id)
        with self.db.read() as tx:
            return [(row.channel, row.state) for row in tx.execute(query)]

    def waiting(self) -> int:
        with self.db.read() as tx:
            return outbox.pending(tx)


def verdict(severity: Severity, topic: Topic) -> Verdict:
    return Verdict(
        about="us",  # type: ignore[arg-type]
        speaker="customer",  # type: ignore[arg-type]
        language="en",
        scored=True,
        needs_eyes=False,
        vader=0.0,
        score=0.9,
        complaint=True,
        alert=True,
        severity=severity,
        topic=topic,
        critical=severity is Severity.CRITICAL,
    )


def silence(name: str = "bank", *, match: Match | None = None, **more: Any) -> Silence:
    plain = Silence(
        name=name,
        match=match or Match(topic=(Topic.BILLING,)),
        ends_at=NOON + 3 * HOUR,
        reason="The bank is down",
    )
    return replace(plain, **more)
