"""Refile: what people's handling of cases teaches of topics and severities, put to use where it is right more often."""

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context

import structlog

from connectors.contract import Mention
from monitor.domain.labels import What
from monitor.domain.score import Score, Topic
from monitor.scoring.filing import Filed, to_json
from monitor.scoring.filing_check import LEAST, CheckedFiling, check_steps, learn_filing, steps_of
from monitor.scoring.team import words_of
from monitor.stages.report import StageReport
from monitor.store import duties, filings, models
from monitor.store.database import Database
from monitor.store.filings import Handled

NAME = "refile"
EVERY = timedelta(hours=1)
MOST = 2_000
"""So many of the latest cases are learned from."""

GROWN = 1.1
"""It is learned anew when there are so many times as many cases as the last time, and 50 more at least."""

BY = "monitor"
KINDS = (What.TOPIC, What.SEVERITY)

_log = structlog.get_logger("learn")

Fit = Callable[[Sequence[Filed]], CheckedFiling]


def filed_aside(cases: Sequence[Filed]) -> CheckedFiling:
    """Learn in a process of its own that yields to everything else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=partial(os.nice, 15)) as pool:
        return pool.submit(learn_filing, cases).result()


class RefileStage:
    """Looks hourly whether there is more to learn; `measure` tells what ships of a mention, whatever was learned."""

    def __init__(
        self, db: Database, measure: Callable[[Mention], Score], *, fit: Fit = filed_aside, least: int = LEAST
    ) -> None:
        self._db = db
        self._measure = measure
        self._fit = fit
        self._least = least

    def run_once(self, now: datetime) -> StageReport:
        """Learn what is due; `done` counts models that were put to use."""
        with self._db.write() as tx:
            due = duties.take(tx, NAME, now, every=EVERY)
        return StageReport(stage=NAME, done=sum(self.learn(what, now) for what in KINDS) if due else 0)

    def learn(self, what: What, now: datetime, *, anyway: bool = False) -> bool:
        """Learn about `what` where enough is new (or `anyway`); return whether a model was put to use."""
        with self._db.read() as tx:
            known, last = filings.count(tx, what), models.latest(tx, what)
            grown = last is None or known >= max(last.labels * GROWN, last.labels + 50)
            if known < self._least or not (grown or anyway):
                return False
            handled = filings.handled(tx, what, limit=MOST)
        if what is What.SEVERITY:
            return self._severities(handled, known, now)
        return self._topics(handled, known, now)

    def _topics(self, handled: Sequence[Handled], known: int, now: datetime) -> bool:
        cases = [
            Filed(words=words_of(one.mention), judged=self._judged(one.mention), topic=one.topic) for one in handled
        ]
        try:
            checked = self._fit(cases)
        except ValueError as error:
            _log.info("nothing learned", what=What.TOPIC, why=str(error))
            return False
        shares = (checked.held_out, checked.right, checked.right_before)
        return self._keep(What.TOPIC, to_json(checked.model), checked.better, shares, known, now)

    def _judged(self, mention: Mention) -> str:
        return next(iter(self._measure(mention).topics), Topic.OTHER)

    def _severities(self, handled: Sequence[Handled], known: int, now: datetime) -> bool:
        moved = [(one.topic.value, one.moved) for one in handled]
        better, held_out, right, before = check_steps(moved)
        content = json.dumps(steps_of(moved))
        return self._keep(What.SEVERITY, content, better, (held_out, right, before), known, now)

    def _keep(
        self, what: What, content: str, better: bool, shares: tuple[int, float, float], known: int, now: datetime
    ) -> bool:
        held_out, right, before = shares
        report = {"held_out": held_out, "right": right, "right_before": before, "better": better}
        with self._db.write() as tx:
            number = models.add(tx, what, content, report, labels=known, now=now)
            if better:
                models.use(tx, what, number, by=BY, now=now)
        _log.info("learned", what=what.value, model=number, cases=known, **report)
        return better
