"""Export: everything out that matches, the oldest first, a page a transaction: it holds up nobody, in little memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from connectors.contract import Mention
from monitor.domain.case import CaseFile
from monitor.store import case_files, case_search, mention_search
from monitor.store.case_search import CaseQuery
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.mention_rows import mention_of
from monitor.store.mention_search import MentionQuery
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


def mentions(db: Database, query: MentionQuery | None = None) -> Iterator[StoredMention]:
    """Yield every mention that matches, whatever the query's limit."""
    last, wanted = 0, query or MentionQuery()
    page = select(_MENTIONS, _SOURCES.c.name.label("source")).join(_SOURCES, _SOURCES.c.id == _MENTIONS.c.source_id)
    page = page.order_by(_MENTIONS.c.id).limit(PAGE)
    while True:
        with db.read() as tx:
            rows = tx.execute(page.where(_MENTIONS.c.id > last, *mention_search.conditions(tx, wanted))).all()
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


def cases(db: Database, query: CaseQuery | None = None) -> Iterator[CaseFile]:
    """Yield every case that matches, whatever the query's limit, with all that is known of it."""
    last, wanted = 0, query or CaseQuery()
    page = select(_CASES.c.id).order_by(_CASES.c.id).limit(PAGE)
    while True:
        with db.read() as tx:
            matching = page.where(_CASES.c.id > last, *case_search.conditions(tx, wanted))
            ids = list(tx.execute(matching).scalars())
            files = case_files.files(tx, ids)
        yield from files
        if len(ids) < PAGE:
            return
        last = ids[-1]
