"""Receive: what platforms push is kept before it is answered, and read right after."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from connectors.contract import Admitted, Changed, Page, Pushed, Receiver, Refused, Rejected, SourceError, Unavailable
from monitor.guard import Bug, guarded
from monitor.stages import consequences
from monitor.stages.poll import SourceJob
from monitor.stages.report import StageReport
from monitor.store import pages, pushes
from monitor.store.database import Database, StoreError
from monitor.store.pages import Hearing, Saved
from monitor.store.pushes import Kept

BATCH = 50
AGAIN = timedelta(minutes=1)
"""After the platform could not be asked for what a delivery names, where it tells no time."""
GIVE_UP = timedelta(days=1)

_log = structlog.get_logger("receive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A source that platforms push to."""

    source_id: int
    job: SourceJob
    receiver: Receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a delivery is answered with."""

    status: int
    text: str = ""


class ReceiveStage:
    """Takes deliveries by the name of their source, and reads them in the order in which they came."""

    def __init__(self, db: Database, doors: Mapping[str, Door], *, stopping: Callable[[], bool]) -> None:
        self._db = db
        self._doors = doors
        self._by_id = {door.source_id: door for door in doors.values()}
        self._stopping = stopping
        self._told: dict[str, datetime] = {}  # by source, the hour in which a refusal was written down

    def take(self, name: str, pushed: Pushed, now: datetime) -> Answered:
        """Keep a delivery for good and say what to answer. Raises `StoreError`, so that the platform comes again."""
        door = self._doors.get(name)
        if door is None:
            return Answered(status=404)
        result = guarded(lambda: _admitted(door.receiver, pushed, now))
        if isinstance(result, Bug):
            _log.error("bug", source=name, what=result.summary, details=result.details)
            return Answered(status=500)
        admitted = result.value
        if isinstance(admitted, Refused):
            self._refused(door, str(admitted), now)
            return Answered(status=401)
        if admitted.id is not None:
            with self._db.write() as tx:
                pushes.keep(tx, door.source_id, admitted.id, pushed, now)
            self._db.persist()
        return Answered(status=200, text=admitted.answer)

    def _refused(self, door: Door, why: str, now: datetime) -> None:
        """Log it, and have it shown: once an hour is written down, since anybody can have deliveries refused."""
        name, hour = door.job.name, now.replace(minute=0, second=0, microsecond=0)
        _log.warning("delivery refused", source=name, why=why)
        if self._told.get(name) == hour:
            return
        self._told[name] = hour
        with suppress(StoreError), self._db.write() as tx:
            pushes.refuse(tx, door.source_id, why, now)

    def run_once(self, now: datetime) -> StageReport:
        """Read everything that waits."""
        done, failed = 0, list[str]()
        while not self._stopping() and self._by_id:
            with self._db.read() as tx:
                waiting = pushes.waiting(tx, list(self._by_id), now, limit=BATCH)
            if not waiting:
                break
            for kept in waiting:
                door = self._by_id[kept.source_id]
                told = _page(door, kept)
                if isinstance(told, Unavailable) and now - kept.received_at < GIVE_UP:
                    self._put_off(kept, told, now)
                    continue
                error = self._save(door, kept, told, now)
                done += error is None
                failed += [error] if error else []
        return StageReport(stage="receive", done=done, failed=tuple(failed))

    def _put_off(self, kept: Kept, error: Unavailable, now: datetime) -> None:
        wait = AGAIN if error.retry_after is None else timedelta(seconds=max(error.retry_after, 1.0))
        with self._db.write() as tx:
            pushes.put_off(tx, kept.id, now + wait)

    def _save(self, door: Door, kept: Kept, told: Page | SourceError | Bug, now: datetime) -> str | None:
        """Save what a delivery tells; return why that was not possible."""
        page, error = (told, None) if isinstance(told, Page) else _unread(told)
        hearing = Hearing(source_id=door.source_id, source=door.job.name, now=now, keeps=door.job.keeps)
        with self._db.write() as tx:
            if not pushes.settle(tx, kept.id, error=error):
                return None  # another process was faster
            saved = pages.add_page(tx, door.job.with_defaults(page), hearing)
            consequences.follow_page(tx, saved, now)
            pushes.was_told(tx, door.source_id, now, news=saved.new > 0)
        _tell(door.job.name, saved)
        return error and f"{door.job.name}: {error}"


def _admitted(receiver: Receiver, pushed: Pushed, now: datetime) -> Admitted | Refused:
    try:
        return receiver.admit(pushed, now)
    except Refused as error:
        return error


def _tell(source: str, saved: Saved) -> None:
    """One line for each delivery that brought something, as for polls; a warning where not all of it was understood."""
    if saved.new or saved.edited or saved.rejected:
        log = _log.warning if saved.rejected else _log.info
        log("heard", source=source, new=saved.new, edited=saved.edited, rejected=saved.rejected)


def _page(door: Door, kept: Kept) -> Page | SourceError | Bug:
    result = guarded(lambda: _told(door.receiver, kept.pushed))
    if isinstance(result, Bug):
        _log.error("bug", source=door.job.name, what=result.summary, details=result.details)
        return result
    return result.value


def _told(receiver: Receiver, pushed: Pushed) -> Page | SourceError:
    try:
        return receiver.read(pushed)
    except SourceError as error:
        return error


def _unread(why: SourceError | Bug) -> tuple[Page, str]:
    """A delivery that is not understood is a rejected item, kept for whoever repairs it."""
    payload = why.payload if isinstance(why, Changed) else ""
    said = f"a bug of the monitor: {why.summary}" if isinstance(why, Bug) else str(why)
    return Page(rejected=(Rejected(reason=said, payload=payload),)), said
