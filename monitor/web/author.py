"""The customer's own data, for an admin: all that is held of them as one file, and its erasure."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from monitor.domain.access import Permission, Viewer
from monitor.domain.case import CaseFile
from monitor.domain.conversation import Held
from monitor.domain.journal import Deed
from monitor.store import authors, case_files, erasure, journal
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database
from monitor.store.erasure import Erased
from monitor.web.address import POST, Address
from monitor.web.case_limits import seen
from monitor.web.filters import Unknown, case_number
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer
from monitor.wording import conversations as words

MENTION, AUTHOR = "mention", "author"


class AuthorData:
    """What an admin does about the customer of a case. One who sees only some brands sees nothing of it."""

    def __init__(self, db: Database, *, renderer: Renderer, now: Callable[[], datetime]) -> None:
        self._db = db
        self._renderer = renderer
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        admin = Permission.ADMIN
        return (
            Address(path="/cases/{public_id}/author.jsonl", answer=self.export, needs=admin),
            Address(path="/cases/{public_id}/erase", answer=self.ask, needs=admin),
            Address(path="/cases/{public_id}/erase", answer=self.erase, needs=admin, methods=POST),
        )

    def export(self, public_id: str, viewer: Asking) -> Response:
        """Return all that is held of the customer, as JSON Lines. It is journaled."""
        file = self._file(public_id, viewer)
        platform, author = file.mention.key.platform, file.mention.author.id
        if author is None:
            raise Unknown("nobody is known to have said it")
        with self._db.write() as tx:
            about = f"customer of {public_id}"
            journal.write(tx, Deed.EXPORTED, by=viewer.name, now=self._now(), about=about)
        lines = map(_line, authors.everything(self._db, platform, author))
        headers = {"Content-Disposition": f'attachment; filename="{public_id}-customer.jsonl"'}
        return StreamingResponse(lines, media_type="application/jsonl; charset=utf-8", headers=headers)

    def ask(self, request: Request, public_id: str, viewer: Asking) -> Response:
        """Ask what is to be erased, and whether it is surely meant."""
        return self._page(request, public_id, self._file(public_id, viewer))

    def erase(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Erase the post, or all that its author said."""
        file = self._file(public_id, viewer)
        if form.text("what") not in words.ERASE_WHAT:
            raise Unknown("nothing of that kind is held")
        if not form.text("sure"):
            return self._page(request, public_id, file, 422, what=form.text("what"), wrong=words.ERASE_TICK)
        erased = self._erased(file, form.text("what"), viewer.name)
        if erased.mentions:
            with self._db.write() as tx:
                about = f"{erased.mentions} mentions"
                journal.write(tx, Deed.ERASED, by=viewer.name, now=self._now(), about=about, told=public_id)
        return RedirectResponse(f"/cases/{public_id}", 303)

    def _erased(self, file: CaseFile, what: str, by: str) -> Erased:
        author, now = file.mention.author.id, self._now()
        if what == AUTHOR and author is not None:
            return erasure.erase_author(self._db, file.mention.key.platform, author, by=by, now=now)
        return erasure.erase_mention(self._db, file.case.mention_id, by=by, now=now)

    def _file(self, public_id: str, viewer: Viewer) -> CaseFile:
        with self._db.read() as tx:
            file = case_files.file(tx, case_number(public_id))
        seen(file.case, viewer)
        if not viewer.limits.any:
            raise NoSuchCase(f"nobody is known to have said {public_id}")
        return file

    def _page(
        self,
        request: Request,
        public_id: str,
        file: CaseFile,
        status: int = 200,
        *,
        what: str = MENTION,
        wrong: str = "",
    ) -> Response:
        known = file.mention.author.id is not None
        kinds = [(kind, told) for kind, told in words.ERASE_WHAT.items() if kind == MENTION or known]
        shown: dict[str, Any] = {"id": public_id, "kinds": kinds, "what": what, "wrong": wrong}
        return self._renderer.page(request, "erase.html", status, **shown)


def _line(held: Held) -> str:
    return f"{json.dumps(dict(_told(held)), ensure_ascii=False, default=str)}\n"


def _told(held: Held) -> Iterator[tuple[str, object]]:
    """Yield what one line of the file tells, under the names that `monitor export` has for it."""
    mention = held.mention
    yield "mention", f"M-{held.id}"
    yield "platform", mention.key.platform
    yield "id", mention.key.native_id
    yield "url", mention.url
    yield "author_id", mention.author.id
    yield "author", mention.author.name
    yield "followers", mention.author.followers
    yield "title", mention.title
    yield "text", mention.text
    yield "before", held.before
    yield "rating", mention.rating and mention.rating.stars
    yield "language", mention.language
    yield "place", mention.place
    yield "posted_at", mention.posted_at.isoformat()
    yield "heard_at", held.heard_at.isoformat()
    yield "answers", [{"text": one.text, "posted_at": one.posted_at.isoformat()} for one in mention.own_replies]
    yield "cases", [{"case": one.public_id, "brand": one.brand, "state": one.state} for one in held.cases]
