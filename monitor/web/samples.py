"""The week's blind sample: one mention after another, without what was decided about it; then what that says."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.intervals import total
from monitor.domain.links import followed
from monitor.store import audits
from monitor.store.audits import Sample
from monitor.store.database import Database
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown, row_number
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer
from monitor.wording import eyes as words
from monitor.wording import times
from monitor.wording.quotes import quote_of

PATH, WEEKS = "/eyes/sample", 12
_SAID: dict[str, tuple[bool | None, bool]] = {
    "complaint": (True, True),
    "fine": (False, True),
    "not_ours": (None, False),
    "unclear": (None, True),
}
"""What each button says: whether it is a complaint (None: cannot tell), and whether it is about us."""


class Samples:
    """What the sample's page answers."""

    def __init__(
        self, db: Database, *, renderer: Renderer, mask: Callable[[str], str], now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._mask = mask
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (
            Address(path=PATH, answer=self.show, needs=Permission.ACT),
            Address(path=PATH, answer=self.say, needs=Permission.ACT, methods=POST),
        )

    def show(self, request: Request, viewer: Asking) -> Response:
        """Show the next mention nobody has read."""
        return self._page(request, viewer)

    def say(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Note what somebody says of one, and go on with the next."""
        item, said = row_number(form.text("item")), _SAID.get(form.text("do"))
        if said is None:
            raise Unknown("no such word")
        complaint, ours = said
        try:
            with self._db.write() as tx:
                audits.answer(
                    tx, item, complaint=complaint, ours=ours, by=viewer.name, now=self._now(), within=viewer.limits
                )
        except NotAllowed as error:
            return self._page(request, viewer, status=409, refused=str(error))
        return RedirectResponse(PATH, 303)

    def _page(self, request: Request, viewer: Viewer, *, status: int = 200, refused: str = "") -> Response:
        with self._db.read() as tx:
            asked = audits.next_question(tx, within=viewer.limits)
            known = audits.samples(tx, viewer.limits, limit=WEEKS)
        mention = asked.mention if asked else None
        link = followed(mention.url if mention else None)
        return self._renderer.page(
            request,
            "sample.html",
            status,
            item=asked and asked.id,
            heading=words.asked(asked.brand, asked.place, asked.of) if asked else words.NO_SAMPLE,
            progress=(asked.place - 1, asked.of) if asked else None,
            quote=self._mask(quote_of(mention)) if mention else "",
            media=words.attached(mention.media, self._mask) if mention else [],
            posted=mention and times.moment(mention.posted_at, now=self._now(), zone=self._zone),
            link=link,
            lines=[_line(one, whole=viewer.limits.any) for one in known],
            refused=refused,
        )


def _line(sample: Sample, *, whole: bool) -> words.SampleLine:
    """Return the row of a week; how many were missed in all is told to those who see all of it."""
    known = whole and all(stratum.read for stratum in sample.strata)
    estimate = total(sample.strata) if known else None
    return words.SampleLine(
        week=sample.week,
        drawn=f"{sample.drawn:,}",
        read=f"{sample.read:,}",
        found=f"{sample.found:,}",
        missed=words.missed(estimate, sample.read),
    )
