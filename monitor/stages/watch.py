"""Watch: open and lately answered cases are looked at again where the customer spoke.

What is seen there (an edit, a deletion, an answer of ours) is saved as if it had been heard, and follows its usual
way: an edit is judged, and sets the outcome; our answer is the case's response.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from connectors.contract import Page, Rereader, SourceError, Unavailable
from monitor.domain.watching import is_urgent, next_look
from monitor.guard import Bug, guarded
from monitor.stages import consequences
from monitor.stages.poll import SourceJob
from monitor.stages.report import StageReport
from monitor.store import pages, watches
from monitor.store.database import Database
from monitor.store.pages import Hearing
from monitor.store.watches import Watched

BATCH = 100
"""Mentions asked for at once; a source that takes fewer asks several times."""
AGAIN = timedelta(minutes=10)
"""After a failure that names no time."""
WHILE_REFUSED = timedelta(hours=6)
"""A poll of the source tells a person; looking again only waits."""

_log = structlog.get_logger("watch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A source that can be looked at again; `urgent` is asked about open critical cases, where it is another one."""

    source_id: int
    job: SourceJob
    rereader: Rereader
    urgent: Rereader | None = None


class WatchStage:
    """Looks again at what is due, source by source."""

    def __init__(self, db: Database, windows: Mapping[str, Window], *, stopping: Callable[[], bool]) -> None:
        self._db = db
        self._windows = windows
        self._names = {window.source_id: name for name, window in windows.items()}
        self._stopping = stopping

    def due(self, now: datetime) -> list[str]:
        """Watch what is new among the cases, and name the sources that something is to be looked at for."""
        if not self._windows:
            return []
        with self._db.write() as tx:
            watches.begin(tx, list(self._names), now)
            return [self._names[number] for number in watches.due(tx, list(self._names), now)]

    def watch(self, name: str, now: datetime) -> int:
        """Look at what is due of one source; return at how many mentions."""
        window, looked = self._windows.get(name), 0
        while window is not None and not self._stopping():
            with self._db.write() as tx:
                taken = watches.take(tx, window.source_id, now, limit=BATCH)
            if not taken or not self._look_at_all(window, taken, now):
                break
            looked += len(taken)
        return looked

    def run_once(self, now: datetime) -> StageReport:
        """Look at everything that is due."""
        return StageReport(stage="watch", done=sum(self.watch(name, now) for name in self.due(now)))

    def _look_at_all(self, window: Window, taken: Sequence[Watched], now: datetime) -> bool:
        """Look first at what is urgent; false where the source does not answer now."""
        urgent = [one for one in taken if is_urgent(one.cases)]
        others = [one for one in taken if one not in urgent]
        sides = ((urgent, window.urgent or window.rereader), (others, window.rereader))
        return all(self._look(window, rereader, some, now) for some, rereader in sides if some)

    def _look(self, window: Window, rereader: Rereader, taken: Sequence[Watched], now: datetime) -> bool:
        result = guarded(lambda: _asked(rereader, taken))
        if isinstance(result, Bug):
            _log.error("bug", source=window.job.name, what=result.summary, details=result.details)
            self._put_off(taken, now + WHILE_REFUSED)
            return False
        found = result.value
        if isinstance(found, SourceError):
            _log.warning("not looked at again", source=window.job.name, why=str(found))
            self._put_off(taken, now + _wait(found))
            return False
        hearing = Hearing(source_id=window.source_id, source=window.job.name, now=now)
        gone = set(found.deleted)
        with self._db.write() as tx:
            saved = pages.add_page(tx, window.job.with_defaults(found), hearing)
            consequences.follow_page(tx, saved, now)
            looks = {one.mention_id: None if one.key in gone else next_look(list(one.cases), now) for one in taken}
            watches.settle(tx, looks)
        return True

    def _put_off(self, taken: Sequence[Watched], until: datetime) -> None:
        with self._db.write() as tx:
            watches.put_off(tx, [one.mention_id for one in taken], until)


def _asked(rereader: Rereader, taken: Sequence[Watched]) -> Page | SourceError:
    try:
        return rereader.reread([one.key for one in taken])
    except SourceError as error:
        return error


def _wait(error: SourceError) -> timedelta:
    if isinstance(error, Unavailable):
        return AGAIN if error.retry_after is None else timedelta(seconds=error.retry_after)
    return WHILE_REFUSED
