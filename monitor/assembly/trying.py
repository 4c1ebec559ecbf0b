"""Trying: a text is judged as if a source had heard it, by the settings as they are; nothing is kept."""

from collections.abc import Callable
from datetime import datetime

from connectors.contract import Author, Mention, MentionKey, Rating
from monitor.assembly.judging import judge_for, rules_for
from monitor.assembly.routing import silences_of
from monitor.assembly.teaching import opinions_for
from monitor.assembly.tuning import Tuning
from monitor.config.judgement import Threshold
from monitor.config.schema import Config
from monitor.domain.match import subject_of
from monitor.domain.muting import muted_by
from monitor.domain.routing import route
from monitor.domain.score import Severity, Topic
from monitor.domain.trial import Trial, TrialResult
from monitor.domain.verdict import Thresholds, Verdict
from monitor.store import silences
from monitor.store.database import Database

Tries = Callable[[Trial], TrialResult]


def trying(config: Config, db: Database, tuning: Tuning, now: Callable[[], datetime]) -> Tries:
    """Return what tries a text by the settings as they are, and by other thresholds. Plugged-in scorers are asked."""
    first, platforms = silences_of(config), {source.name: source.kind for source in config.sources}
    departments = {source.name: source.department for source in config.sources}
    abouts = {source.name: source.about for source in config.sources}
    opinions = opinions_for(config, db, now)

    def tries(trial: Trial) -> TrialResult:
        at = now()
        with db.read() as tx:
            held, acting = tuning.seen(tx), silences.acting(tx, first, at)
        mention = _mention(trial, platforms.get(trial.source, trial.source), at)
        for one in opinions:
            one.prepare([mention])

        def judged(by: Config) -> Verdict:
            return judge_for(by, opinions).judge(mention, [(trial.brand, abouts.get(trial.source, "us"))])[trial.brand]

        verdict, thresholds = judged(held.config), rules_for(held.config).thresholds
        drafts = _drafts(trial, thresholds)
        subject = subject_of(
            mention,
            brand=trial.brand,
            topic=verdict.topic or Topic.OTHER,
            severity=Severity.CRITICAL if verdict.critical else verdict.severity or Severity.LOW,
            source=trial.source,
            language=verdict.language,
        )
        found = route(held.routing, subject, named=departments.get(trial.source))
        return TrialResult(
            verdict=verdict,
            thresholds=thresholds,
            subject=subject,
            route=found,
            silence=muted_by(acting, subject, at),
            loud={channel: held.routing.loud_at(channel, found.department, at) for channel in found.channels},
            live_at=held.shadow.until if held.shadow.holds(trial.source, at) else None,
            drafts=drafts,
            drafted=None if drafts is None else judged(_with(held.config, drafts)),
        )

    return tries


def _drafts(trial: Trial, held: Thresholds) -> Thresholds | None:
    """Return the other thresholds; an alert is never below a case."""
    if trial.case is None and trial.alert is None:
        return None
    case = held.case if trial.case is None else trial.case
    return Thresholds(case=case, alert=max(case, held.alert if trial.alert is None else trial.alert))


def _with(config: Config, thresholds: Thresholds) -> Config:
    written = Threshold(case=thresholds.case, alert=thresholds.alert)
    return config.model_copy(update={"judgement": config.judgement.model_copy(update={"threshold": written})})


def _mention(trial: Trial, platform: str, now: datetime) -> Mention:
    return Mention(
        key=MentionKey(platform=platform, scope="try", native_id="try"),
        text=trial.text,
        title=trial.title or None,
        author=Author(),
        rating=None if trial.stars is None else Rating(stars=trial.stars),
        language=trial.language or None,
        posted_at=now,
    )
