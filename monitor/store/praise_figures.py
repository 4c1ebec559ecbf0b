"""What was heard in praise of our staff: counted from the verdicts, so that the count has its rows."""

from sqlalchemy import func, select

from monitor.domain.edition import EVERY_BRAND
from monitor.domain.figures import MOST_IDS, Praised
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.spans import Span
from monitor.store.tables import MentionRow, VerdictRow

_MENTIONS, _VERDICTS = table(MentionRow), table(VerdictRow)


def of_week(tx: Transaction, week: Span, brand: str) -> Praised:
    """Return the praise heard in a week of `brand` (or of all); what is gone from its platform does not count.

    Praise is rare and has an index of its own: it is looked up by verdict, not by week.
    """
    found = select(_MENTIONS.c.id).join(_VERDICTS, _VERDICTS.c.mention_id == _MENTIONS.c.id).distinct()
    found = found.where(_VERDICTS.c.praise, week.has(_MENTIONS.c.heard_at), _MENTIONS.c.gone_at.is_(None))
    if brand != EVERY_BRAND:
        found = found.where(_VERDICTS.c.brand == brand)
    count = tx.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    first = tx.execute(found.order_by(_MENTIONS.c.id).limit(MOST_IDS)).scalars()
    return Praised(count=count, mentions=tuple(first))
