"""The composition root: everything that one configuration asks for, put together.

With `hearing` and `speaking`, which make its sources and its channels, the only place that names concrete parts.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.contract import Channel as Speaker
from connectors.kit.http import Door
from monitor.assembly.answering import answering
from monitor.assembly.digesting import digest_plans, insights_for, morning_plan
from monitor.assembly.enrolling import enroll
from monitor.assembly.hearing import doors, endless, job_for, listener_for, listening_for, windows
from monitor.assembly.hooking import hooking
from monitor.assembly.reacting import reactions_for
from monitor.assembly.speaking import interactive_ones, listening_ones, presses_for, voice, wordings_for
from monitor.assembly.staffing import staff_for
from monitor.assembly.teaching import teaching_for
from monitor.assembly.tuning import Tuning, case_threshold, tuning_for
from monitor.config.schema import Config
from monitor.domain.lane import Line
from monitor.engines.contract import Job, Work
from monitor.stages import fold, prune
from monitor.stages.answer import AnswerStage
from monitor.stages.clock import Clock
from monitor.stages.collect import CollectStage
from monitor.stages.deliver import DeliverStage
from monitor.stages.desk import Desk
from monitor.stages.digest import DigestStage
from monitor.stages.hooks import HookStage
from monitor.stages.insights import InsightStage
from monitor.stages.judge import JudgeStage
from monitor.stages.kudos import KudosStage
from monitor.stages.listening import Listening
from monitor.stages.morning import MorningStage
from monitor.stages.notes import NoteStage
from monitor.stages.people import People
from monitor.stages.poll import Poller
from monitor.stages.presses import Presses
from monitor.stages.receive import ReceiveStage
from monitor.stages.remind import RemindStage
from monitor.stages.report import StageReport
from monitor.stages.retract import RetractStage
from monitor.stages.sending import Sender
from monitor.stages.shadow import ShadowStage
from monitor.stages.teach import TeachStage
from monitor.stages.wake import WakeStage
from monitor.stages.watch import WatchStage
from monitor.stages.worsen import WorsenStage
from monitor.store import duties, shadows, suspects
from monitor.store.database import Database
from monitor.store.pacing import CallTurns, SharedTurns
from monitor.store.retention import Retention

TICK = timedelta(seconds=1)
PRESSES = timedelta(seconds=5)
"""How often workers look for presses that a process which is gone has left."""
WATCH = timedelta(minutes=1)
"""How often it is looked what is to be looked at again."""
CHORES = timedelta(seconds=15)
"""How often it is looked whether a regular duty is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """All stages on one store, as one configuration wants them."""

    config: Config
    db: Database
    clock: Clock
    door: Door
    channels: Mapping[str, Speaker]
    collect: CollectStage
    listen: CollectStage | None
    tuning: Tuning
    deliver: DeliverStage
    retract: RetractStage
    digest: DigestStage
    insights: InsightStage
    morning: MorningStage
    kudos: KudosStage
    shadow: ShadowStage
    wake: WakeStage
    notes: NoteStage
    teach: TeachStage
    receive: ReceiveStage
    watch: WatchStage
    presses: Presses
    people: People
    listening: Listening
    answer: AnswerStage
    desk: Desk
    hooks: HookStage

    @property
    def judge(self) -> JudgeStage:
        """Judges by the settings as they are."""
        return self.tuning.now().judge

    @property
    def remind(self) -> RemindStage:
        """Reminds by the settings as they are."""
        return self.tuning.now().remind

    @property
    def worsen(self) -> WorsenStage:
        """Makes worse by the settings as they are."""
        return self.tuning.now().worsen

    def jobs(self, aside: Callable[..., object] | None = None) -> list[Job]:
        """Return what comes round, and how often. Polls and deliveries are begun, not waited for.

        `aside` judges the past in a process of its own; without it that is done here.
        """
        return [
            Job(name="collect", every=TICK, run=self.collect.keep_up),
            Job(name="judge", every=TICK, run=lambda now: self.judge.run_once(now, line=Line.LIVE)),
            Job(name="backfill", every=TICK, run=lambda now: self._backfill(None, now, aside)),
            Job(name="deliver", every=TICK, run=self.deliver.begin_due),
            Job(name="presses", every=TICK, run=self.presses.run_once),
            Job(name="answer", every=TICK, run=self.answer.run_once),
            Job(name="watch", every=WATCH, run=self.watch.run_once),
            *(Job(name=name, every=every, run=run) for name, (every, run) in self._chores().items()),
        ]

    def works(self, concurrency: int, aside: Callable[..., object] | None = None) -> list[Work]:
        """Return the same in pieces, for several processes: a source, a part of what waits, a channel, a duty."""
        return [
            Work(
                name="collect",
                every=TICK,
                due=self.collect.due,
                do=self.collect.poll,
                lane="collect",
                threads=concurrency,
            ),
            *self._judging(aside),
            Work(
                name="deliver",
                every=TICK,
                due=self.deliver.due,
                do=lambda name, _: self.deliver.serve(name),
                lane="deliver",
                threads=len(self.config.channels),
            ),
            Work(name="watch", every=WATCH, due=self.watch.due, do=self.watch.watch, lane="watch", threads=4),
            Work(name="answer", every=TICK, due=self.answer.due, do=self.answer.serve, lane="answer"),
            self._chore("presses", PRESSES, self.presses.run_once),
            *(self._chore(name, every, run) for name, (every, run) in self._chores().items()),
        ]

    def _judging(self, aside: Callable[..., object] | None) -> list[Work]:
        """Two lines, each in a lane of its own."""
        return [
            Work(
                name="judge",
                every=TICK,
                due=lambda now: self.judge.due(Line.LIVE, now),
                do=lambda part, now: self.judge.judge_part(Line.LIVE, part, now),
                lane="judge",
            ),
            Work(
                name="backfill",
                every=TICK,
                due=lambda now: self.judge.due(Line.BACKFILL, now),
                do=lambda part, now: self._backfill(part, now, aside),
                lane="backfill",
            ),
        ]

    def _backfill(self, part: str | None, now: datetime, aside: Callable[..., object] | None) -> None:
        """Judge the past (a part of it): a little of it here, more of it aside, so that it delays nothing here."""
        if aside is not None and not self.judge.is_short(Line.BACKFILL):
            aside(*(() if part is None else ("--part", part)))
        elif part is None:
            self.judge.run_once(now, line=Line.BACKFILL)
        else:
            self.judge.judge_part(Line.BACKFILL, part, now)

    def _chores(self) -> dict[str, tuple[timedelta, Callable[[datetime], object]]]:
        """What comes round regularly and is one piece, and how often."""
        return {
            "receive": (TICK, self.receive.run_once),
            "hooks": (TICK, self.hooks.begin_due),
            "retract": (suspects.LOOK_EVERY, self.retract.run_once),
            "wake": (timedelta(seconds=15), self.wake.run_once),
            "worsen": (timedelta(seconds=15), lambda now: self.worsen.run_once(now)),  # noqa: PLW0108  (settings change)
            "remind": (timedelta(seconds=15), lambda now: self.remind.run_once(now)),  # noqa: PLW0108
            "notes": (timedelta(seconds=15), self.notes.run_once),
            "fold": (timedelta(minutes=1), lambda _: fold.run_once(self.db)),
            "digest": (timedelta(minutes=1), self.digest.run_once),
            "insights": (timedelta(seconds=15), self.insights.run_once),
            "morning": (timedelta(minutes=1), self.morning.run_once),
            "kudos": (timedelta(minutes=1), self.kudos.run_once),
            "shadow": (timedelta(minutes=1), self.shadow.run_once),
            "prune": (timedelta(hours=1), self.prune),
            "people": (timedelta(minutes=10), self.people.acquaint),
            "teach": (timedelta(minutes=10), self.teach.run_once),
        }

    def _chore(self, name: str, every: timedelta, run: Callable[[datetime], object]) -> Work:
        """What comes round regularly: the store remembers when, for all schedulers."""

        def due(now: datetime) -> list[str]:
            with self.db.write() as tx:
                return [name] if duties.take(tx, f"every/{name}", now, every=every) else []

        return Work(name=name, every=min(every, CHORES), due=due, do=lambda _, now: run(now), lane="chores", threads=2)

    def round(self, now: datetime, *, names: Collection[str] | None = None) -> dict[str, StageReport]:
        """Do everything that is due once, in the order in which one thing follows from another."""
        reports = [self.collect.run_once(now, names=names), self.receive.run_once(now)]
        reports += [self.judge.run_once(now), self.wake.run_once(now), self.worsen.run_once(now)]
        reports += [self.remind.run_once(now), self.notes.run_once(now)]
        fold.run_once(self.db)
        self.people.acquaint(now)
        telling = (self.digest, self.insights, self.morning, self.kudos, self.shadow)
        reports += [stage.run_once(now) for stage in telling]
        reports += [self.prune(now), self.presses.run_once(now)]
        reports += [self.answer.run_once(now), self.deliver.run_once(now), self.hooks.run_once(now)]
        return {report.stage: report for report in reports}

    def prune(self, now: datetime) -> StageReport:
        """Delete what is older than the configuration keeps."""
        kept = self.config.retention
        retention = Retention(mentions=kept.mentions, payloads=kept.payloads)
        return prune.run_once(self.db, retention, now, stopping=self.clock.stopping)

    def close(self) -> None:
        """Let what runs end, and close connections; the store stays open."""
        self.listening.close()
        self.presses.close()
        for hearing in filter(None, (self.collect, self.listen)):
            hearing.close()
        self.answer.close()
        self.deliver.close()
        self.hooks.close()
        self.door.close()


