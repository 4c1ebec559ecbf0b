"""Digest: each week's figures, written and queued once and only once, late rather than never."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from monitor.domain.edition import EVERYTHING, Edition
from monitor.domain.figures import Figures
from monitor.domain.spoken import Spoken
from monitor.domain.week import Week, due_at, latest_due, week_of
from monitor.stages.report import StageReport
from monitor.store import digests, figures, outbox, spoken
from monitor.store.database import Database
from monitor.store.outbox_subjects import is_known
from monitor.wording.quotes import quote_of

MOST_SENT_LATE = 4
"""After a long sleep only so many missed weeks are sent; those before are written, and can be asked for."""
MOST_BEFORE = 4
"""A digest that is new has so many weeks before its first one written, as far as they were heard, and not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one digest is about. `sources` names those whose coverage it tells; None for all.

    It goes to the plan's channels, or to its own `channels` where it has some.
    """

    edition: Edition = EVERYTHING
    sources: tuple[str, ...] | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When digests are due (`weekday` 0 is Monday) in which time zone, about what, and the channels they go to.

    `name` is empty for the main digest, `rivals` are the brands that are competitors.
    """

    name: str = ""
    weekday: int
    at: time
    zone: ZoneInfo
    scopes: tuple[Scope, ...] = (Scope(),)
    channels: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    def channels_of(self, scope: Scope) -> tuple[str, ...]:
        """Return where the digest of a scope goes."""
        return scope.channels or self.channels


class DigestStage:
    """Writes what is due by any of its plans. Two of them on one store write each week once."""

    def __init__(self, db: Database, *plans: Plan) -> None:
        self._db = db
        self._plans = plans

    def run_once(self, now: datetime) -> StageReport:
        """Write every digest that is due at `now`, the earliest week first; `done` counts those queued to be sent."""
        queued = sum(
            write(self._db, plan, scope, week, now, send=send)
            for plan in self._plans
            for week, scope, send in self._missing(plan, now)
        )
        return StageReport(stage="digest", done=queued)

    def _missing(self, plan: Plan, now: datetime) -> list[tuple[Week, Scope, bool]]:
        """Name the weeks that are due and not written, from the first one heard, and whether to send each.

        Nobody is sent what was before a digest began.
        """
        latest = latest_due(now, weekday=plan.weekday, at=plan.at, zone=plan.zone)
        missing: list[tuple[Week, Scope, bool]] = []
        for scope in plan.scopes:
            written, began = self._written(plan, scope, now)
            week = self._first_heard(plan, began)
            while week <= latest:
                if week not in written:
                    missing.append((week, scope, week >= began and week > latest.after(-MOST_SENT_LATE)))
                week = week.after(1)
        return sorted(missing, key=lambda each: each[0])

    def _written(self, plan: Plan, scope: Scope, now: datetime) -> tuple[frozenset[Week], Week]:
        """Return which weeks were written, and that in which the digest began."""
        with self._db.read() as tx:
            began, written = digests.began_at(tx, scope.edition), digests.weeks(tx, scope.edition)
        if began is None:
            with self._db.write() as tx:
                began = digests.begin(tx, scope.edition, now)
        return frozenset(written), week_of(began, plan.zone)

    def _first_heard(self, plan: Plan, began: Week) -> Week:
        """Return the earliest of the weeks before a digest `began` that was heard; none is before all is judged."""
        with self._db.read() as tx:
            since = digests.heard_since(tx)
        return began if since is None else min(began, max(week_of(since, plan.zone), began.after(-MOST_BEFORE)))


def told(db: Database, plan: Plan, scope: Scope, week: Week, now: datetime) -> Figures:
    """Return the figures of a week: its snapshot, or those of `now` where none is written.

    They are preliminary until the week's digest is due.
    """
    with db.read() as tx:
        stored = digests.load(tx, str(week), scope.edition)
    if stored is not None:
        return stored
    due = due_at(week, weekday=plan.weekday, at=plan.at, zone=plan.zone)
    return _computed(db, plan, scope, week, now, preliminary=now < due)


def words_of(db: Database, told: Figures, mask: Callable[[str], str]) -> Spoken:
    """Return what customers said whom the digest names, masked; a snapshot never holds it."""
    with db.read() as tx:
        return spoken.read(tx, told, quote=lambda mention: mask(quote_of(mention)), mask=mask)


def write(db: Database, plan: Plan, scope: Scope, week: Week, now: datetime, *, send: bool) -> int:
    """Write the snapshot of a week and, in the same transaction, queue its deliveries; return how many were queued.

    Each stays as it was written first (by another process, perhaps a moment ago), and goes to a channel once.
    """
    snapshot = _computed(db, plan, scope, week, now)
    with db.write() as tx:
        digests.save(tx, snapshot)
        drafts = [digests.draft(snapshot, channel, now) for channel in plan.channels_of(scope) if send]
        unsent = [draft for draft in drafts if not is_known(tx, draft.key)]
        outbox.enqueue(tx, unsent)
    return len(unsent)


def _computed(
    db: Database, plan: Plan, scope: Scope, week: Week, now: datetime, *, preliminary: bool = False
) -> Figures:
    with db.read() as tx:
        return figures.compute(
            tx,
            week,
            zone=plan.zone,
            now=now,
            edition=scope.edition,
            sources=scope.sources,
            rivals=plan.rivals,
            preliminary=preliminary,
        )
