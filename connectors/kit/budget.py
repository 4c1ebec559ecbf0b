"""Budgets: what a credential may ask of a place in a stretch of time, over all sources and processes that use it.

A connector makes its budget once and has every request paid from it:

    budget = tools.budget("x", Allowance(limit=5_000_000, window=DAY, counts="micro-dollars", resets="UTC"), token)
    http = tools.http.within(budget, cost=5_000)

What would go beyond it is not asked: the poll is put off (`Postponed`) until it can be paid, and has not failed.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum
from hashlib import blake2b
from typing import Protocol
from zoneinfo import ZoneInfo

from connectors.contract import Postponed, Refused

_FINGERPRINT = 4  # bytes: tells a handful of credentials apart, and nothing of any of them


MONEY = "micro-dollars"
"""What is counted where requests cost money: millionths of a dollar."""


class Purpose(Enum):
    """What a request is for. Each may spend up to its share of the limit: the rest is kept for what matters more."""

    NEW = 1.0
    OPEN_CRITICAL = 0.9
    ANSWERED = 0.75
    REST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`limit` units in any `window`, and in words what is counted (`requests`, `units`, `micro-dollars`).

    Without `resets` in any stretch of that length, wherever it begins: right however the place counts. With `resets`,
    in each day that begins at midnight in that time zone; `window` is a day then.
    """

    limit: int
    window: timedelta
    counts: str = "requests"
    resets: str | None = None


class Ledger(Protocol):
    """Where it is written what was spent: in the store, for all processes."""

    def spend(
        self, account: str, cost: int, *, most: int, limit: int, window: timedelta, resets: str | None
    ) -> timedelta | None:
        """Write `cost` down where no more than `most` is spent with it; else return after how long it would not be.

        `limit` is the whole of which `most` is a share: to be shown.
        """
        ...

    def give_back(self, account: str, cost: int) -> None:
        """Take back some of what was written down last."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The budget of one account at one place. With a `purpose` all is spent for that, whatever is said with it."""

    account: str
    allowance: Allowance
    ledger: Ledger
    purpose: Purpose | None = None

    def take(self, cost: int = 1, *, purpose: Purpose = Purpose.NEW) -> None:
        """Spend before asking. Raises `Postponed` where it cannot be paid now, `Refused` where it never can."""
        allowance = self.allowance
        most = int(allowance.limit * (self.purpose or purpose).value)
        if cost > most:
            raise Refused(f"{self.account}: one request costs {cost} {allowance.counts}, and the budget is {most}")
        wait = self.ledger.spend(
            self.account,
            cost,
            most=most,
            limit=allowance.limit,
            window=allowance.window,
            resets=allowance.resets,
        )
        if wait is not None:
            raise Postponed(f"the budget of {self.account} is spent for now", retry_after=wait.total_seconds())

    def give_back(self, cost: int) -> None:
        """Take back what was spent beforehand and turned out not to be needed, such as for a page that was not full."""
        if cost > 0:
            self.ledger.give_back(self.account, cost)


def account(name: str, allowance: Allowance, credential: str = "") -> str:
    """Return what the account of a credential is called: readable, and nothing of the credential can be read in it."""
    mark = blake2b(credential.encode("utf-8", "surrogatepass"), digest_size=_FINGERPRINT).hexdigest()
    per = "a day" if allowance.resets else f"in {allowance.window.total_seconds():g} s"
    return f"{name}{f' #{mark}' if credential else ''}: {allowance.counts} {per}"


def left(spent: int, limit: int) -> dict[Purpose, int]:
    """Return how much each purpose may still spend."""
    return {purpose: max(int(limit * purpose.value) - spent, 0) for purpose in Purpose}


class OwnLedger:
    """The ledger of one process, which forgets it: for trying a source, and for tests."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._spent: dict[str, list[_Entry]] = {}
        self._lock = threading.Lock()

    def spend(
        self, account: str, cost: int, *, most: int, limit: int, window: timedelta, resets: str | None
    ) -> timedelta | None:
        """Write `cost` down where no more than `most` is spent with it; else return after how long it would not be."""
        with self._lock:
            now = self._now()
            entries = [entry for entry in self._spent.get(account, []) if entry.until > now]
            over = sum(entry.cost for entry in entries) + cost - most
            for entry in entries:
                if over <= 0:
                    break
                over, wait = over - entry.cost, entry.until - now
                if over <= 0:
                    return wait
            until = now + window if resets is None else _midnight_after(now, resets)
            self._spent[account] = [*entries, _Entry(cost=cost, until=until)]
            return None

    def give_back(self, account: str, cost: int) -> None:
        """Take back some of what was written down last."""
        with self._lock:
            for entry in reversed(self._spent.get(account, [])):
                part = min(entry.cost, cost)
                entry.cost, cost = entry.cost - part, cost - part


@dataclass(slots=True, kw_only=True)
class _Entry:
    cost: int
    until: datetime = field()


def _midnight_after(now: datetime, zone: str) -> datetime:
    there = now.astimezone(ZoneInfo(zone))
    return (there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)).astimezone(UTC)
