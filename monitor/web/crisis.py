"""The page of the worst day: how it stands; a lead starts crisis mode, changes its statement, and ends it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.crisis import Crisis, is_group
from monitor.store import answers, crises
from monitor.store.database import Database, Transaction
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer
from monitor.web.settings import whole
from monitor.wording import crises as crisis_words
from monitor.wording import crisis_page as words

PATH = "/crisis"
_HOUR = timedelta(hours=1)


class CrisisPage:
    """What this page answers. `channels` are where a crisis can be told."""

    def __init__(
        self, db: Database, channels: Sequence[str], *, renderer: Renderer, now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._db = db
        self._channels = channels
        self._renderer = renderer
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (
            Address(path=PATH, answer=self.show, needs=Permission.LOOK),
            Address(path=PATH, answer=self.change, needs=Permission.CHANGE, methods=POST),
        )

    def show(self, request: Request, viewer: Asking) -> Response:
        """Show how it stands."""
        return self._shown(request, viewer)

    def change(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Show what the switch would do, or do it."""
        whole(viewer)
        try:
            with self._db.write() as tx:
                known = self._seen(tx, form)
                match form.text("do"):
                    case "try":
                        self._read(form, known)
                    case "start":
                        self._begin(tx, form, known, viewer.name)
                    case "end":
                        self._end(tx, viewer.name)
                    case _:
                        raise Unknown("no such act")
        except NotAllowed as error:
            return self._shown(request, viewer, 409, form=form, refused=str(error))
        if form.text("do") == "try":
            return self._shown(request, viewer, form=form, tried=True)
        return RedirectResponse(PATH, 303)

    def _seen(self, tx: Transaction, form: Form) -> Crisis | None:
        """Return the crisis that there is, where the form is about that. Raises `NotAllowed`."""
        known = crises.acting(tx)
        if form.text("seen") != _mark(known):
            raise NotAllowed(words.CHANGED if known else crisis_words.NO_CRISIS)
        return known

    def _read(self, form: Form, known: Crisis | None) -> tuple[str, str, str]:
        """Return the statement, whom to call and where it is told. Raises `NotAllowed`."""
        said, call = form.text("statement")[: crisis_words.LONGEST], form.text("call")
        channel = known.channel if known else form.text("channel")
        if not said:
            raise NotAllowed(crisis_words.NO_STATEMENT)
        if call and not is_group(call):
            raise NotAllowed(crisis_words.NO_GROUP)
        if channel not in self._channels and known is None:
            raise NotAllowed(words.NO_CHANNEL)
        return said, call, channel

    def _begin(self, tx: Transaction, form: Form, known: Crisis | None, by: str) -> None:
        said, call, channel = self._read(form, known)
        crises.begin(tx, statement=said, call=call or None, channel=channel, by=by, now=self._now())

    def _end(self, tx: Transaction, by: str) -> None:
        if crises.end(tx, by=by, now=self._now()) is None:
            raise NotAllowed(crisis_words.NO_CRISIS)

    def _shown(
        self,
        request: Request,
        viewer: Viewer,
        status: int = 200,
        *,
        form: Form = NOTHING_FILLED,
        refused: str = "",
        tried: bool = False,
    ) -> Response:
        whole(viewer)
        now = self._now()
        with self._db.read() as tx:
            known = crises.acting(tx)
            hour = crises.standing(tx, now - _HOUR, now)
            since = crises.standing(tx, known.began_at, now) if known else None
            waits = answers.approved(tx)
        filled = bool(form.text("do"))
        call, channel = form.text("call"), known.channel if known else form.text("channel")
        shown: dict[str, Any] = {
            "crisis": known,
            "stands": words.stands(known, now=now, zone=self._zone) if known else words.OVER,
            "counts": tuple(words.counts(hour, since)),
            "statement": form.text("statement") if filled else known.statement if known else "",
            "call": call if filled else (known.call or "") if known else "",
            "channel": channel,
            "channels": self._channels,
            "would": tuple(words.would(known, call=call, channel=channel, approved=waits)) if tried else (),
            "seen": _mark(known),
            "longest": crisis_words.LONGEST,
            "refused": refused,
            "may_change": viewer.may(Permission.CHANGE),
        }
        return self._renderer.page(request, "crisis.html", status, **shown)


def _mark(known: Crisis | None) -> str:
    """Return what a form says of the crisis that it was filled in about."""
    return str(known.id) if known else "0"
