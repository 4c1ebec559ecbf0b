"""Learn: once enough of what the team said counts, a layer of its own is fitted, checked, and put to use if better.

Fitting takes seconds to minutes of a core, so a process of its own does it, at the lowest priority.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from typing import Protocol

import structlog

from monitor.domain.labels import What
from monitor.domain.score import Score
from monitor.scoring.team import TeamModel, brand_word
from monitor.scoring.team_check import LEAST, Checked, learn
from monitor.scoring.team_fit import Example, example
from monitor.scoring.team_json import from_json, to_json
from monitor.stages.report import StageReport
from monitor.store import duties, labels, models
from monitor.store.database import Database, Transaction
from monitor.store.labels import Lesson

NAME = "learn"
EVERY = timedelta(hours=1)
MOST = 4_000
"""So many of the latest labels are learned from."""

GROWN = 1.1
"""It is refitted when there are so many times as many labels as the last time, and 50 more at least."""

BY = "monitor"
KINDS = (What.COMPLAINT, What.OURS)

_log = structlog.get_logger("learn")


class Measures(Protocol):
    """What measures a mention as it ships, without what was learned."""

    def __call__(self, lesson: Lesson) -> Score:
        """Measure the mention of a lesson."""
        ...


Fit = Callable[[Sequence[Example], str, float, TeamModel | None, int], Checked]


def fitted(examples: Sequence[Example], version: str, case: float, current: TeamModel | None, least: int) -> Checked:
    """Fit in this process."""
    return learn(examples, version=version, case=case, current=current, least=least)


def fitted_aside(
    examples: Sequence[Example], version: str, case: float, current: TeamModel | None, least: int
) -> Checked:
    """Fit in a process of its own that yields to everything else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=partial(os.nice, 15)) as pool:
        return pool.submit(fitted, examples, version, case, current, least).result()


class LearnStage:
    """Looks hourly whether there is more to learn. `case` reads the threshold that a model is to serve, as it holds."""

    def __init__(
        self,
        db: Database,
        measure: Measures,
        *,
        case: Callable[[Transaction], float],
        fit: Fit = fitted_aside,
        least: int = LEAST,
    ) -> None:
        self._db = db
        self._measure = measure
        self._case = case
        self._fit = fit
        self._least = least

    def run_once(self, now: datetime) -> StageReport:
        """Learn what is due; `done` counts models that were put to use."""
        with self._db.write() as tx:
            due = duties.take(tx, NAME, now, every=EVERY)
        if not due:
            return StageReport(stage=NAME, done=0)
        return StageReport(stage=NAME, done=sum(self.learn(what, now) for what in KINDS))

    def learn(self, what: What, now: datetime, *, anyway: bool = False) -> bool:
        """Learn about `what` where enough is new (or `anyway`); return whether a model was put to use."""
        with self._db.read() as tx:
            known, last, current = labels.count(tx, what), models.latest(tx, what), models.used(tx, what)
            grown = last is None or known >= max(last.labels * GROWN, last.labels + 50)
            if known < self._least or not (grown or anyway):
                return False
            lessons, threshold = labels.lessons(tx, what, limit=MOST), self._threshold(tx, what)
        examples = [self._example(what, lesson) for lesson in lessons]
        judging = None if current is None else from_json(current.content, version="")
        try:
            checked = self._fit(examples, "", threshold, judging, self._least)
        except ValueError as error:
            _log.info("nothing learned", what=what, why=str(error))
            return False
        self._keep(what, checked, known, now)
        return checked.better

    def _threshold(self, tx: Transaction, what: What) -> float:
        return self._case(tx) if what is What.COMPLAINT else 0.5

    def _example(self, what: What, lesson: Lesson) -> Example:
        """What is ours is learned apart from how bad it is: its model starts from nothing."""
        score, one = self._measure(lesson), lesson.labelled
        if what is What.COMPLAINT:
            return example(lesson.mention, score, yes=one.yes, weight=one.weight)
        blank = Score(language=score.language, scored=True, vader=0.0, complaint=0.5)
        return example(lesson.mention, blank, yes=one.yes, weight=one.weight, more=(brand_word(one.brand),))

    def _keep(self, what: What, checked: Checked, known: int, now: datetime) -> None:
        report = {
            "held_out": checked.held_out,
            "f1": checked.f1,
            "f1_before": checked.f1_before,
            "better": checked.better,
        }
        with self._db.write() as tx:
            number = models.add(tx, what, to_json(checked.model), report, labels=known, now=now)
            if checked.better:
                models.use(tx, what, number, by=BY, now=now)
        _log.info("learned", what=what.value, model=number, labels=known, **report)
