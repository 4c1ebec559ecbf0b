"""Sources: what is listened to, and how it fares."""

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from monitor.documents.document import Document
from monitor.documents.sources import SourceDocument, source_document
from monitor.domain.access import Permission
from monitor.store import pushes, sources
from monitor.store.database import Database
from monitor.store.pushes import Lost
from monitor.web.api.answers import shown
from monitor.web.api.endpoint import Endpoint
from monitor.web.gate import Asking
from monitor.web.wiring import Wiring


class SourceList(Document):
    """All sources."""

    sources: tuple[SourceDocument, ...] = Field(description="By name. With limits: those of live cases within them.")


class Sources:
    """What the address of sources answers."""

    def __init__(self, db: Database, wiring: Wiring) -> None:
        self._db = db
        self._now = wiring.now

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (Endpoint(path="/sources", answer=self.listed, needs=look, tag="sources", gives=SourceList),)

    def listed(self, request: Request, viewer: Asking) -> Response:
        """List the sources, and how each fares."""
        with self._db.read() as tx:
            seen, lost = set(sources.seen_by(tx, viewer.limits)), pushes.lost(tx, self._now())
            told = [source_document(one, lost.get(one.name, Lost())) for one in sources.health(tx) if one.name in seen]
        return shown(request, SourceList(sources=tuple(told)))
