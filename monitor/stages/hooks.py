"""Hooks: each webhook is told what happens, in order and at least once, however long it was away."""

import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from connectors.contract import Refused, SourceError, Unavailable
from monitor.documents.cases import case_document
from monitor.documents.happenings import WebhookMessage, identity, of_another, of_case, of_incident
from monitor.documents.incidents import incident_document
from monitor.documents.mentions import Mask
from monitor.domain.access import Limits
from monitor.domain.backoff import delay
from monitor.domain.happening import Happening, HappeningKind
from monitor.guard import Bug, guarded
from monitor.stages.clock import Clock
from monitor.stages.keeping import Keeper
from monitor.stages.report import StageReport
from monitor.store import case_files, happenings, hooks, incidents, troubles
from monitor.store.database import Database, LeaseLost, StoreError
from monitor.store.hooks import HookClaim
from monitor.store.incident_files import incident_file
from monitor.store.incidents import NoSuchIncident
from monitor.store.leases import Lease, Leased

FIRST_RETRY = timedelta(seconds=5)
TOLD_AFTER = timedelta(minutes=15)
"""Operators are told of a webhook that took nothing for so long; most troubles are shorter."""
PAUSED_AFTER = timedelta(days=1)
PROBE_EVERY = timedelta(hours=1)
"""How often one that is paused is tried: by what it is to be told next."""
MOST_AT_ONCE = 8

Post = Callable[[str, bytes], None]
"""Sends a body under an id. Returns once the receiver has it; raises a `SourceError` where it may not have it."""

