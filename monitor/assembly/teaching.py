"""Teaching as one configuration wants it: what learns from the team, and what asks it."""

from collections.abc import Callable
from datetime import datetime

from connectors.contract import Mention
from monitor.config.schema import Config
from monitor.config.scorers import Scorer
from monitor.domain.score import Score
from monitor.scoring.filing_check import learn_filing
from monitor.scoring.opinions import Opinion
from monitor.scoring.remote import Endpoint, Ledger, RemoteScorer
from monitor.scoring.stage import measure
from monitor.stages.audit import AuditStage
from monitor.stages.learn import LearnStage, fitted, fitted_aside
from monitor.stages.refile import RefileStage, filed_aside
from monitor.stages.taught import Taught
from monitor.stages.teach import TeachStage
from monitor.store import scorers
from monitor.store.database import Database, Transaction
from monitor.store.labels import Lesson

Threshold = Callable[[Transaction], float]
"""Reads the score from which a mention is a case, as it holds: people may have changed it since a process began."""


def opinions_for(config: Config, db: Database, now: Callable[[], datetime]) -> list[Opinion]:
    """Return who is heard after the shipped judge: the team's own layer, and the scorers that are plugged in."""
    operators = config.operators or config.channels[0].name
    ledgers = (_ledger(one, db, operators, now) for one in config.judgement.scorers)
    remote = [
        RemoteScorer(_endpoint(one), ledger, measured)
        for one, ledger in zip(config.judgement.scorers, ledgers, strict=True)
    ]
    return [Taught(db), *remote]


def _endpoint(scorer: Scorer) -> Endpoint:
    return Endpoint(
        name=scorer.name,
        kind=scorer.kind,
        url=scorer.url,
        token=scorer.token.get_secret_value() if scorer.token else None,
        model=scorer.model,
        timeout=scorer.timeout.total_seconds(),
        say=scorer.say,
        always=scorer.when == "always",
        batch=scorer.batch,
    )


def _ledger(scorer: Scorer, db: Database, operators: str, now: Callable[[], datetime]) -> Ledger:
    def spend(name: str, texts: int) -> int:
        with db.write() as tx:
            return scorers.spend(tx, name, texts, a_day=scorer.a_day, now=now())

    def tell(name: str, trouble: str | None) -> None:
        with db.write() as tx:
            scorers.tell(tx, name, trouble, operators, now())

    return Ledger(spend=spend, tell=tell)


def teaching_for(config: Config, db: Database, case: Threshold) -> TeachStage:
    """Return what comes round: the sample is asked about in the operators' channel."""
    channel = config.operators or config.channels[0].name
    return TeachStage(audit_for(config, db, case, channel=channel), learning_for(db, case), refiling_for(db))


def learning_for(db: Database, case: Threshold, *, aside: bool = True) -> LearnStage:
    """Return what learns from the team; `aside` in a process of its own."""
    return LearnStage(db, _measured, case=case, fit=fitted_aside if aside else fitted)


def refiling_for(db: Database, *, aside: bool = True) -> RefileStage:
    """Return what learns how the team files complaints; `aside` in a process of its own."""
    return RefileStage(db, measured, fit=filed_aside if aside else learn_filing)


def audit_for(config: Config, db: Database, case: Threshold, *, channel: str | None) -> AuditStage:
    """Return what draws the weekly sample, and asks for it in `channel`."""
    return AuditStage(db, case=case, zone=config.digest.timezone, channel=channel, rivals=config.rivals)


def measured(mention: Mention) -> Score:
    """Measure a mention as it ships, whatever was learned."""
    return measure(mention.text, title=mention.title, rating=mention.rating, language=mention.language)


def _measured(lesson: Lesson) -> Score:
    return measured(lesson.mention)
