"""The digests on pages: the weeks that were written, and one of them with the words of those who still wait.

A snapshot holds figures and ids; the words are read from the store whenever a page is shown, so that what was erased
is gone here too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.figures import ALL, Figures
from monitor.domain.week import parse
from monitor.store import case_files, digests
from monitor.store.database import Database, Transaction
from monitor.web.address import Address
from monitor.web.gate import Asking
from monitor.web.rendering import Renderer
from monitor.wording import pages, times
from monitor.wording.digest import page
from monitor.wording.digest.chart import chart
from monitor.wording.digest.sentences import heading
from monitor.wording.quotes import quote_of

STYLE_PATH = "/digests/style.css"
MOST = 120
"""So many are listed: two years of weeks, or fewer where brands have digests of their own."""


class NoSuchDigest(Exception):
    """No digest was written of that week and brand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A digest in the list."""

    week: str
    about: str
    made: str
    href: str


class Digests:
    """What the addresses of digests answer. `mask` hides personal data and abuse; times are told in `zone`."""

    def __init__(self, db: Database, *, renderer: Renderer, mask: Callable[[str], str], zone: tzinfo) -> None:
        self._db = db
        self._renderer = renderer
        self._mask = mask
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Address(path="/digests", answer=self.listed, needs=look),
            Address(path=STYLE_PATH, answer=self.style, needs=look),
            Address(path="/digests/{week}", answer=self.one, needs=look),
            Address(path="/digests/{week}/chart.png", answer=self.chart, needs=look),
        )

    def listed(self, request: Request, viewer: Asking) -> Response:
        """Show which there are."""
        with self._db.read() as tx:
            written = digests.newest(tx, MOST)
        entries = [
            Entry(
                week=one.week,
                about=pages.ALL_BRANDS if one.scope == ALL else one.scope,
                made=times.stamp(one.made_at, str(self._zone)),
                href=_address(one.week, one.scope),
            )
            for one in written
            if _sees(viewer, one.scope)
        ]
        return self._renderer.page(request, "digests.html", entries=entries)

    def one(self, request: Request, week: str, viewer: Asking) -> Response:
        """Show one, as its mail does, with what was said by those who waited longest."""
        with self._db.read() as tx:
            figures = _found(tx, week, request, viewer)
            quotes = self._quotes(tx, figures)
        at = self._renderer.at
        picture = at(_address(figures.week, figures.scope, "/chart.png")) if figures.days else None
        shown = page.body(figures, root=at(""), picture=picture, quotes=quotes)
        return self._renderer.page(request, "digest.html", title=heading(figures), style=STYLE_PATH, digest=shown)

    def chart(self, request: Request, week: str, viewer: Asking) -> Response:
        """Show the picture of one."""
        with self._db.read() as tx:
            figures = _found(tx, week, request, viewer)
        drawn = chart(figures)
        if drawn is None:
            raise NoSuchDigest(week)
        return Response(drawn, media_type="image/png")

    def style(self) -> Response:
        """Tell how digests look."""
        return Response(page.style_sheet(), media_type="text/css")

    def _quotes(self, tx: Transaction, figures: Figures) -> Mapping[int, str]:
        files = case_files.files(tx, [waiting.case for waiting in figures.open.oldest])
        return {file.case.id: self._mask(quote_of(file.mention)) for file in files if not file.gone}


def _found(tx: Transaction, week: str, request: Request, viewer: Viewer) -> Figures:
    try:
        known = str(parse(week))
    except ValueError as error:
        raise NoSuchDigest(week) from error
    scope = request.query_params.get("brand") or ALL
    found = None if "\x00" in scope or not _sees(viewer, scope) else digests.load(tx, known, scope)
    if found is None:
        raise NoSuchDigest(week)
    return found


def _sees(viewer: Viewer, scope: str) -> bool:
    """Whether somebody sees all that a digest tells of: it cannot be told of some departments alone."""
    return viewer.limits.allow_whole(None if scope == ALL else scope)


def _address(week: str, scope: str, below: str = "") -> str:
    asked = "" if scope == ALL else f"?{urlencode({'brand': scope})}"
    return f"/digests/{week}{below}{asked}"
