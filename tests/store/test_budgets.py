"""A credential's budget holds over every source and every process that uses it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.queues import Queue
from random import Random

import pytest

from connectors.contract import Postponed, Refused
from connectors.kit.budget import Allowance, Budget, Purpose, account
from monitor.store import budgets
from monitor.store.budgets import Spending, StoredLedger, spendings
from monitor.store.database import Database, Transaction

HOURLY = Allowance(limit=20, window=timedelta(hours=1))
DAILY = Allowance(limit=5_000, window=timedelta(days=1), counts="micro-dollars", resets="America/Los_Angeles")
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


class Clock:
    """The database's clock, as the test sets it."""

    now = NOON

    def __call__(self, _: Transaction) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(budgets, "clock", clock)
    return clock


def budget(db: Database, allowance: Allowance = HOURLY, credential: str = "t0ken") -> Budget:
    return Budget(account=account("x", allowance, credential), allowance=allowance, ledger=StoredLedger(db))


def taken(budget: Budget, times: int, *, purpose: Purpose = Purpose.NEW) -> int:
    """Take one as often as it is given, at most so many times; return how many were."""
    for number in range(times):
        try:
            budget.take(purpose=purpose)
        except Postponed:
            return number
    return times


def told(db: Database) -> list[Spending]:
    with db.read() as tx:
        return list(spendings(tx))


def test_many_at_once_never_spend_more_than_there_is(db: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(lambda _: taken(budget(db), 10), range(4))) == HOURLY.limit


def spends(address: str, begun: "threading.Barrier", counts: "Queue[int]") -> None:
    db = Database(address)
    begun.wait(30)
    counts.put(taken(budget(db), 50))
    db.close()


@pytest.mark.parametrize("db", ["postgresql"], indirect=True)
def test_processes_together_never_spend_more_than_there_is(db: Database) -> None:
    fork = get_context("forkserver")
    begun, counts = fork.Barrier(2), fork.Queue()
    processes = [fork.Process(target=spends, args=(db.url, begun, counts)) for _ in range(2)]
    for process in processes:
        process.start()
    assert sum(counts.get(timeout=60) for _ in processes) == HOURLY.limit
    for process in processes:
        process.join(30)


def test_no_hour_wherever_it_begins_sees_more_than_the_limit(db: Database, clock: Clock) -> None:
    random, asked = Random(7), list[datetime]()
    for _ in range(150):
        clock.now += timedelta(minutes=random.choice([0, 0, 0, 1, 2, 9]))
        asked += [clock.now] * taken(budget(db), random.randrange(4))
    within = [sum(at <= other < at + HOURLY.window for other in asked) for at in asked]
    assert max(within) == HOURLY.limit


def test_who_must_wait_is_told_how_long_and_then_may(db: Database, clock: Clock) -> None:
    assert taken(budget(db), 30) == HOURLY.limit
    with pytest.raises(Postponed) as put_off:
        budget(db).take()
    assert put_off.value.retry_after is not None
    assert 3600 <= put_off.value.retry_after <= 3600 + 3600 / budgets.SLOTS
    clock.now += timedelta(seconds=put_off.value.retry_after)
    budget(db).take()


def test_a_day_begins_anew_at_midnight_of_the_place(db: Database, clock: Clock) -> None:
    budget(db, DAILY).take(5_000)
    with pytest.raises(Postponed) as put_off:
        budget(db, DAILY).take(1)
    assert put_off.value.retry_after == timedelta(hours=20).total_seconds()  # midnight there is 08:00 UTC
    clock.now = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
    budget(db, DAILY).take(5_000)


def test_what_matters_more_has_a_share_of_its_own(db: Database) -> None:
    given = [taken(budget(db), 20, purpose=purpose) for purpose in reversed(Purpose)]
    assert given == [10, 5, 3, 2]


def test_what_was_not_needed_is_given_back(db: Database, clock: Clock) -> None:
    mine = budget(db, DAILY)
    mine.take(4_000)
    clock.now += timedelta(minutes=1)
    mine.give_back(3_500)
    mine.take(4_500)
    assert [one.spent for one in told(db)] == [5_000]


def test_what_costs_more_than_the_whole_budget_is_refused(db: Database) -> None:
    with pytest.raises(Refused, match="one request costs 21 requests"):
        budget(db).take(21)


def test_credentials_have_budgets_of_their_own_and_none_can_be_read(db: Database, clock: Clock) -> None:
    assert (taken(budget(db), 30), taken(budget(db, credential="other"), 30)) == (20, 20)
    one, other = told(db)
    assert one.account != other.account
    assert "t0ken" not in one.account
    assert (one.spent, one.limit) == (20, 20)
    clock.now += timedelta(hours=2)
    assert told(db) == []
