"""What lies behind a case: what its mention said before, and its author's other cases."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from monitor.domain.access import Limits
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import CaseRow, MentionRow, RevisionRow
from monitor.store.within import cases_within

MOST = 10
_CASES, _MENTIONS, _REVISIONS = table(CaseRow), table(MentionRow), table(RevisionRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What a mention said until it was replaced."""

    title: str | None
    text: str
    replaced_at: datetime


def earlier_words(tx: Transaction, mention_id: int, limit: int = MOST) -> list[Earlier]:
    """Return what a mention said before, the latest of it first."""
    wanted = select(_REVISIONS).where(_REVISIONS.c.mention_id == mention_id)
    rows = tx.execute(wanted.order_by(_REVISIONS.c.revision.desc()).limit(limit))
    return [Earlier(title=row.title, text=row.text, replaced_at=row.replaced_at) for row in rows]


def others_of_author(tx: Transaction, mention_id: int, within: Limits, limit: int = MOST) -> list[int]:
    """Return the cases of other mentions of the same author that somebody sees, the newest first."""
    theirs = _MENTIONS.alias("theirs")
    same = (theirs.c.platform == _MENTIONS.c.platform) & (theirs.c.author_id == _MENTIONS.c.author_id)
    query = (
        select(_CASES.c.id)
        .join(theirs, theirs.c.id == _CASES.c.mention_id)
        .join(_MENTIONS, same)
        .where(_MENTIONS.c.id == mention_id, theirs.c.id != mention_id, *cases_within(within))
    )
    return list(tx.execute(query.order_by(_CASES.c.id.desc()).limit(limit)).scalars())
