"""Budgets: what would go beyond one is not asked."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from connectors.contract import Postponed, Refused
from connectors.kit.budget import Allowance, Budget, OwnLedger, Purpose, account, left
from connectors.kit.http import Door
from connectors.kit.kind import Tools
from tests.connectors.server import json_reply, serving

THREE = Allowance(limit=3, window=timedelta(minutes=1))
DAILY = Allowance(limit=10, window=timedelta(days=1), counts="units", resets="UTC")
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


def budget(allowance: Allowance = THREE, clock: Clock | None = None) -> Budget:
    return Budget(account="place", allowance=allowance, ledger=OwnLedger(clock or Clock()))


def test_what_cannot_be_paid_is_not_asked() -> None:
    mine = budget()
    with serving() as server, closing(Door(interval=0)) as door:
        server.script("/", json_reply({}))
        http = door.bind(timeout=5, allow_private=True).within(mine)
        for _ in range(3):
            http.get(f"{server.url}/")
        with pytest.raises(Postponed):
            http.get(f"{server.url}/")
        assert len(server.requests) == 3


def test_a_window_goes_along_and_a_day_begins_at_midnight() -> None:
    clock = Clock()
    rolling, daily = budget(THREE, clock), budget(DAILY, clock)
    rolling.take(2)
    daily.take(10)
    clock.now += timedelta(seconds=30)
    with pytest.raises(Postponed) as put_off:
        rolling.take(2)
    assert put_off.value.retry_after == 30
    with pytest.raises(Postponed) as put_off:
        daily.take()
    assert put_off.value.retry_after == 12 * 3600 - 30
    clock.now += timedelta(seconds=30)
    rolling.take(3)


def test_less_urgent_requests_leave_some_for_urgent_ones() -> None:
    mine = budget(DAILY)
    mine.take(5, purpose=Purpose.REST)
    with pytest.raises(Postponed):
        mine.take(purpose=Purpose.REST)
    mine.take(4, purpose=Purpose.OPEN_CRITICAL)
    with pytest.raises(Postponed):
        mine.take(purpose=Purpose.OPEN_CRITICAL)
    mine.take()


def test_who_asks_for_one_purpose_pays_all_from_its_share() -> None:
    ledger = OwnLedger()
    rest = Tools(
        http=Door().bind(timeout=1, allow_private=False), now=lambda: NOON, ledger=ledger, purpose=Purpose.REST
    )
    mine = rest.budget("x", DAILY)
    mine.take(5)
    with pytest.raises(Postponed):
        mine.take(purpose=Purpose.NEW)
    assert [left(5, 10)[purpose] for purpose in Purpose] == [5, 4, 2, 0]


def test_what_was_not_needed_can_be_spent_again() -> None:
    mine = budget()
    mine.take(3)
    mine.give_back(2)
    mine.take(2)
    with pytest.raises(Refused, match="one request costs 4"):
        mine.take(4)


def test_an_account_says_whose_it_is_and_nothing_of_the_secret() -> None:
    assert account("google_play com.acme", THREE) == "google_play com.acme: requests in 60 s"
    one, other = account("x", DAILY, "s3cret"), account("x", DAILY, "another")
    assert one != other
    assert one.startswith("x #")
    assert one.endswith(": units a day")
    assert "s3cret" not in one