_log = structlog.get_logger("hooks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A configured webhook: what it is told of, and how."""

    name: str
    kinds: frozenset[HappeningKind]
    limits: Limits
    post: Post

    def wants(self, happening: Happening) -> bool:
        """Return whether it is told of this."""
        return happening.kind in self.kinds and happening.within(self.limits)


class HookStage:
    """Tells all webhooks at once, each in its order. `mask` hides personal data in words; `close` is called last."""

    def __init__(
        self,
        db: Database,
        configured: Mapping[str, Hook],
        clock: Clock,
        *,
        mask: Mask,
        operators: str,
        close: Callable[[], None] = lambda: None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._hooks = configured
        self._clock = clock
        self._mask = mask
        self._operators = operators
        self._close = close
        self._jitter = jitter
        self._keeper = Keeper(db)
        self._busy: set[str] = set()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(min(max(len(configured), 1), MOST_AT_ONCE), thread_name_prefix="hooks")

    def begin_due(self, now: datetime) -> list[Future[int]]:
        """Tell each webhook that something is due for and that nobody tells yet, without waiting."""
        due = self.due(now)
        with self._lock:
            fresh = [name for name in due if name not in self._busy]
            self._busy.update(fresh)
        return [self._pool.submit(self._serve_and_leave, self._hooks[name]) for name in fresh]

    def due(self, now: datetime) -> list[str]:
        """Name the webhooks that something may be due for."""
        if not self._hooks:
            return []
        happenings.place(self._db, now)
        with self._db.read() as tx:
            return [name for name in hooks.due(tx, now) if name in self._hooks]

    def run_once(self, now: datetime) -> StageReport:
        """Tell what is due and can be told now."""
        begun = self.begin_due(now)
        wait(begun)
        with self._db.read() as tx:
            fared = hooks.health(tx) if self._hooks else []
        failed = tuple(f"{one.name}: {one.trouble}" for one in fared if one.name in self._hooks and one.trouble)
        return StageReport(stage="hooks", done=sum(future.result() for future in begun), failed=failed)

    def close(self) -> None:
        """Let what is being sent be recorded; send nothing else."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._keeper.close()
        self._close()

    def _serve_and_leave(self, hook: Hook) -> int:
        try:
            return self._serve(hook)
        except (LeaseLost, StoreError) as error:
            _log.warning("webhook stopped", webhook=hook.name, why=str(error))
            return 0
        finally:
            with self._lock:
                self._busy.discard(hook.name)

    def _serve(self, hook: Hook) -> int:
        with self._db.write() as tx:
            claim = hooks.claim(tx, hook.name, self._clock.now())
        if claim is None:
            return 0
        with self._keeper.keep(Lease(on=Leased.HOOK, id=claim.hook_id, token=claim.token)):
            return self._tell(hook, claim)

    def _tell(self, hook: Hook, claim: HookClaim) -> int:
        """Tell what comes next until there is nothing left, or one does not get through; return how many did."""
        told, more = 0, True
        while more and not self._clock.stopping():
            batch = happenings.after(self._db, claim.told, now=self._clock.now())
            more = len(batch) == happenings.CHUNK
            for one in batch:
                if hook.wants(one):
                    trouble = self._send(hook, one)
                    if trouble is not None:
                        self._failed(claim, trouble)
                        return told
                    claim = self._delivered(claim, one)
                    told += 1
                claim = replace(claim, told=one.seq)
                if self._clock.stopping():
                    break
        with self._db.write() as tx:
            hooks.passed(tx, claim, claim.told)
            hooks.give_back(tx, claim)
        return told

    def _send(self, hook: Hook, happening: Happening) -> SourceError | Bug | None:
        """Send one; return why it may not have come."""

        def send() -> SourceError | None:
            try:
                hook.post(identity(happening), self._worded(hook, happening).model_dump_json().encode())
            except SourceError as error:
                return error
            return None

        sent = guarded(send)
        return sent if isinstance(sent, Bug) else sent.value

    def _worded(self, hook: Hook, happening: Happening) -> WebhookMessage:
        """Word it as things are now: a case that is gone, or no longer within the webhook's limits, is null."""
        if happening.kind.noun not in {"case", "incident"}:
            return of_another(happening)
        number, now = int(happening.subject.partition("-")[2]), self._clock.now()
        with self._db.read() as tx:
            if happening.kind.noun == "incident":
                try:
                    file = incident_file(tx, incidents.get(tx, number))
                except NoSuchIncident:
                    return of_incident(happening, None)
                return of_incident(happening, incident_document(file))
            files = case_files.files(tx, [number])
        seen = [file for file in files if hook.limits.allow(file.case.brand, file.case.department)]
        return of_case(happening, case_document(seen[0], now, mask=self._mask) if seen else None)

    def _delivered(self, claim: HookClaim, one: Happening) -> HookClaim:
        now = self._clock.now()
        with self._db.write() as tx:
            hooks.delivered(tx, claim, one.seq, now)
            if claim.trouble_since is not None:
                troubles.over(tx, f"webhook:{claim.name}", now)
        if claim.trouble_since is not None:
            _log.info("webhook is back", webhook=claim.name, failures=claim.failures)
        return replace(claim, told=one.seq, failures=0, paused=False, trouble_since=None)

    def _failed(self, claim: HookClaim, trouble: SourceError | Bug) -> None:
        now = self._clock.now()
        why = f"a bug of the monitor: {trouble.summary}" if isinstance(trouble, Bug) else str(trouble)
        if isinstance(trouble, Bug):
            _log.error("bug", webhook=claim.name, what=trouble.summary, details=trouble.details)
        elif claim.failures == 0:
            _log.warning("webhook failed", webhook=claim.name, why=why)
        lasts = now - (claim.trouble_since or now)
        paused = isinstance(trouble, Refused) or lasts >= PAUSED_AFTER
        with self._db.write() as tx:
            hooks.passed(tx, claim, claim.told)
            due_at = now + (PROBE_EVERY if paused else self._wait(claim, trouble))
            hooks.failed(tx, claim, trouble=why, now=now, due_at=due_at, paused=paused)
            if paused or lasts >= TOLD_AFTER:
                troubles.tell(tx, f"webhook:{claim.name}", self._operators, now)

    def _wait(self, claim: HookClaim, trouble: SourceError | Bug) -> timedelta:
        asked = trouble.retry_after if isinstance(trouble, Unavailable) else None
        return delay(claim.failures + 1, first=FIRST_RETRY, jitter=self._jitter(), retry_after=asked)
