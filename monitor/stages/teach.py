"""Teach: what comes round for the team's own layer: the weekly blind sample, and learning from all answers."""

from datetime import datetime

from monitor.stages.audit import AuditStage
from monitor.stages.learn import LearnStage
from monitor.stages.refile import RefileStage
from monitor.stages.report import StageReport


class TeachStage:
    """Draws the sample that is due, and learns what is new."""

    def __init__(self, audit: AuditStage, learn: LearnStage, refile: RefileStage) -> None:
        self._stages = (audit, learn, refile)

    def run_once(self, now: datetime) -> StageReport:
        """Do what is due; `done` counts what was drawn and what was put to use."""
        return StageReport(stage="teach", done=sum(stage.run_once(now).done for stage in self._stages))
