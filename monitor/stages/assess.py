"""Assess: what the store knows of how well it was judged, and which thresholds would have done what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.domain import thresholds
from monitor.domain.intervals import total
from monitor.domain.labels import Labelled, What
from monitor.domain.quality import Quality, Seen, assess
from monitor.domain.relevance import COMPLAINING, About
from monitor.domain.thresholds import Proposal
from monitor.store import audits, labels, past, previews
from monitor.store.database import Database

RECENT = timedelta(days=7)
DAYS = 28.0


def quality(db: Database, now: datetime, *, days: float = DAYS) -> Quality:
    """Return how the mentions of the last `days` were judged, as far as answers given in them tell."""
    since = now - timedelta(days=days)
    seen = list(_seen(db, since, now))
    with db.read() as tx:
        labelled = labels.labelled(tx, What.COMPLAINT, since)
        listened = previews.listened(tx, since, now)
        strata = audits.strata(tx, since)
        uncounted = labels.not_counted(tx, What.COMPLAINT, since)
    return assess(
        seen,
        labelled,
        days=days,
        listened=listened,
        missed=total(strata),
        read_blind=sum(stratum.read for stratum in strata),
        uncounted=uncounted,
    )


def for_alerts(db: Database, now: datetime, *, a_day: float, days: float = DAYS, least: float = 0.0) -> Proposal:
    """Return the threshold that would have let at most `a_day` alerts through, but none below `least`."""
    known = _history(db, now, days)
    return thresholds.for_alerts(known.scores, known.days, known.labelled, a_day, least=least)


def for_misses(db: Database, now: datetime, *, one_in: float, alert: float, days: float = DAYS) -> Proposal:
    """Return the threshold that would have missed at most one complaint in `one_in`, of which `alert` alerts."""
    known = _history(db, now, days)
    return thresholds.for_misses(known.scores, known.days, known.labelled, one_in, alert=alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class _History:
    """The scores of what may be flagged, the days on which they were heard, and all that people answered."""

    scores: list[float]
    days: float
    labelled: list[Labelled]


def _history(db: Database, now: datetime, days: float) -> _History:
    since = now - timedelta(days=days)
    scores = [one.score for one in _seen(db, since, now) if one.heard and one.score is not None]
    with db.read() as tx:
        listened, labelled = previews.listened(tx, since, now), labels.labelled(tx, What.COMPLAINT)
    return _History(scores=scores, days=listened, labelled=labelled)


def _seen(db: Database, since: datetime, now: datetime) -> Iterator[Seen]:
    for one in past.mentions(db, since, now):
        for brand, decided in one.decided.items():
            if decided.about == About.US:
                yield Seen(
                    brand=brand,
                    source=one.sources[0] if one.sources else "",
                    language=decided.language,
                    score=decided.score,
                    heard=decided.speaker in COMPLAINING,
                    complaint=decided.complaint,
                    alert=decided.alert,
                    recent=one.heard_at >= now - RECENT,
                )
