"""What several processes on one PostgreSQL may rely on."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import TimeoutError as NoneFreeError

from monitor.domain.delivery import DeliveryState, alert_draft
from monitor.domain.poll import Next, Poll, PollOutcome
from monitor.store import channels, crowds, database, duties, leases, outbox, sources, troubles
from monitor.store.case_rows import case_of
from monitor.store.columns import table
from monitor.store.database import Database, StoreUnavailable
from monitor.store.leases import Lease, Leased
from monitor.store.outbox_tables import SettingRow
from monitor.store.pacing import SharedTurns
from monitor.store.sources import SourceName
from monitor.store.tables import CaseRow
from tests.store.seeds import NOON, Wanted, mention, open_many

NOW = datetime.now(UTC)
NAMES = tuple(f"source-{number}" for number in range(5))


def configured(db: Database) -> None:
    with db.write() as tx:
        sources.configure(tx, [SourceName(name=name, kind="rss", settings_hash="") for name in NAMES], NOW)


def stand_still(db: Database, rows: int) -> None:
    with db.write() as tx:
        tx.execute(insert(table(SettingRow)), [{"name": str(row), "value": ""} for row in range(rows)])
        time.sleep(0.8)
        tx.execute(insert(table(SettingRow)), {"name": "late", "value": ""})


@pytest.mark.parametrize("bare_db", ["postgresql"], indirect=True)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_transaction_that_stands_still_is_undone(
    bare_db: Database, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "STANDING_SECONDS", 0.3)
    stopped = Database(bare_db.url)
    with bare_db.write() as tx:
        table(SettingRow).create(tx)
    with pytest.raises(StoreUnavailable):
        stand_still(stopped, rows)
    with bare_db.read() as tx:
        assert tx.execute(table(SettingRow).select()).all() == []
    stopped.close()


def test_many_may_configure_the_same_sources_at_once(db: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: configured(db), range(4)))
    with db.read() as tx:
        assert [one.name for one in sources.health(tx)] == list(NAMES)


def test_a_source_that_somebody_has_is_not_named_as_due(db: Database) -> None:
    configured(db)
    with db.write() as tx:
        taken = sources.claim_due(tx, NOW, limit=1, among=[NAMES[2]])
        again = sources.claim_due(tx, NOW, limit=1, among=[NAMES[2]])
        due = sources.due(tx, NOW, limit=10)
    assert ([claim.name for claim in taken], again) == ([NAMES[2]], [])
    assert set(due) == set(NAMES) - {NAMES[2]}


def test_a_source_that_is_not_due_is_not_taken_when_it_is_asked_for_by_a_late_wake_up(db: Database) -> None:
    configured(db)
    polled = Poll(started_at=NOW, ended_at=NOW, outcome=PollOutcome.OK)
    with db.write() as tx:
        [claim] = sources.claim_due(tx, NOW, limit=1, among=[NAMES[0]])
        sources.finish(tx, claim, polled, Next(due_at=NOW + timedelta(minutes=5)))
        assert sources.claim_due(tx, NOW, limit=1, among=[NAMES[0]]) == []


def test_a_lease_that_is_kept_does_not_end_and_one_that_was_taken_over_stays_so(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(db)
    monkeypatch.setattr(leases, "LEASE", timedelta(milliseconds=20))
    with db.write() as tx:
        [first] = sources.claim_due(tx, NOW, limit=1)
    time.sleep(0.05)
    with db.write() as tx:
        [second] = sources.claim_due(tx, NOW, limit=1, among=[first.name])
        monkeypatch.setattr(leases, "LEASE", timedelta(minutes=1))
        leases.extend(tx, [Lease(on=Leased.SOURCE, id=first.source_id, token=first.token)])
    time.sleep(0.05)
    with db.write() as tx:
        assert first.name in sources.due(tx, NOW, limit=10)
        leases.extend(tx, [Lease(on=Leased.SOURCE, id=second.source_id, token=second.token)])
        assert first.name not in sources.due(tx, NOW, limit=10)


def test_a_regular_duty_is_given_to_one_of_all_who_ask(db: Database) -> None:
    def asks(_: int) -> bool:
        with db.write() as tx:
            return duties.take(tx, "every/fold", NOW, every=timedelta(minutes=1))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(asks, range(8))) == 1
    with db.write() as tx:
        assert duties.take(tx, "every/fold", NOW + timedelta(minutes=1), every=timedelta(minutes=1))


def test_turns_at_a_host_keep_their_distance_over_all_who_ask(db: Database) -> None:
    turns = [SharedTurns(db) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        waits = sorted(pool.map(lambda one: one.take("api.example", interval=10, patience=60), turns))
    assert [round(later - sooner) for sooner, later in pairwise(waits)] == [10, 10, 10]
    assert SharedTurns(db).take("elsewhere.example", interval=10, patience=60) == 0


def test_a_turn_beyond_patience_is_not_kept_and_a_host_that_asked_for_quiet_gets_it(db: Database) -> None:
    turns = SharedTurns(db)
    turns.hold("api.example", 300)
    assert 290 < turns.take("api.example", interval=10, patience=5) <= 300
    assert 290 < turns.take("api.example", interval=10, patience=400) <= 300
    assert 300 < turns.take("api.example", interval=10, patience=400) <= 310


def test_a_limit_that_is_new_lets_one_through_at_a_time(db: Database) -> None:
    def reserves(_: int) -> datetime:
        with db.write() as tx:
            return channels.reserve(tx, "cx/post", NOW, timedelta(seconds=1))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(reserves, range(4)))) == 4


def test_a_duty_that_nobody_heard_of_is_claimed_by_one_of_all_who_ask(db: Database) -> None:
    def asks(_: int) -> bool:
        with db.write() as tx:
            return duties.claim(tx, "digest", NOW, first_due=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(asks, range(8))) == 1


def test_a_trouble_that_many_meet_at_once_is_told_once(db: Database) -> None:
    def meets(_: int) -> None:
        with db.write() as tx:
            troubles.tell(tx, "source:play", "ops", NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(meets, range(8)))
    with db.read() as tx:
        assert outbox.pending(tx) == 1


def test_a_crowd_that_many_find_at_once_is_one_message(db: Database) -> None:
    waiting = crowds.MOST_SINGLE + 5
    open_many(db, [Wanted(mention=mention(f"r{number}"), posted=False) for number in range(waiting)])
    with db.write() as tx:
        rows = table(CaseRow)
        cases = [case_of(row) for row in tx.execute(rows.select())]
        outbox.enqueue(tx, [alert_draft(case, "cx", NOON, urgent=False) for case in cases])

    def gathers(_: int) -> None:
        with db.write() as tx:
            crowds.gather(tx, "cx", NOON)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(gathers, range(8)))
    with db.read() as tx:
        counts = outbox.counts(tx)
    assert counts == {DeliveryState.WAITING: 1, DeliveryState.GROUPED: waiting}


def test_a_store_whose_connections_are_all_in_use_does_not_answer() -> None:
    with pytest.raises(StoreUnavailable, match="every connection is in use"), database.translated():
        raise NoneFreeError("QueuePool limit")
