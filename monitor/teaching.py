"""Teaching as one configuration wants it: what learns from the team, and what asks it."""

from monitor.config.schema import Config
from monitor.domain.score import Score
from monitor.scoring.stage import measure
from monitor.stages.audit import AuditStage
from monitor.stages.learn import LearnStage, fitted, fitted_aside
from monitor.stages.teach import TeachStage
from monitor.store.database import Database
from monitor.store.labels import Lesson


def teaching_for(config: Config, db: Database) -> TeachStage:
    """Return what comes round: the sample is asked about in the operators' channel."""
    channel = config.operators or config.channels[0].name
    return TeachStage(audit_for(config, db, channel=channel), learning_for(config, db))


def learning_for(config: Config, db: Database, *, aside: bool = True) -> LearnStage:
    """Return what learns from the team; `aside` in a process of its own."""
    return LearnStage(db, _measured, case=config.judgement.threshold.case, fit=fitted_aside if aside else fitted)


def audit_for(config: Config, db: Database, *, channel: str | None) -> AuditStage:
    """Return what draws the weekly sample, and asks for it in `channel`."""
    return AuditStage(db, case=config.judgement.threshold.case, zone=config.digest.timezone, channel=channel)


def _measured(lesson: Lesson) -> Score:
    mention = lesson.mention
    return measure(mention.text, title=mention.title, rating=mention.rating, language=mention.language)
