"""Webhooks: which are due, who tells them, how far they were told, and how they fare."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from monitor.store import happenings, leases
from monitor.store.columns import table
from monitor.store.database import LeaseLost, Transaction, clock_plus, take_turns
from monitor.store.happening_tables import HappeningRow, HookRow

_ROWS, _HAPPENINGS = table(HookRow), table(HappeningRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class HookClaim:
    """The right to tell one webhook, until the lease ends; `token` fences every write made with it.

    `told` is the place of the last happening that is done with. `trouble_since` is since when nothing got through.
    """

    hook_id: int
    name: str
    token: int
    told: int
    failures: int
    paused: bool
    trouble_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HookHealth:
    """How a webhook fares. `waiting` is how many happenings lie behind what it was told, wanted or not.

    `paused`: nothing got through for so long that a person should look; it is tried every hour.
    """

    name: str
    told: int
    due_at: datetime
    failures: int
    paused: bool
    trouble: str | None
    trouble_since: datetime | None
    last_ok_at: datetime | None
    delivered: int
    waiting: int


def configure(tx: Transaction, names: Collection[str], now: datetime) -> None:
    """Make the store's webhooks those of the configuration.

    A new one is told of what happens from now on. One that is no longer configured keeps its place, should it return.
    One that is paused is tried at once: what was wrong may have been its configuration.
    """
    take_turns(tx, "configure hooks")
    known = set(tx.execute(select(_ROWS.c.name)).scalars())
    fresh = [name for name in names if name not in known]
    if fresh:
        begun = {"configured": True, "told": happenings.latest(tx), "due_at": now}
        count = {"lease_token": 0, "failures": 0, "paused": False, "delivered": 0}
        tx.execute(insert(_ROWS), [{"name": name, **begun, **count} for name in fresh])
    named = _ROWS.c.name.in_(list(names))
    tx.execute(update(_ROWS).where(named, ~_ROWS.c.configured | _ROWS.c.paused).values(configured=True, due_at=now))
    tx.execute(update(_ROWS).where(~named, _ROWS.c.configured).values(configured=False))


def due(tx: Transaction, now: datetime) -> list[str]:
    """Name the webhooks that something may have to be told to and that nobody tells."""
    behind = _ROWS.c.told < select(func.max(_HAPPENINGS.c.seq)).scalar_subquery()
    ready = _ROWS.c.configured & (_ROWS.c.due_at <= now) & behind & _free(tx)
    return list(tx.execute(select(_ROWS.c.name).where(ready).order_by(_ROWS.c.due_at)).scalars())


def claim(tx: Transaction, name: str, now: datetime) -> HookClaim | None:
    """Take a webhook that is due; None where it is not, or somebody has it."""
    mine = (_ROWS.c.name == name) & _ROWS.c.configured & (_ROWS.c.due_at <= now) & _free(tx)
    taking = update(_ROWS).where(mine)
    values = {"lease_token": _ROWS.c.lease_token + 1, "lease_until": clock_plus(tx, leases.LEASE)}
    row = tx.execute(taking.values(values).returning(_ROWS)).one_or_none()
    if row is None:
        return None
    return HookClaim(
        hook_id=row.id,
        name=row.name,
        token=row.lease_token,
        told=row.told,
        failures=row.failures,
        paused=row.paused,
        trouble_since=row.trouble_since,
    )


def passed(tx: Transaction, claim: HookClaim, seq: int) -> None:
    """Note that nothing up to that place concerns the webhook any more. Raises `LeaseLost`."""
    _fenced(tx, claim, told=seq)


def delivered(tx: Transaction, claim: HookClaim, seq: int, now: datetime) -> None:
    """Note that the webhook took what has that place; whatever was wrong is over. Raises `LeaseLost`."""
    well = {"failures": 0, "paused": False, "trouble": None, "trouble_since": None}
    _fenced(tx, claim, told=seq, last_ok_at=now, delivered=_ROWS.c.delivered + 1, **well)


def failed(tx: Transaction, claim: HookClaim, *, trouble: str, now: datetime, due_at: datetime, paused: bool) -> None:
    """Note that the webhook did not take what comes next, and give it back until then. Raises `LeaseLost`."""
    since = claim.trouble_since or now
    told = {"trouble": trouble, "trouble_since": since, "failures": claim.failures + 1}
    _fenced(tx, claim, due_at=due_at, paused=paused, lease_until=None, **told)


def give_back(tx: Transaction, claim: HookClaim) -> None:
    """End a claim; one that somebody else has by now is left alone."""
    mine = (_ROWS.c.id == claim.hook_id) & (_ROWS.c.lease_token == claim.token)
    tx.execute(update(_ROWS).where(mine).values(lease_until=None))


def resume(tx: Transaction, name: str, now: datetime, *, skip: bool = False) -> bool:
    """Have a webhook tried at once; with `skip` without what it sticks at. False where there is none of that name."""
    row = tx.execute(select(_ROWS).where(_ROWS.c.name == name).with_for_update()).one_or_none()
    if row is None:
        return False
    values = {"paused": False, "failures": 0, "due_at": now}
    if skip:
        stuck = select(func.min(_HAPPENINGS.c.seq)).where(_HAPPENINGS.c.seq > row.told)
        values |= {"told": tx.execute(stuck).scalar_one() or row.told, "lease_token": row.lease_token + 1}
    tx.execute(update(_ROWS).where(_ROWS.c.id == row.id).values(lease_until=None, **values))
    return True


def health(tx: Transaction) -> list[HookHealth]:
    """Return every configured webhook, by name."""
    behind = select(func.count()).where(_HAPPENINGS.c.seq > _ROWS.c.told).scalar_subquery()
    query = select(_ROWS, behind.label("waiting")).where(_ROWS.c.configured).order_by(_ROWS.c.name)
    fields = HookHealth.__dataclass_fields__
    return [HookHealth(**{name: getattr(row, name) for name in fields}) for row in tx.execute(query)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HookTrouble:
    """What is wrong with a webhook. `paused`: a person should look."""

    name: str
    trouble: str
    since: datetime
    paused: bool


def troubled(tx: Transaction) -> list[HookTrouble]:
    """Return what is wrong with each configured webhook that took nothing last, by name."""
    wrong = _ROWS.c.configured & _ROWS.c.trouble.is_not(None)
    return [
        HookTrouble(name=row.name, trouble=row.trouble, since=row.trouble_since, paused=row.paused)
        for row in tx.execute(select(_ROWS).where(wrong).order_by(_ROWS.c.name))
    ]


def trouble_of(tx: Transaction, name: str) -> tuple[str, datetime] | None:
    """Return what is wrong with a webhook and since when; None where nothing is."""
    row = tx.execute(select(_ROWS.c.trouble, _ROWS.c.trouble_since).where(_ROWS.c.name == name)).one_or_none()
    return None if row is None or row.trouble is None else (row.trouble, row.trouble_since)


def release_leases(tx: Transaction) -> None:
    """Free what a process that is surely dead had taken."""
    tx.execute(update(_ROWS).where(_ROWS.c.lease_until.is_not(None)).values(lease_until=None))


def _free(tx: Transaction) -> ColumnElement[bool]:
    return _ROWS.c.lease_until.is_(None) | (_ROWS.c.lease_until < clock_plus(tx))


def _fenced(tx: Transaction, claim: HookClaim, **values: object) -> None:
    mine = (_ROWS.c.id == claim.hook_id) & (_ROWS.c.lease_token == claim.token)
    if tx.execute(update(_ROWS).where(mine).values(**values)).rowcount == 0:
        raise LeaseLost(f"{claim.name}: the lease ended and another worker has taken this webhook")