def assemble(config: Config, db: Database, clock: Clock) -> Monitor:
    """Put everything together and make the store's sources those of `config`."""
    now = clock.now()
    turns = SharedTurns(db) if config.engine == "distributed" else None
    door = Door(contact=config.web.base_url, now=clock.now, turns=turns)
    with db.write() as tx:
        ids, began = enroll(tx, config, now), shadows.began_at(tx, now)
    operators = config.operators or config.channels[0].name
    calls = CallTurns(db, clock.now)
    voices = {channel.name: voice(channel, clock, calls) for channel in config.channels}
    jobs = {source.name: job_for(source, config.brands, door, clock, db) for source in config.sources}
    tuning = tuning_for(
        config, db, clock, began, {ids[source.name]: listening_for(source) for source in config.sources}
    )
    answer, desk = answering(config, db, door, clock, lambda tx: tuning.seen(tx).config)
    reactions = reactions_for(config, db, desk, digest_plans(config)[0], tuning)
    wordings = wordings_for(config, tuning, voices, reactions, desk)
    poller, listened = Poller(db, clock, operators=operators), endless(config.sources)
    deliver = DeliverStage(db, voices, wordings, Sender(db, clock, operators=operators), clock)
    known = People(db, staff_for(config), interactive_ones(voices), clock)
    presses = presses_for(db, voices, reactions, known, clock, deliver)
    return Monitor(
        config=config,
        db=db,
        clock=clock,
        door=door,
        channels={name: one.channel for name, one in voices.items()},
        collect=CollectStage(db, jobs, clock, poller, apart=listened),
        listen=listener_for(db, {name: jobs[name] for name in listened}, clock, poller),
        tuning=tuning,
        retract=RetractStage(db, voices),
        watch=WatchStage(db, windows(config.sources, jobs, ids, door, clock, db), stopping=clock.stopping),
        receive=ReceiveStage(db, doors(jobs, ids), stopping=clock.stopping),
        deliver=deliver,
        digest=DigestStage(db, *digest_plans(config)),
        insights=insights_for(config, db, clock.stopping),
        morning=MorningStage(db, morning_plan(config)),
        kudos=KudosStage(db, config.kudos),
        shadow=ShadowStage(db, sorted(voices), lambda tx: tuning.seen(tx).shadow.until or began),
        wake=WakeStage(db),
        notes=NoteStage(db),
        teach=teaching_for(config, db, case_threshold(config)),
        presses=presses,
        people=known,
        answer=answer,
        desk=desk,
        hooks=hooking(config, db, clock),
        listening=Listening(db, listening_ones(voices), presses.taker, clock, operators=operators),
    )
