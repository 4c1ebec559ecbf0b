"""Export: everything out, the oldest first, a page a transaction: it holds up nobody and needs little memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from connectors.contract import Mention
from monitor.domain.case import CaseFile
from monitor.store import case_files
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.mention_rows import mention_of
from monitor.store.tables import CaseRow, MentionRow, SourceRow

PAGE = 500
_MENTIONS, _CASES, _SOURCES = table(MentionRow), table(CaseRow), table(SourceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A mention as it is kept: `id` is its public number (M-7 has 7); `gone` where its words were deleted or erased."""

    id: int
    mention: Mention
    source: str
    heard_at: datetime
    revision: int
    gone: bool


def mentions(db: Database) -> Iterator[StoredMention]:
    """Yield every mention."""
    last = 0
    query = select(_MENTIONS, _SOURCES.c.name.label("source")).join(_SOURCES, _SOURCES.c.id == _MENTIONS.c.source_id)
    while True:
        with db.read() as tx:
            page = query.where(_MENTIONS.c.id > last).order_by(_MENTIONS.c.id).limit(PAGE)
            rows = tx.execute(page).all()
        for row in rows:
            yield StoredMention(
                id=row.id,
                mention=mention_of(row),
                source=row.source,
                heard_at=row.heard_at,
                revision=row.revision,
                gone=row.gone_at is not None,
            )
        if len(rows) < PAGE:
            return
        last = rows[-1].id


def cases(db: Database) -> Iterator[CaseFile]:
    """Yield every case with all that is known of it."""
    last = 0
    while True:
        with db.read() as tx:
            page = select(_CASES.c.id).where(_CASES.c.id > last).order_by(_CASES.c.id).limit(PAGE)
            ids = list(tx.execute(page).scalars())
            files = case_files.files(tx, ids)
        yield from files
        if len(ids) < PAGE:
            return
        last = ids[-1]
