"""What becomes of messages that wait, whatever one of them does."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from alerts.contract import Notice, Receipt, Tone
from monitor.domain.delivery import Delivery, DeliveryState, alert_draft
from monitor.stages.clock import FrozenClock
from monitor.stages.deliver import DeliverStage
from monitor.stages.sending import BUGS_UNTIL_DEAD, Sender, Voice
from monitor.store import outbox
from monitor.store.database import Database, Transaction
from tests.store.seeds import NOON, Wanted, mention, open_many


@dataclass
class Wall:
    """A channel that keeps what it is told."""

    keys: list[str] = field(default_factory=list)

    def post(self, notice: Notice) -> Receipt:
        self.keys.append(notice.key)
        return Receipt(channel="wall", workspace="", reference=notice.key, posted_at=NOON)


def worded(_tx: Transaction, delivery: Delivery, _now: datetime) -> Notice:
    """Word any message but that of the first case, over which it stumbles."""
    if delivery.case_id == 1:
        raise ValueError("a word without an end")
    return Notice(key=delivery.key, tone=Tone.HIGH, title="A complaint")


def test_a_message_that_cannot_be_worded_holds_up_no_other(db: Database) -> None:
    cases = open_many(db, [Wanted(mention=mention(f"r{n}"), posted=False) for n in range(3)])
    with db.write() as tx:
        outbox.enqueue(tx, [alert_draft(case, "cx", NOON, urgent=False) for case in cases])
    wall, now = Wall(), NOON
    voice = Voice(name="cx", channel=wall, post_pause=timedelta(), revise_pause=timedelta())
    for _ in range(BUGS_UNTIL_DEAD):
        clock = FrozenClock(now, threading.Event())
        stage = DeliverStage(db, {"cx": voice}, worded, Sender(db, clock, operators="cx"), clock)
        stage.run_once(now)
        stage.close()
        now += timedelta(minutes=10)
    assert wall.keys == [f"case:{case.id}:cx" for case in cases[1:]]
    with db.read() as tx:
        assert outbox.counts(tx) == {DeliveryState.POSTED: 2, DeliveryState.DEAD: 1}
