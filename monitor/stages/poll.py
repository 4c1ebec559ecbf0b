"""Poll: one source read from where it left off, page by page, and what follows from how that went."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

import structlog

from connectors.contract import Changed, Connector, Mention, Page, Postponed, Refused, Rejected, Unavailable
from monitor.domain.backoff import delay
from monitor.domain.happening import HappeningKind
from monitor.domain.poll import Next, Poll, PollOutcome
from monitor.guard import Bug, guarded
from monitor.stages import consequences
from monitor.stages.clock import Clock
from monitor.store import happenings, pages, sources, troubles
from monitor.store.database import Database, LeaseLost, StoreError
from monitor.store.pages import Hearing
from monitor.store.sources import Claim

PROBE_EVERY = timedelta(hours=1)
"""How often a source that waits for a person is tried quietly."""
CHANGED_UNTIL_PAUSED = 3
FAILURES_UNTIL_TOLD = 5
FIRST_RETRY = timedelta(minutes=1)
_UNDATED = timedelta(minutes=5)  # what tells no time is dated when it is read, a little after the poll began

_log = structlog.get_logger("collect")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceJob:
    """A configured source, ready to be polled.

    `baseline`: what is there at first opens no case. `replayed`: its past is told as if heard when it was posted.
    `place` and `language` are those of mentions that name none. `keeps` says which mentions are wanted (None: all).
    """

    name: str
    connector: Connector
    every: timedelta
    max_pages: int
    baseline: bool
    replayed: bool = False
    place: str | None = None
    language: str | None = None
    keeps: Callable[[Mention], bool] | None = None

    def with_defaults(self, page: Page) -> Page:
        """Return `page` with this source's place and language where a mention names none."""
        if self.place is None and self.language is None:
            return page
        mentions = tuple(
            replace(one, place=one.place or self.place, language=one.language or self.language) for one in page.mentions
        )
        return replace(page, mentions=mentions)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """How reading ended; without an outcome nothing may be recorded (the lease or the store was lost)."""

    outcome: PollOutcome | None
    error: str | None = None
    retry_after: float | None = None
    put_off: timedelta | None = None
    payload: str | None = None


@dataclass(slots=True)
class _Tally:
    """What one poll has brought so far."""

    poll: Poll
    more: bool = False

    def add(self, page: Page, saved: pages.Saved) -> None:
        """Count a saved page."""
        self.more = page.more
        self.poll = replace(
            self.poll,
            pages=self.poll.pages + 1,
            heard=self.poll.heard + saved.heard,
            new=self.poll.new + saved.new,
            edited=self.poll.edited + saved.edited,
            rejected=self.poll.rejected + saved.rejected,
            deleted=self.poll.deleted + len(saved.gone),
            gap=page.gap or self.poll.gap,
        )


