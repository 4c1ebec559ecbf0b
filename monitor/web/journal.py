"""The page that tells an admin who did what when."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission
from monitor.domain.journal import Deed
from monitor.store import journal
from monitor.store.database import Database
from monitor.web.address import Address
from monitor.web.filters import Unknown, row_number
from monitor.web.rendering import Renderer
from monitor.wording import access as words

PATH, PAGE = "/journal", 100


class Journal:
    """What the journal answers."""

    def __init__(self, db: Database, *, renderer: Renderer, now: Callable[[], datetime], zone: tzinfo) -> None:
        self._db = db
        self._renderer = renderer
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path=PATH, answer=self.show, needs=Permission.ADMIN),)

    def show(self, request: Request) -> Response:
        """Show a page of it, the newest first; `by` and `deed` choose from it."""
        asked = {name: request.query_params.get(name, "") for name in ("by", "deed", "before")}
        if (asked["deed"] and asked["deed"] not in set(Deed)) or "\x00" in asked["by"]:
            raise Unknown("no such deed")
        deed = Deed(asked["deed"]) if asked["deed"] else None
        before = row_number(asked["before"]) if asked["before"] else None
        with self._db.read() as tx:
            found = journal.newest(tx, before=before, by=asked["by"] or None, deed=deed, limit=PAGE + 1)
        older = asked | {"before": str(found[PAGE - 1].id)} if len(found) > PAGE else None
        shown: dict[str, Any] = {
            "lines": [words.entry_line(one, now=self._now(), zone=self._zone) for one in found[:PAGE]],
            "by": asked["by"],
            "deed": asked["deed"],
            "deeds": list(Deed),
            "older": older and f"{PATH}?{urlencode({key: value for key, value in older.items() if value})}",
        }
        return self._renderer.page(request, "journal.html", **shown)
