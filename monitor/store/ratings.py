"""Star ratings of a week by place, sorted as a net promoter score would sort them."""

from collections.abc import Sequence

from sqlalchemy import Float, and_, case, cast, exists, func, select

from monitor.domain.figures import ALL, Promoters, Stars
from monitor.domain.venue import Venue
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.spans import Span
from monitor.store.tables import MentionRow, SourceRow, VerdictRow

PROMOTER, DETRACTOR = 0.9, 0.6
"""Shares of the full rating: five of five and nine of ten promote, three of five and six of ten detract."""
_MENTIONS, _SOURCES, _VERDICTS = table(MentionRow), table(SourceRow), table(VerdictRow)


def of_weeks(
    tx: Transaction, spans: Sequence[Span], scope: str, sources: Sequence[str] | None
) -> tuple[Promoters, ...]:
    """Return the stars given in the first span, beside those of the second where there is one, the most first.

    A rating belongs to the week in which it was given. What is gone from its platform does not count.
    """
    now = _stars(tx, spans[0], scope)
    before = _stars(tx, spans[1], scope) if len(spans) > 1 else {}
    told = [
        Promoters(source=venue.source, platform=venue.platform, now=stars, before=before.get(venue, Stars()))
        for venue, stars in now.items()
        if sources is None or venue.source in sources
    ]
    return tuple(sorted(told, key=lambda one: (-one.now.count, one.source, one.platform)))


def _stars(tx: Transaction, span: Span, scope: str) -> dict[Venue, Stars]:
    share = cast(_MENTIONS.c.stars, Float) / _MENTIONS.c.out_of
    counted = select(
        _MENTIONS.c.platform,
        _SOURCES.c.name,
        func.sum(case((share >= PROMOTER, 1), else_=0)),
        func.sum(case((and_(share < PROMOTER, share > DETRACTOR), 1), else_=0)),
        func.sum(case((share <= DETRACTOR, 1), else_=0)),
    ).join(_SOURCES, _SOURCES.c.id == _MENTIONS.c.source_id)
    counted = counted.where(
        _MENTIONS.c.heard_at >= span.start,  # nothing is heard before it is posted; this has an index
        span.has(_MENTIONS.c.posted_at),
        _MENTIONS.c.stars.is_not(None),
        _MENTIONS.c.out_of > 0,
        _MENTIONS.c.gone_at.is_(None),
    )
    if scope != ALL:
        judged = and_(_VERDICTS.c.mention_id == _MENTIONS.c.id, _VERDICTS.c.brand == scope)
        counted = counted.where(exists().where(judged))
    return {
        Venue(platform=platform, source=source): Stars(promoters=int(high), passives=int(middle), detractors=int(low))
        for platform, source, high, middle, low in tx.execute(counted.group_by(_MENTIONS.c.platform, _SOURCES.c.name))
    }
