"""What the pages are handed: the running monitor as calls and values, each as it stands when it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.interactive import Reply
from connectors.contract import Pushed
from monitor.access.passwords import Passwords
from monitor.app import Monitor
from monitor.assembly.judging import judged_as_asked, mask, rules_for
from monitor.assembly.letting_in import single_sign_on
from monitor.assembly.reacting import house_for
from monitor.assembly.routing import routing_for
from monitor.assembly.ruling import ruling_for
from monitor.assembly.settling import silence_desk
from monitor.assembly.speaking import receiving
from monitor.assembly.staffing import staff_for
from monitor.assembly.tuning import as_changed
from monitor.config.schema import Config
from monitor.documents.judged import JudgedText, Text
from monitor.domain.case import Case
from monitor.domain.money import parse
from monitor.domain.score import Severity, Topic
from monitor.domain.verdict import Thresholds
from monitor.stages.bulk_answers import BulkAnswerStage
from monitor.stages.opening import open_by_hand
from monitor.stages.reactions.case_forms import tell_department
from monitor.stages.receive import Answered
from monitor.store.database import Transaction
from monitor.web.slack import Receive
from monitor.web.wiring import Wiring

_REGULAR = timedelta(minutes=1)
"""A job that comes round more rarely says nothing about whether the service lives."""
_AS_LONG_AS_IT_TAKES = frozenset({"backfill"})
_UNVERIFIED = 401


def wiring_of(
    monitor: Monitor, last_runs: Callable[[], Mapping[str, datetime]], *, passwords: Passwords | None = None
) -> Wiring:
    """Return what the pages of a running monitor are handed; `last_runs` tells when each of its jobs ran last."""
    config, calls = monitor.config, Calls(monitor, last_runs)
    return Wiring(
        mask=mask,
        now=monitor.clock.now,
        heartbeat=calls.heartbeat,
        metrics_key=metrics_key(config),
        base_url=config.web.base_url,
        zone=config.digest.timezone,
        proxies=config.web.proxies,
        sign_on=single_sign_on(config),
        staff=staff_for(config),
        brands=[brand.name for brand in config.brands],
        departments=[department.name for department in config.departments],
        passwords=passwords or Passwords(),
        take_push=calls.take_push,
        receive=receiver(monitor),
        due_at=calls.due_at,
        tell_department=calls.tell_department,
        open_case=calls.open_case,
        thresholds=calls.thresholds,
        judge_text=calls.judge_text,
        requests_a_minute=config.web.requests_a_minute,
        stopping=monitor.clock.stopping,
        desk=monitor.desk,
        bulk_answers=BulkAnswerStage(monitor.desk),
        outages=silence_desk(config),
        ruling=ruling_for(config, monitor.db, monitor.tuning, monitor.clock.now),
        worth={brand.name: parse(brand.worth) for brand in config.brands if brand.worth},
    )


def metrics_key(config: Config) -> str:
    """Return what `/metrics` asks for; empty where it asks for nothing."""
    token = config.web.metrics_token
    return token.get_secret_value() if token else ""


@dataclass(frozen=True, slots=True)
class Calls:
    """What the pages ask of the monitor."""

    monitor: Monitor
    last_runs: Callable[[], Mapping[str, datetime]]

    def heartbeat(self) -> Mapping[str, datetime]:
        """Return when each job ran last that comes round regularly."""
        regular = {job.name for job in self.monitor.jobs() if job.every <= _REGULAR} - _AS_LONG_AS_IT_TAKES
        return {name: at for name, at in self.last_runs().items() if name in regular}

    def take_push(self, source: str, pushed: Pushed) -> Answered:
        """Take what a platform pushes."""
        return self.monitor.receive.take(source, pushed, self.monitor.clock.now())

    def due_at(self, case: Case, now: datetime) -> datetime | None:
        """Return when a case must be answered whose clock starts now."""
        with self.monitor.db.read() as tx:
            return routing_for(as_changed(tx, self.monitor.config)).due_at(case.department, case.severity, now)

    def tell_department(self, tx: Transaction, case: Case, now: datetime) -> None:
        """Show a case that was moved where its department looks."""
        config = as_changed(tx, self.monitor.config)
        tell_department(house_for(config, lambda _: routing_for(config)), tx, case, now)

    def judge_text(self, given: Text) -> JudgedText:
        """Return what the sentiment stage alone says of a text."""
        with self.monitor.db.read() as tx:
            return judged_as_asked(rules_for(as_changed(tx, self.monitor.config)), given)

    def open_case(
        self,
        tx: Transaction,
        mention_id: int,
        /,
        *,
        brand: str,
        severity: Severity,
        topic: Topic,
        by: str,
        now: datetime,
        note: str = "",
    ) -> Case:
        """Open a case on a mention that a person found to be a complaint."""
        config = self.monitor.config
        return open_by_hand(
            tx,
            self.monitor.tuning.seen(tx).routing,
            mention_id,
            brands={source.name: source.brands for source in config.sources},
            staff=staff_for(config),
            by=by,
            now=now,
            brand=brand,
            severity=severity,
            topic=topic,
            note=note,
        )

    def thresholds(self, tx: Transaction) -> Thresholds:
        """Return the scores that decide."""
        held = self.monitor.tuning.seen(tx).config.judgement.threshold
        return Thresholds(case=held.case, alert=held.alert)


def receiver(monitor: Monitor) -> Receive | None:
    """Return what takes requests of channels' platforms: the first channel that knows one as its own answers it."""
    channels = receiving(monitor.channels)

    def receive(headers: Mapping[str, str], body: bytes) -> Reply:
        for name, channel in channels.items():
            reply = channel.receive(headers, body, monitor.presses.taker(name))
            if reply.status != _UNVERIFIED:
                return reply
        return Reply(status=_UNVERIFIED)

    return receive if channels else None