class Poller:
    """Polls claimed sources; many threads may use one at once."""

    def __init__(self, db: Database, clock: Clock, *, operators: str, jitter: Callable[[], float] = random.random):
        self._db = db
        self._clock = clock
        self._operators = operators
        self._jitter = jitter

    def poll(self, job: SourceJob, claim: Claim) -> Poll | None:
        """Read what is new and record how it went; None where the source or the store was lost meanwhile."""
        started = self._clock.now()
        tally = _Tally(Poll(started_at=started, ended_at=started, outcome=PollOutcome.OK))
        result = guarded(lambda: self._read(job, claim, tally))
        if isinstance(result, Bug):
            _log.error("bug", source=claim.name, what=result.summary, details=result.details)
            ended = _Ended(outcome=PollOutcome.BUG, error=f"a bug of the monitor: {result.summary}")
        else:
            ended = result.value
        if ended.outcome is None:
            _log.warning("poll lost", source=claim.name, why=ended.error)
            return None
        poll = replace(tally.poll, ended_at=self._clock.now(), outcome=ended.outcome, error=ended.error)
        try:
            self._record(job, claim, poll, ended, more=tally.more)
        except (LeaseLost, StoreError) as error:
            _log.warning("poll lost", source=claim.name, why=str(error))
            return None
        _tell(claim, poll)
        return poll

    def _read(self, job: SourceJob, claim: Claim, tally: _Tally) -> _Ended:
        try:
            history_until = self._history_until(job, claim, tally.poll.started_at)
            saved = claim.cursor
            for page in islice(job.connector.pages(claim.cursor), job.max_pages):
                if page == Page(cursor=page.cursor) and page.cursor in (None, saved):
                    tally.add(page, pages.Saved())  # nothing new, as most polls find: nothing to be written
                    continue
                saved = page.cursor or saved
                tally.add(page, self._save(job, claim, page, history_until))
                if self._clock.stopping():
                    tally.more = True
                    break
        except (LeaseLost, StoreError) as error:
            return _Ended(outcome=None, error=str(error))
        except Postponed as error:
            tally.more = True
            outcome = PollOutcome.OK if tally.poll.pages else PollOutcome.POSTPONED
            return _Ended(outcome=outcome, put_off=timedelta(seconds=error.retry_after or 0.0))
        except Unavailable as error:
            return _Ended(outcome=PollOutcome.UNAVAILABLE, error=str(error), retry_after=error.retry_after)
        except Refused as error:
            return _Ended(outcome=PollOutcome.REFUSED, error=str(error))
        except Changed as error:
            return _Ended(outcome=PollOutcome.CHANGED, error=str(error), payload=error.payload)
        return _Ended(outcome=PollOutcome.OK)

    def _history_until(self, job: SourceJob, claim: Claim, now: datetime) -> datetime | None:
        """Until when a mention counts as having been there before anyone listened; only while the first poll runs."""
        if not job.baseline or claim.first_poll_done:
            return None
        if claim.baseline_at is not None:
            return claim.baseline_at + _UNDATED
        with self._db.write() as tx:
            sources.begin_baseline(tx, claim, now)
        return now + _UNDATED

    def _save(self, job: SourceJob, claim: Claim, page: Page, history_until: datetime | None) -> pages.Saved:
        now = self._clock.now()
        hearing = Hearing(
            source_id=claim.source_id,
            source=claim.name,
            now=now,
            history_until=history_until,
            backdated=job.replayed,
            keeps=job.keeps,
        )
        with self._db.write() as tx:
            saved = pages.add_page(tx, job.with_defaults(page), hearing)
            consequences.follow_page(tx, saved, now)
            sources.save_cursor(tx, claim, page.cursor)
        return saved

    def _record(self, job: SourceJob, claim: Claim, poll: Poll, ended: _Ended, *, more: bool) -> None:
        following = self._following(job, claim, poll, ended, more=more)
        with self._db.write() as tx:
            if poll.outcome is PollOutcome.POSTPONED:
                sources.put_off(tx, claim, poll, following.due_at)
                return
            sources.finish(tx, claim, poll, following)
            if ended.payload:
                sample = Rejected(reason=poll.error or "not understood", payload=ended.payload)
                pages.add_rejected(tx, claim.source_id, [sample], poll.ended_at)
            if following.paused or following.failures == FAILURES_UNTIL_TOLD:
                troubles.tell(tx, f"source:{claim.name}", self._operators, poll.ended_at)
            elif claim.troubled and poll.outcome is PollOutcome.OK:
                troubles.over(tx, f"source:{claim.name}", poll.ended_at)
            if (kind := _news(claim, poll, following)) is not None:
                happenings.add(tx, kind, claim.name, poll.ended_at)

    def _following(self, job: SourceJob, claim: Claim, poll: Poll, ended: _Ended, *, more: bool) -> Next:
        if not poll.outcome.failed:
            soon = poll.started_at if more else poll.started_at + job.every
            return Next(due_at=max(soon, poll.ended_at + (ended.put_off or timedelta())), caught_up=not more)
        failures = claim.failures + 1
        changed = claim.changed_failures + (poll.outcome is PollOutcome.CHANGED)
        paused = poll.outcome is PollOutcome.REFUSED or changed >= CHANGED_UNTIL_PAUSED
        first = min(job.every, FIRST_RETRY)
        wait = delay(failures, first=first, jitter=self._jitter(), retry_after=ended.retry_after)
        due_at = poll.ended_at + (PROBE_EVERY if paused else wait)
        return Next(due_at=due_at, failures=failures, changed_failures=changed, paused=paused)


def _news(claim: Claim, poll: Poll, following: Next) -> HappeningKind | None:
    """Return what programs outside are told: once that a source fails for good, once that it is back."""
    was_told = claim.paused or claim.failures >= FAILURES_UNTIL_TOLD
    if following.paused or following.failures >= FAILURES_UNTIL_TOLD:
        return None if was_told else HappeningKind.SOURCE_FAILING
    forgiven = claim.troubled and claim.failures == 0
    return HappeningKind.SOURCE_BACK if poll.outcome is PollOutcome.OK and (was_told or forgiven) else None


def _tell(claim: Claim, poll: Poll) -> None:
    """One line when a source fails first, one when it is back; what goes on as before is not repeated."""
    if poll.outcome is PollOutcome.POSTPONED:
        _log.info("poll put off", source=claim.name)
    elif poll.outcome.failed and claim.failures == 0:
        _log.warning("source failed", source=claim.name, outcome=poll.outcome.value, why=poll.error)
    elif poll.outcome is PollOutcome.OK and claim.troubled:
        _log.info("source is back", source=claim.name, failures=claim.failures)
    elif poll.new or poll.edited or poll.rejected:
        _log.info("heard", source=claim.name, new=poll.new, edited=poll.edited, rejected=poll.rejected)
