"""The digests on pages: the weeks that were written, and one of them with the words of those who still wait.

A snapshot holds figures and ids; the words are read from the store whenever a page is shown, so that what was erased
is gone here too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment

from monitor.domain.figures import ALL, Figures
from monitor.domain.week import parse
from monitor.store import case_files, digests
from monitor.store.database import Database, Transaction
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

    def __init__(self, db: Database, *, templates: Environment, mask: Callable[[str], str], zone: tzinfo) -> None:
        self._db = db
        self._templates = templates
        self._mask = mask
        self._zone = zone

    def listed(self) -> Response:
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
        ]
        return HTMLResponse(self._templates.get_template("digests.html").render(entries=entries))

    def one(self, request: Request, week: str) -> Response:
        """Show one, as its mail does, with what was said by those who waited longest."""
        with self._db.read() as tx:
            figures = _found(tx, week, request)
            quotes = self._quotes(tx, figures)
        picture = _address(figures.week, figures.scope, "/chart.png") if figures.days else None
        shown = page.body(figures, root="", picture=picture, quotes=quotes)
        template = self._templates.get_template("digest.html")
        return HTMLResponse(template.render(title=heading(figures), style=STYLE_PATH, digest=shown))

    def chart(self, request: Request, week: str) -> Response:
        """Show the picture of one."""
        with self._db.read() as tx:
            figures = _found(tx, week, request)
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


def _found(tx: Transaction, week: str, request: Request) -> Figures:
    try:
        known = str(parse(week))
    except ValueError as error:
        raise NoSuchDigest(week) from error
    scope = request.query_params.get("brand") or ALL
    found = None if "\x00" in scope else digests.load(tx, known, scope)
    if found is None:
        raise NoSuchDigest(week)
    return found


def _address(week: str, scope: str, below: str = "") -> str:
    asked = "" if scope == ALL else f"?{urlencode({'brand': scope})}"
    return f"/digests/{week}{below}{asked}"
