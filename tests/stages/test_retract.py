"""A worker that was thought dead goes on and posts what another has posted: the copy is found and taken back."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from alerts.contract import Channel, Notice, Receipt, Tone
from monitor.domain.delivery import Delivery, alert_draft
from monitor.stages.clock import SystemClock
from monitor.stages.retract import RetractStage
from monitor.stages.sending import Sender, Voice
from monitor.store import outbox, suspects
from monitor.store.channels import ChannelHealth
from monitor.store.columns import table
from monitor.store.database import Database, LeaseLost
from monitor.store.outbox_tables import DeliveryRow
from tests.alerts.slack_channel import channel
from tests.fake_slack import FakeSlack
from tests.store.seeds import Wanted, open_case

CX = ChannelHealth(name="cx")


@dataclass
class Late:
    """A channel whose post goes out after something else has happened."""

    inner: Channel
    meanwhile: Callable[[], object]

    def post(self, notice: Notice) -> Receipt:
        self.meanwhile()
        return self.inner.post(notice)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


def voice(speaks: Channel) -> Voice:
    return Voice(name="cx", channel=speaks, post_pause=timedelta(), revise_pause=timedelta())


def claimed(db: Database) -> Delivery:
    with db.write() as tx:
        delivery = outbox.claim(tx, "cx", datetime.now(UTC))
    assert delivery is not None
    return delivery


def notice(delivery: Delivery) -> Notice:
    return Notice(key=delivery.key, tone=Tone.HIGH, title="Still no refund")


def sender(db: Database) -> Sender:
    return Sender(db, SystemClock(threading.Event()), operators="ops")


def taken_over(db: Database, slack: FakeSlack) -> None:
    """The lease ends, and another worker looks for the message and posts it."""
    with db.write() as tx:
        tx.execute(update(table(DeliveryRow)).values(lease_until=datetime.now(UTC) - timedelta(seconds=1)))
    other = voice(channel(slack, looks=[0.0]))
    delivery = claimed(db)
    assert delivery.doubtful
    assert sender(db).look(other, CX, delivery)
    delivery = claimed(db)
    assert sender(db).send(other, CX, delivery, notice(delivery))


def posted_twice(db: Database, slack: FakeSlack) -> str:
    """Return the key of a message that stands twice."""
    case = open_case(db, Wanted(posted=False))
    with db.write() as tx:
        outbox.enqueue(tx, [alert_draft(case, "cx", case.opened_at, urgent=False)])
    delivery = claimed(db)
    late = voice(Late(channel(slack), lambda: taken_over(db, slack)))
    with pytest.raises(LeaseLost):
        sender(db).send(late, CX, delivery, notice(delivery))
    assert slack.copies(delivery.key) == 2
    return delivery.key


def looks(db: Database, slack: FakeSlack, *, after: timedelta = timedelta(seconds=1)) -> int:
    return RetractStage(db, {"cx": voice(channel(slack))}).run_once(datetime.now(UTC) + after).done


def test_of_two_messages_with_one_key_the_recorded_one_stays(db: Database, slack: FakeSlack) -> None:
    key = posted_twice(db, slack)
    first, _ = slack.messages()
    assert looks(db, slack) == 1
    assert [(message.key, message.ts) for message in slack.messages()] == [(key, first.ts)]
    assert looks(db, slack, after=suspects.LOOK_EVERY * 2) == 0


def test_where_a_person_deleted_the_recorded_one_the_other_stays(db: Database, slack: FakeSlack) -> None:
    key = posted_twice(db, slack)
    slack.delete(slack.messages()[0].ts)
    assert looks(db, slack) == 0
    assert slack.copies(key) == 1


def test_without_leave_to_read_the_channel_nothing_is_looked_at_again(db: Database) -> None:
    with FakeSlack(scopes="chat:write") as slack:
        posted_twice(db, slack)
        assert looks(db, slack) == 0
        with db.write() as tx:
            assert suspects.take_due(tx, datetime.now(UTC) + timedelta(minutes=1)) == []


def test_what_is_taken_over_is_watched_for_a_while(db: Database, slack: FakeSlack) -> None:
    posted_twice(db, slack)
    begun, seen = datetime.now(UTC), 0
    with db.write() as tx:
        for second in range(0, 1200, 5):
            seen += len(suspects.take_due(tx, begun + timedelta(seconds=second)))
    assert seen in {suspects.WATCHED_FOR // suspects.LOOK_EVERY, suspects.WATCHED_FOR // suspects.LOOK_EVERY + 1}
