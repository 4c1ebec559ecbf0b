"""What the page Health reads: polls by the hour, what waits for channels, and what they never took."""

from datetime import timedelta

from sqlalchemy import update

from monitor.domain.delivery import DeliveryKind, Draft
from monitor.store import channels, hourly, listeners, operations, outbox, queues
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from tests.store.history import DAY, HOUR, MONDAY, History

_DELIVERIES = table(DeliveryRow)
MINUTE = timedelta(minutes=1)


def test_polls_are_summed_by_the_hour(db: Database) -> None:
    with db.write() as tx:
        history = History(tx)
        play, forum, never = (history.source(name) for name in ("play", "forum", "never"))
        history.polls(play, MONDAY, MONDAY + 2 * HOUR, 20 * MINUTE, new=2, rejected=1)
        history.polls(play, MONDAY + 10 * MINUTE, MONDAY + HOUR, HOUR, outcome="refused", error="401", gap="full page")
        history.polls(play, MONDAY - DAY, MONDAY - DAY + HOUR, HOUR)
        history.polls(forum, MONDAY + HOUR, MONDAY + 2 * HOUR, HOUR, outcome="unavailable")
    with db.read() as tx:
        found = hourly.polled(tx, [play, forum, never], MONDAY)
        assert hourly.first_asked(tx, [play, never]) == {play: MONDAY - DAY}
    first = found[play][MONDAY]
    assert (first.polls, first.good, first.new, first.rejected, first.gaps) == (4, 3, 6, 3, 1)
    assert (first.first_good, first.last_good) == (MONDAY, MONDAY + 40 * MINUTE)
    assert (first.gap, first.error) == ("full page", "401")
    assert (found[forum][MONDAY + HOUR].good, found[forum][MONDAY + HOUR].first_good) == (0, None)
    assert (set(found[play]), found[never]) == ({MONDAY, MONDAY + HOUR}, {})


def enqueue(db: Database, key: str, channel: str = "cx", **changes: object) -> None:
    draft = Draft(key=key, channel=channel, kind=DeliveryKind.TROUBLE, told_at=MONDAY, due_at=MONDAY, subject=key)
    with db.write() as tx:
        outbox.enqueue(tx, [draft])
        if changes:
            tx.execute(update(_DELIVERIES).where(_DELIVERIES.c.key == key).values(**changes))


def test_what_waits_is_told_by_channel_and_what_was_lost_with_its_reason(db: Database) -> None:
    enqueue(db, "one")
    enqueue(db, "two", state="doubtful")
    enqueue(db, "later", due_at=MONDAY + MINUTE)
    enqueue(db, "three", state="posted", channel="mail")
    enqueue(db, "four", state="dead", error="channel_not_found", last_tried_at=MONDAY)
    enqueue(db, "five", state="dead", error="too old to tell", last_tried_at=MONDAY - 9 * DAY)
    with db.write() as tx:
        fares = channels.health(tx, "mail")
        channels.failed(tx, fares, trouble="no such host", free_at=MONDAY + MINUTE, refused=True, now=MONDAY)
    with db.read() as tx:
        told = {each.health.name: each for each in operations.outgoing(tx, MONDAY)}
        [deliver] = [one for one in queues.queues(tx, MONDAY) if one.stage == "deliver"]
        lost = operations.lost(tx, MONDAY - 7 * DAY)
    assert (told["cx"].waiting, told["cx"].doubtful, told["cx"].since) == (2, 1, MONDAY)
    assert (deliver.depth, deliver.since) == (2, MONDAY)
    assert (told["mail"].waiting, told["mail"].health.refused, told["mail"].since) == (0, True, None)
    assert [(one.channel, one.kind, one.why, one.at) for one in lost] == [
        ("cx", "trouble", "channel_not_found", MONDAY)
    ]


def test_who_listens_and_who_judged_is_told(sqlite_db: Database) -> None:
    with sqlite_db.write() as tx:
        assert operations.judging(tx) is None
        history = History(tx)
        mention = history.mention(history.source("play"), MONDAY)
        history.verdict(mention, judge="1")
        history.verdict(mention, judge="2", decided_at=MONDAY + HOUR)
        listeners.note(tx, "cx", connected=True, now=MONDAY)
        last = operations.judging(tx)
        assert last == operations.Judging(version="2", at=MONDAY + HOUR)
        assert [(one.channel, one.connected, one.since) for one in operations.hearing(tx)] == [("cx", True, MONDAY)]
