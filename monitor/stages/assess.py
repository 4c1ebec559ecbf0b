"""Assess: what the store knows of how well it was judged, and which thresholds would have done what."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.domain import thresholds
from monitor.domain.intervals import total
from monitor.domain.labels import Labelled, What
from monitor.domain.quality import Quality, Seen, assess
from monitor.domain.relevance import About
from monitor.domain.thresholds import Proposal
from monitor.store import audits, labels, past
from monitor.store.database import Database

RECENT = timedelta(days=7)
DAYS = 28.0


def quality(db: Database, now: datetime, *, days: float = DAYS) -> Quality:
    """Return how the mentions of the last `days` were judged, as far as answers given in them tell."""
    since = now - timedelta(days=days)
    seen = list(_seen(db, since, now))
    with db.read() as tx:
        labelled = labels.labelled(tx, What.COMPLAINT, since)
        strata = audits.strata(tx, since)
        uncounted = labels.not_counted(tx, What.COMPLAINT, since)
    return assess(
        seen,
        labelled,
        days=days,
        missed=total(strata),
        read_blind=sum(stratum.read for stratum in strata),
        uncounted=uncounted,
    )


def for_alerts(db: Database, now: datetime, *, a_day: float, days: float = DAYS, least: float = 0.0) -> Proposal:
    """Return the threshold that would have let at most `a_day` alerts through, but none below `least`."""
    scores, labelled = _history(db, now, days)
    return thresholds.for_alerts(scores, _listened(db, now, days), labelled, a_day, least=least)


def for_misses(db: Database, now: datetime, *, one_in: float, days: float = DAYS) -> Proposal:
    """Return the threshold that would have missed at most one complaint in `one_in`."""
    scores, labelled = _history(db, now, days)
    return thresholds.for_misses(scores, _listened(db, now, days), labelled, one_in)


def _history(db: Database, now: datetime, days: float) -> tuple[list[float], list[Labelled]]:
    since = now - timedelta(days=days)
    scores = [one.score for one in _seen(db, since, now) if one.score is not None]
    with db.read() as tx:
        return scores, labels.labelled(tx, What.COMPLAINT)


def _listened(db: Database, now: datetime, days: float) -> float:
    """Return how many of the days this store has listened."""
    first = next(past.mentions(db, now - timedelta(days=days)), None)
    return days if first is None else max(1.0, (now - first.heard_at) / timedelta(days=1))


def _seen(db: Database, since: datetime, now: datetime) -> Iterator[Seen]:
    for one in past.mentions(db, since, now):
        for brand, decided in one.decided.items():
            if decided.about == About.US:
                yield Seen(
                    brand=brand,
                    source=one.sources[0] if one.sources else "",
                    language=decided.language,
                    score=decided.score,
                    complaint=decided.complaint,
                    alert=decided.alert,
                    recent=one.heard_at >= now - RECENT,
                )
