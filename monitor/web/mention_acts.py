"""What somebody says of a mention that they read: a complaint becomes a case, and each word teaches."""

from collections.abc import Callable
from datetime import datetime

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.case import Case
from monitor.domain.labels import Reading
from monitor.domain.score import Severity, Topic
from monitor.store import eyes, mention_files
from monitor.store.database import Database
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown, read_topic
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.mention_filters import PATH, mention_number
from monitor.web.mentions import Mentions
from monitor.web.wiring import OpenCase

MOST = 1_000
"""Characters of a note."""


class MentionActs:
    """What the forms on the page of a mention do."""

    def __init__(self, db: Database, *, page: Mentions, open_case: OpenCase, now: Callable[[], datetime]) -> None:
        self._db = db
        self._page = page
        self._open_case = open_case
        self._now = now

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path=f"{PATH}/{{public_id}}", answer=self.act, needs=Permission.ACT, methods=POST),)

    def act(self, request: Request, public_id: str, form: Filled, viewer: Asking) -> Response:
        """Note what a button says; lead to the case that was opened, or back to the mention."""
        number = mention_number(public_id)
        try:
            case = self.say(number, form, viewer)
        except NotAllowed as error:
            return self._page.page(request, number, viewer, status=409, refused=str(error))
        return RedirectResponse(f"{PATH}/{public_id}" if case is None else f"/cases/{case.public_id}", 303)

    def say(self, number: int, form: Form, viewer: Viewer, *, first: bool = False) -> Case | None:
        """Note what a form says of a mention; return the case that it became.

        With `first`, only where it still waits to be read. Raises `NotAllowed`, `NoSuchMention` and `Unknown`.
        """
        reading, brand, now = reading_of(form), form.text("brand"), self._now()
        severity, topic = _severity(form.text("severity")), read_topic(form.text("topic")) or Topic.OTHER
        with self._db.write() as tx:
            eyes.hold(tx, number)
            heard = mention_files.file(tx, number, viewer.limits)
            if heard.gone or brand not in heard.open_to or viewer.limits.departments is not None:
                raise NotAllowed(f"M-{number} cannot be judged for {brand or 'nobody'} here any more.")
            if reading is not Reading.COMPLAINT:
                eyes.say(tx, number, brand, reading, by=viewer.name, now=now, first=first)
                return None
            case = self._open_case(
                tx,
                number,
                brand=brand,
                severity=severity,
                topic=topic,
                by=viewer.name,
                now=now,
                note=form.text("note")[:MOST],
            )
            eyes.settle(tx, number)
            return case


def reading_of(form: Form) -> Reading:
    """Return what a button says. Raises `Unknown`."""
    said = form.text("do")
    if said not in set(Reading):
        raise Unknown("no such word")
    return Reading(said)


def _severity(written: str) -> Severity:
    if written and written not in set(Severity):
        raise Unknown("no such severity")
    return Severity(written) if written else Severity.MEDIUM
