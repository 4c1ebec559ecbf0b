"""Judge: each revision that waits is measured, decided on, and opens or changes its cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Literal, Protocol

import structlog

from connectors.contract import Mention
from monitor.domain import opening, world
from monitor.domain.case import LIVE_STATES, Case, EventKind
from monitor.domain.lane import Lane, Line
from monitor.domain.listening import Listening
from monitor.domain.muting import Silence
from monitor.domain.routing import Routing
from monitor.domain.shadow import LIVE, Shadow
from monitor.domain.surroundings import Surroundings
from monitor.domain.verdict import OLD, Verdict, unjudged
from monitor.domain.worsening import raised
from monitor.guard import Bug, guarded
from monitor.stages import grouping
from monitor.stages.alerting import Alerting, Way
from monitor.stages.grouping import NewCase
from monitor.stages.marks import text_of
from monitor.stages.report import StageReport
from monitor.store import cases, judgements, surroundings
from monitor.store.database import Database, Transaction
from monitor.store.judgements import Judged, Part, Pending
from monitor.store.openings import Opening, open_cases

BATCH = 100
"""Revisions judged between two commits: a page of the web waits for one batch at most."""
SHORT = 500
"""Mentions that take less time to judge than a process takes to start."""
PARTS = 16
"""Parts of a backlog that may be judged at once: as many cores can help, over all machines."""
NEWS = timedelta(hours=1)
"""What a story that is replayed says is of its past when it is older than this."""

_log = structlog.get_logger("judge")


class Judges(Protocol):
    """What decides; `version` names it on every verdict."""

    @property
    def version(self) -> str:
        """Changes when the same mention might be judged otherwise."""
        ...

    def prepare(self, mentions: Sequence[Mention]) -> None:
        """Look at live mentions that will be judged next; may wait for a bounded time."""
        ...

    def judge(
        self, mention: Mention, brands: Sequence[tuple[str, Literal["us", "brand"]]], surroundings: Surroundings
    ) -> Mapping[str, Verdict]:
        """Return a verdict for each of `brands`, which come with what their source is about."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What follows from a verdict: `listening` by source id, where complaints go, and what a new set-up holds.

    `silences` are the first ones: people may have made others since. `rivals` are brands that are competitors: what
    is said of them is judged and counted, and nothing follows from it.
    """

    listening: Mapping[int, Listening]
    routing: Routing
    shadow: Shadow = LIVE
    silences: tuple[Silence, ...] = ()
    rivals: frozenset[str] = frozenset()


class JudgeStage:
    """Judges everything that waits, live mentions first."""

    def __init__(self, db: Database, judge: Judges, rules: Rules, *, stopping: Callable[[], bool]) -> None:
        self._db = db
        self._judge = judge
        self._rules = rules
        self._stopping = stopping
        self._names = {number: one.source for number, one in rules.listening.items()}
        self._alerting = Alerting(rules.routing, rules.silences, rules.shadow)

    def due(self, line: Line, _: datetime) -> list[str]:
        """Name parts of what waits in a line that can be judged at once; a few mentions are one part."""
        waiting = self._waiting(line, BATCH + 1)
        parts = PARTS if waiting > BATCH else min(waiting, 1)
        return [f"{number}/{parts}" for number in range(parts)]

    def judge_part(self, line: Line, name: str, now: datetime) -> StageReport:
        """Judge one part, as `due` named it, until nothing of it waits."""
        return self.run_once(now, part=Part.named(name), line=line)

    def is_short(self, line: Line) -> bool:
        """Whether so little waits in a line that no process of its own is worth it."""
        return self._waiting(line, SHORT + 1) <= SHORT

    def run_once(self, now: datetime, *, part: Part | None = None, line: Line | None = None) -> StageReport:
        """Judge until nothing waits (of one part, in one line), or until the service stops."""
        done = complaints = opened = 0
        while not self._stopping():
            with self._db.read() as tx:
                waiting = [self._listened_to(one) for one in judgements.pending(tx, limit=BATCH, part=part, line=line)]
                around = surroundings.around(tx, waiting)
            if not waiting:
                break
            self._judge.prepare([one.mention for one in waiting if one.lane is Lane.LIVE])
            judged = [Judged(pending=one, verdicts=self._verdicts(one, around[one.mention_id])) for one in waiting]
            with self._db.write() as tx:
                current = judgements.still_pending(tx, judged)
                opened += self._follow(tx, current, now)
                judgements.save(tx, current, judge=self._judge.version, now=now)
                judgements.count(tx, current, self._names)
            done += len(current)
            complaints += sum(any(verdict.complaint for _, verdict in one.verdicts) for one in current)
        return StageReport(stage="judge", done=done, figures={"complaints": complaints, "cases_opened": opened})

    def _waiting(self, line: Line, limit: int) -> int:
        with self._db.read() as tx:
            return judgements.waiting(tx, limit=limit, line=line)

    def _verdicts(self, pending: Pending, around: Surroundings) -> tuple[tuple[str, Verdict], ...]:
        """One verdict for each brand that a source listens for and that has none yet, or one of when it was no news."""
        wanted: dict[str, Literal["us", "brand"]] = {}
        for source_id in pending.sources:
            heard_by = self._rules.listening.get(source_id)
            for brand in heard_by.brands if heard_by else ():
                judged_in = pending.judged_for.get(brand)
                if (judged_in is None or judged_in > pending.lane) and wanted.get(brand) != "us":
                    wanted[brand] = heard_by.about if heard_by else "brand"
        result = guarded(lambda: self._judge.judge(pending.mention, list(wanted.items()), around))
        if isinstance(result, Bug):
            _log.error("bug", mention=pending.mention_id, what=result.summary, details=result.details)
            return tuple((brand, unjudged()) for brand in wanted)
        return tuple((brand, self._ours(brand, verdict)) for brand, verdict in result.value.items())

    def _ours(self, brand: str, verdict: Verdict) -> Verdict:
        """Nobody is alerted of a competitor's trouble, nor asked to read it."""
        return replace(verdict, alert=False, needs_eyes=False) if brand in self._rules.rivals else verdict

    def _listened_to(self, pending: Pending) -> Pending:
        """Leave out sources that are configured no longer, such as the old name of one that was renamed."""
        heard_by = tuple(source for source in pending.sources if source in self._rules.listening)
        return replace(pending, sources=heard_by or pending.sources)

    def _follow(self, tx: Transaction, judged: Sequence[Judged], now: datetime) -> int:
        """Open new cases and change known ones; return how many were opened."""
        known = judgements.cases_of(tx, [one.pending.mention_id for one in judged])
        openings: list[Opening] = []
        found: list[Way] = []
        heard: list[Pending] = []
        acting = self._alerting.acting(tx, now)
        for one in judged:
            for brand, verdict in one.verdicts:
                case = known.get((one.pending.mention_id, brand))
                opens = verdict.complaint and one.pending.lane is not Lane.HISTORY and brand not in self._rules.rivals
                if case is None and not opens:
                    continue
                way = self._way(one.pending, brand, verdict, acting, now)
                if case is not None:
                    self._edited(tx, case, one.pending, verdict, way, now)
                else:
                    openings.append(self._opening(one.pending, brand, verdict, way, now))
                    found.append(way)
                    heard.append(one.pending)
        made = open_cases(tx, openings)
        placed = grouping.gather(tx, list(map(_new, made, heard, found)), now)
        told = [(case, way) for case, way in zip(placed, found, strict=True) if case.alert]
        self._alerting.alert(tx, told, now)
        return len(made)

    def _edited(self, tx: Transaction, case: Case, pending: Pending, verdict: Verdict, way: Way, now: datetime) -> None:
        was = judgements.before(tx, pending)
        if was is None:
            return
        listening = self._rules.listening.get(pending.sources[0])
        at = pending.mention.edited_at or now if listening and listening.replayed else now
        after, events = world.customer_moved(
            case,
            was,
            pending.mention,
            now=at,
            complains=verdict.complaint,
            revision=pending.revision,
            due_at=None if way.route.clock is None else way.route.clock.due_at(at),
        )
        if verdict.complaint:
            by_people = cases.corrected(tx, case.id)  # their word stands
            judged = raised(verdict.severity or case.severity, cases.steps_beside(tx, case.id, verdict.reasons))
            severity = case.severity if EventKind.SEVERITY in by_people else judged
            topic = case.topic if EventKind.TOPIC in by_people else verdict.topic or case.topic
            after, more = world.rejudged(after, severity=severity, topic=topic, need=verdict.need, now=at)
            events = [*events, *more]
        sure = verdict.alert and pending.lane is Lane.LIVE and after.state in LIVE_STATES
        after = replace(after, alert=case.alert or sure, version=case.version + 1)
        if not events:
            return
        changed = cases.change(tx, case, after, events, now=now)
        if verdict.complaint and pending.lane is Lane.LIVE and text_of(was) != text_of(pending.mention):
            loud_at = partial(self._alerting.loud_at, way, changed, now)
            changed = grouping.regroup(tx, case, changed, was, pending.mention, now, known=_known(way), loud_at=loud_at)
        if changed.alert:
            self._alerting.alert_changed(tx, case, changed, way, now)

    def _opening(self, pending: Pending, brand: str, verdict: Verdict, way: Way, now: datetime) -> Opening:
        alert = verdict.alert and pending.lane is Lane.LIVE
        make = partial(
            opening.opened,
            mention_id=pending.mention_id,
            brand=brand,
            verdict=verdict,
            route=way.route,
            heard_at=pending.heard_at,
            alert=alert,
            replies=pending.mention.own_replies,
            now=now,
            silence=way.silence if alert else None,
        )
        first = pending.sources[0]
        worse_at = None if way.replayed else pending.heard_at + OLD
        name, language = self._names[first], verdict.language
        return Opening(source_id=first, source=name, make=make, language=language, worse_at=worse_at)

    def _way(self, pending: Pending, brand: str, verdict: Verdict, acting: Sequence[Silence], now: datetime) -> Way:
        listening = self._rules.listening.get(pending.sources[0])
        return self._alerting.way(
            pending.mention,
            brand,
            verdict,
            source=self._names.get(pending.sources[0], ""),
            department=listening.department if listening else None,
            replayed=bool(listening and listening.replayed) and now - pending.heard_at > NEWS,
            acting=acting,
            now=now,
        )


def _new(case: Case, pending: Pending, way: Way) -> NewCase:
    return NewCase(case=case, mention=pending.mention, live=pending.lane is Lane.LIVE, known=_known(way))


def _known(way: Way) -> str | None:
    return way.silence.mark if way.silence else None
