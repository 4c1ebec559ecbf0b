"""Digest: each week's figures, written and queued once and only once, late rather than never."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from monitor.domain.figures import ALL, Figures
from monitor.domain.week import Week, due_at, latest_due, week_of
from monitor.stages.report import StageReport
from monitor.store import case_files, digests, figures, outbox
from monitor.store.database import Database
from monitor.wording.quotes import quote_of

MOST_SENT_LATE = 4
"""After a long sleep only so many missed weeks are sent; those before are written, and can be asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one digest is about: a brand, or `all`. `sources` names those whose coverage it tells; None for all."""

    name: str = ALL
    sources: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When digests are due (`weekday` 0 is Monday) in which time zone, about what, and the channels they go to."""

    weekday: int
    at: time
    zone: ZoneInfo
    scopes: tuple[Scope, ...] = (Scope(),)
    channels: tuple[str, ...] = ()


class DigestStage:
    """Writes what is due. Two of them on one store write each week once."""

    def __init__(self, db: Database, plan: Plan) -> None:
        self._db = db
        self._plan = plan

    def run_once(self, now: datetime) -> StageReport:
        """Write every digest that is due at `now`, the earliest week first; `done` counts those queued to be sent."""
        queued = sum(
            write(self._db, self._plan, scope, week, now, send=send) for week, scope, send in self._missing(now)
        )
        return StageReport(stage="digest", done=queued)

    def _missing(self, now: datetime) -> list[tuple[Week, Scope, bool]]:
        """Name the weeks that are due and not written, from the first one listened to, and whether to send each."""
        plan = self._plan
        latest = latest_due(now, weekday=plan.weekday, at=plan.at, zone=plan.zone)
        missing: list[tuple[Week, Scope, bool]] = []
        for scope in plan.scopes:
            written, week = self._written(scope, now)
            while week <= latest:
                if week not in written:
                    missing.append((week, scope, week > latest.after(-MOST_SENT_LATE)))
                week = week.after(1)
        return sorted(missing, key=lambda each: each[0])

    def _written(self, scope: Scope, now: datetime) -> tuple[frozenset[Week], Week]:
        with self._db.read() as tx:
            began, written = digests.began_at(tx, scope.name), digests.weeks(tx, scope.name)
        if began is None:
            with self._db.write() as tx:
                began = digests.begin(tx, scope.name, now)
        return frozenset(written), week_of(began, self._plan.zone)


def told(db: Database, plan: Plan, scope: Scope, week: Week, now: datetime) -> Figures:
    """Return the figures of a week: its snapshot, or those of `now` where none is written.

    They are preliminary until the week's digest is due.
    """
    with db.read() as tx:
        stored = digests.load(tx, str(week), scope.name)
    if stored is not None:
        return stored
    due = due_at(week, weekday=plan.weekday, at=plan.at, zone=plan.zone)
    return _computed(db, plan, scope, week, now, preliminary=now < due)


def waiting_words(db: Database, told: Figures, mask: Callable[[str], str]) -> Mapping[int, str]:
    """Return what the customers said who have waited longest, masked, by case; a snapshot never holds it."""
    with db.read() as tx:
        files = case_files.files(tx, [waiting.case for waiting in told.open.oldest])
    return {file.case.id: mask(quote_of(file.mention)) for file in files if not file.gone}


def write(db: Database, plan: Plan, scope: Scope, week: Week, now: datetime, *, send: bool) -> int:
    """Write the snapshot of a week and, in the same transaction, queue its deliveries; return how many were queued.

    Where it was written before (by another process, perhaps a moment ago) nothing is done.
    """
    snapshot = _computed(db, plan, scope, week, now)
    with db.write() as tx:
        channels = plan.channels if digests.save(tx, snapshot) and send else ()
        outbox.enqueue(tx, (digests.draft(snapshot, channel, now) for channel in channels))
    return len(channels)


def _computed(
    db: Database, plan: Plan, scope: Scope, week: Week, now: datetime, *, preliminary: bool = False
) -> Figures:
    with db.read() as tx:
        return figures.compute(
            tx, week, zone=plan.zone, now=now, scope=scope.name, sources=scope.sources, preliminary=preliminary
        )
