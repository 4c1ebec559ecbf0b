"""Sources: what is due, who has it, where it left off, how it fares."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, insert, literal_column, select, update

from connectors.contract import Cursor
from monitor.domain.access import Limits
from monitor.domain.poll import Next, Poll, PollOutcome
from monitor.store import leases
from monitor.store.columns import table
from monitor.store.database import SKEW, LeaseLost, Transaction, clock_plus, take_turns
from monitor.store.tables import CaseRow, PollRow, SourceRow
from monitor.store.within import cases_within

_sources = table(SourceRow)
_polls = table(PollRow)
_cases = table(CaseRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceName:
    """A configured source as the store knows it. `settings_hash` changes when its settings do."""

    name: str
    kind: str
    settings_hash: str
    polled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to poll one source, until the lease ends; `token` fences every write made with it.

    `troubled`: its last poll did not end well, whatever was forgiven since.
    """

    source_id: int
    name: str
    token: int
    cursor: Cursor | None
    due_at: datetime
    failures: int
    changed_failures: int
    troubled: bool
    baseline_at: datetime | None
    first_poll_done: bool
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source as `monitor sources list` tells it."""

    id: int
    name: str
    kind: str
    due_at: datetime
    paused: bool
    failures: int
    trouble: str | None
    trouble_since: datetime | None
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    cursor: str | None


def configure(tx: Transaction, wanted: Iterable[SourceName], now: datetime) -> dict[str, int]:
    """Make the store's sources those of the configuration; return their ids by name.

    A new one is due at once. One whose settings changed is unpaused and due at once. One that is no longer configured
    keeps its history and is not polled.
    """
    take_turns(tx, "configure")
    columns = (_sources.c[name] for name in ("id", "name", "kind", "configured", "settings_hash"))
    known = {row.name: row for row in tx.execute(select(*columns))}
    ids: dict[str, int] = {}
    for source in wanted:
        row = known.pop(source.name, None)
        told: dict[str, object] = {
            "kind": source.kind,
            "configured": source.polled,
            "settings_hash": source.settings_hash,
        }
        if row is None:
            fresh = insert(_sources).values(**_FRESH, **told, name=source.name, due_at=now)
            ids[source.name] = tx.execute(fresh.returning(_sources.c.id)).scalar_one()
            continue
        ids[source.name] = row.id
        if row.settings_hash != source.settings_hash:
            told |= {"paused": False, "due_at": now}
        if any(getattr(row, name) != value for name, value in told.items() if name in row._fields):
            tx.execute(update(_sources).where(_sources.c.id == row.id).values(**told))
    gone = [{"gone": row.id} for row in known.values() if row.configured]
    if gone:
        tx.execute(update(_sources).where(_sources.c.id == bindparam("gone")).values(configured=False), gone)
    return ids


_FRESH = {
    "first_poll_done": False,
    "lease_token": 0,
    "failures": 0,
    "changed_failures": 0,
    "paused": False,
}


def claim_due(
    tx: Transaction,
    now: datetime,
    *,
    limit: int,
    names: Collection[str] | None = None,
    among: Collection[str] | None = None,
    skip: Collection[str] = (),
) -> list[Claim]:
    """Take up to `limit` sources that are due and that nobody has, the longest due first, but none of `skip`.

    With `names`, only those, and whether or not they are due; with `among`, those of them that are due.
    """
    wanted = _free(tx) & _sources.c.name.not_in(list(skip))
    wanted &= _due(now) if names is None else _sources.c.name.in_(list(names))
    if among is not None:
        wanted &= _sources.c.name.in_(list(among))
    longest = select(_sources.c.id).where(_sources.c.configured, wanted).order_by(_sources.c.due_at).limit(limit)
    mine = longest.with_for_update(skip_locked=True).cte("mine")
    values = {"lease_token": _sources.c.lease_token + 1, "lease_until": clock_plus(tx, leases.LEASE)}
    taking = update(_sources).where(_sources.c.id.in_(select(mine.c.id))).values(values).returning(_sources)
    rows = sorted(tx.execute(taking), key=lambda row: row.due_at)
    return [
        Claim(
            source_id=row.id,
            name=row.name,
            token=row.lease_token,
            cursor=None if row.cursor is None else Cursor(row.cursor),
            due_at=row.due_at,
            failures=row.failures,
            changed_failures=row.changed_failures,
            troubled=row.trouble is not None,
            baseline_at=row.baseline_at,
            first_poll_done=row.first_poll_done,
            paused=row.paused,
        )
        for row in rows
    ]


def due(tx: Transaction, now: datetime, *, limit: int) -> list[str]:
    """Name up to `limit` sources that are due and that nobody has, the longest due first."""
    wanted = _sources.c.configured & _due(now) & _free(tx)
    query = select(_sources.c.name).where(wanted).order_by(_sources.c.due_at).limit(limit)
    return list(tx.execute(query).scalars())


def _due(now: datetime) -> ColumnElement[bool]:
    clock_went_back = _sources.c.last_polled_at.is_(None) | (_sources.c.last_polled_at > now + SKEW)
    return (_sources.c.due_at <= now) | clock_went_back


def _free(tx: Transaction) -> ColumnElement[bool]:
    return _sources.c.lease_until.is_(None) | (_sources.c.lease_until < clock_plus(tx))


def begin_baseline(tx: Transaction, claim: Claim, at: datetime) -> None:
    """Remember when the first poll of a source began: what was there by then opens no case."""
    _fenced(tx, claim, baseline_at=at)


def save_cursor(tx: Transaction, claim: Claim, cursor: Cursor | None) -> None:
    """Move the cursor with the page of the same transaction, and keep the lease. Raises `LeaseLost`."""
    kept = {} if cursor is None else {"cursor": cursor}
    _fenced(tx, claim, lease_until=clock_plus(tx, leases.LEASE), **kept)


def finish(tx: Transaction, claim: Claim, poll: Poll, following: Next) -> None:
    """Record a poll and give the source back. Raises `LeaseLost`."""
    fared: dict[str, object] = (
        {"trouble": None, "trouble_since": None, "last_ok_at": poll.ended_at}
        if poll.outcome is PollOutcome.OK
        else {"trouble": poll.error}
    )
    if poll.new:
        fared["last_new_at"] = poll.ended_at
    _fenced(
        tx,
        claim,
        lease_until=None,
        last_polled_at=poll.started_at,
        due_at=following.due_at,
        failures=following.failures,
        changed_failures=following.changed_failures,
        paused=following.paused,
        first_poll_done=claim.first_poll_done or following.caught_up,
        **fared,
    )
    if poll.outcome is not PollOutcome.OK:
        since = _sources.c.trouble_since
        tx.execute(
            update(_sources)
            .where(_sources.c.id == claim.source_id, since.is_(None))
            .values(trouble_since=poll.ended_at)
        )
    tx.execute(
        insert(_polls).values(
            source_id=claim.source_id,
            started_at=poll.started_at,
            ended_at=poll.ended_at,
            outcome=poll.outcome.value,
            pages=poll.pages,
            heard=poll.heard,
            new=poll.new,
            edited=poll.edited,
            rejected=poll.rejected,
            deleted=poll.deleted,
            gap=poll.gap,
            error=poll.error,
        )
    )


def put_off(tx: Transaction, claim: Claim, poll: Poll, due_at: datetime) -> None:
    """Give a source back that was not asked; how it fares stays as it is. Raises `LeaseLost`."""
    _fenced(tx, claim, lease_until=None, last_polled_at=poll.started_at, due_at=due_at)


def resume(tx: Transaction, name: str, now: datetime) -> bool:
    """Unpause a source and make it due; false where there is none of that name."""
    values = {"paused": False, "failures": 0, "changed_failures": 0, "due_at": now}
    return tx.execute(update(_sources).where(_sources.c.name == name).values(values)).rowcount > 0


def health(tx: Transaction) -> list[SourceHealth]:
    """Return every configured source, by name."""
    rows = tx.execute(select(_sources).where(_sources.c.configured).order_by(_sources.c.name))
    fields = SourceHealth.__dataclass_fields__
    return [SourceHealth(**{name: getattr(row, name) for name in fields}) for row in rows]


def seen_by(tx: Transaction, within: Limits) -> list[str]:
    """Return the names of the sources that somebody may know of, by name: with limits, those of live cases they see."""
    query = select(_sources.c.name).where(_sources.c.configured).order_by(_sources.c.name)
    if not within.any:
        live: ColumnElement[bool] = literal_column("cases.state IN ('open', 'acknowledged', 'responded')")
        of_it = _cases.c.source_id == _sources.c.id
        query = query.where(select(_cases.c.id).where(of_it, live, *cases_within(within)).exists())
    return list(tx.execute(query).scalars())


def trouble_of(tx: Transaction, name: str) -> tuple[str, datetime] | None:
    """Return what is wrong with a source and since when; None where nothing is."""
    query = select(_sources.c.trouble, _sources.c.trouble_since).where(_sources.c.name == name)
    row = tx.execute(query).one_or_none()
    return None if row is None or row.trouble is None else (row.trouble, row.trouble_since)


def give_back(tx: Transaction, claim: Claim) -> None:
    """End the lease of a poll that is over but could not be recorded; one that another worker has is left alone."""
    mine = (_sources.c.id == claim.source_id) & (_sources.c.lease_token == claim.token)
    tx.execute(update(_sources).where(mine).values(lease_until=None))


def release_leases(tx: Transaction) -> None:
    """Free what a process that is surely dead had taken."""
    tx.execute(update(_sources).where(_sources.c.lease_until.is_not(None)).values(lease_until=None))


def _fenced(tx: Transaction, claim: Claim, **values: object) -> None:
    mine = (_sources.c.id == claim.source_id) & (_sources.c.lease_token == claim.token)
    if tx.execute(update(_sources).where(mine).values(**values)).rowcount == 0:
        raise LeaseLost(f"{claim.name}: the lease ended and another worker has taken this source")


def number_of(tx: Transaction, source: SourceName, now: datetime) -> int:
    """Return the id of one source; one that was never polled is made, due at once."""
    known = tx.execute(select(_sources.c.id).where(_sources.c.name == source.name)).scalar_one_or_none()
    if known is not None:
        return int(known)
    values = {"name": source.name, "kind": source.kind, "settings_hash": source.settings_hash, "due_at": now}
    return int(tx.execute(insert(_sources).values(**_FRESH, **values).returning(_sources.c.id)).scalar_one())


def id_of(tx: Transaction, name: str) -> int:
    """Return the id of the source of that name."""
    return int(tx.execute(select(_sources.c.id).where(_sources.c.name == name)).scalar_one())
