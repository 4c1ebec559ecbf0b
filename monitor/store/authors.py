"""Authors: what is known of who said something, beside what they are called."""

from sqlalchemy import func, select

from monitor.domain.access import Limits
from monitor.domain.conversation import MOST, Known
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow, MentionRow
from monitor.store.within import cases_within, mentions_within

_MENTIONS, _CASES = table(MentionRow), table(CaseRow)


def known(tx: Transaction, mention_id: int, within: Limits) -> Known:
    """Return what is known of who said a mention, as far as somebody may see it."""
    mine = tx.execute(select(_MENTIONS).where(_MENTIONS.c.id == mention_id)).one()
    theirs = (_MENTIONS.c.platform == mine.platform) & (_MENTIONS.c.author_id == mine.author_id)
    if mine.author_id is None:
        theirs = _MENTIONS.c.id == mention_id
    some = select(_MENTIONS.c.id, _MENTIONS.c.posted_at).where(theirs, *mentions_within(within)).limit(MOST + 1)
    heard = some.subquery()
    counted = tx.execute(select(func.count(heard.c.id), func.min(heard.c.posted_at))).one()
    end = func.coalesce(_CASES.c.outcome, _CASES.c.dismissal)
    of_them = _CASES.c.mention_id.in_(select(heard.c.id))
    ended = select(end, func.count()).where(of_them, *cases_within(within)).group_by(end)
    ends = [(name, count) for name, count in tx.execute(ended)]
    return Known(
        platform=mine.platform,
        id=mine.author_id,
        name=mine.author_name,
        followers=mine.followers,
        mentions=counted[0],
        since=counted[1] if counted[0] <= MOST else None,
        cases=sum(count for _, count in ends),
        outcomes=tuple(sorted((name, count) for name, count in ends if name)),
    )
