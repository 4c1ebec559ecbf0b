"""The digests on pages: the weeks that were written, and one of them with the words of those who still wait.

A snapshot holds figures and ids; the words are read from the store whenever a page is shown, so that what was erased
is gone here too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.edition import EVERY_BRAND, Edition, is_name
from monitor.domain.figures import Figures
from monitor.domain.snapshot import to_json
from monitor.domain.week import parse
from monitor.store import digests, spoken
from monitor.store.database import Database, Transaction
from monitor.store.digests import Written
from monitor.web.address import Address
from monitor.web.gate import Asking
from monitor.web.rendering import Renderer
from monitor.wording import times
from monitor.wording.digest import page
from monitor.wording.digest.chart import chart
from monitor.wording.digest.links import digest_path
from monitor.wording.digest.sentences import about, heading
from monitor.wording.digest.sheet import sheet
from monitor.wording.quotes import quote_of

STYLE_PATH = "/digests/style.css"
MOST = 200
"""So many are listed: years of weeks, or fewer where brands and departments have digests of their own."""
_LONGEST = 200


class NoSuchDigest(Exception):
    """No digest was written of that week, or whoever asks does not see it."""


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
        """Return where it answers. A file is a digest's address with an ending."""
        look = Permission.LOOK
        return (
            Address(path="/digests", answer=self.listed, needs=look),
            Address(path=STYLE_PATH, answer=self.style, needs=look),
            Address(path="/digests/{week}.csv", answer=self.csv, needs=look),
            Address(path="/digests/{week}.json", answer=self.json, needs=look),
            Address(path="/digests/{week}.png", answer=self.chart, needs=look),
            Address(path="/digests/{week}", answer=self.one, needs=look),
        )

    def listed(self, request: Request, viewer: Asking) -> Response:
        """Show which there are."""
        with self._db.read() as tx:
            written = digests.newest(tx, MOST, viewer.limits)
        return self._renderer.page(request, "digests.html", entries=[self._entry(one) for one in written])

    def one(self, request: Request, week: str, viewer: Asking) -> Response:
        """Show one, as its mail does, with what was said by those who waited longest."""
        with self._db.read() as tx:
            figures = _found(tx, week, request, viewer)
            said = spoken.read(tx, figures, quote=lambda mention: self._mask(quote_of(mention)), mask=self._mask)
        at = self._renderer.at
        files = {ending: at(digest_path(figures.week, figures.edition, f".{ending}")) for ending in _files(figures)}
        shown = page.body(figures, root=at(""), picture=files.get("png"), quotes=said)
        return self._renderer.page(
            request, "digest.html", title=heading(figures), style=STYLE_PATH, digest=shown, files=files
        )

    def csv(self, request: Request, week: str, viewer: Asking) -> Response:
        """Give the figures of one, a figure a row."""
        figures = self._figures(request, week, viewer)
        return _file(sheet(figures), "text/csv; charset=utf-8", figures, "csv")

    def json(self, request: Request, week: str, viewer: Asking) -> Response:
        """Give the snapshot of one as it was written."""
        figures = self._figures(request, week, viewer)
        return _file(to_json(figures), "application/json", figures, "json")

    def chart(self, request: Request, week: str, viewer: Asking) -> Response:
        """Show the picture of one."""
        drawn = chart(self._figures(request, week, viewer))
        if drawn is None:
            raise NoSuchDigest(week)
        return Response(drawn, media_type="image/png")

    def style(self) -> Response:
        """Tell how digests look."""
        return Response(page.style_sheet(), media_type="text/css")

    def _figures(self, request: Request, week: str, viewer: Viewer) -> Figures:
        with self._db.read() as tx:
            return _found(tx, week, request, viewer)

    def _entry(self, one: Written) -> Entry:
        return Entry(
            week=one.week,
            about=about(one.edition),
            made=times.stamp(one.made_at, str(self._zone)),
            href=digest_path(one.week, one.edition),
        )


def _files(figures: Figures) -> tuple[str, ...]:
    return ("csv", "json", *(("png",) if figures.days else ()))


def _file(content: str, media_type: str, figures: Figures, ending: str) -> Response:
    """Names of brands and departments may hold any letter, and stay out of the header."""
    named = f'attachment; filename="digest-{figures.week}.{ending}"'
    return Response(content, media_type=media_type, headers={"content-disposition": named})


def _found(tx: Transaction, week: str, request: Request, viewer: Viewer) -> Figures:
    try:
        known = str(parse(week))
    except ValueError as error:
        raise NoSuchDigest(week) from error
    edition = _asked(request)
    found = digests.load(tx, known, edition) if edition is not None and _sees(viewer, edition) else None
    if found is None:
        raise NoSuchDigest(week)
    return found


def _asked(request: Request) -> Edition | None:
    """Return which edition an address asks for; None where there can be none."""
    name, brand, department = (request.query_params.get(key) or "" for key in ("digest", "brand", "department"))
    if (name and not is_name(name)) or any("\x00" in one or len(one) > _LONGEST for one in (brand, department)):
        return None
    return Edition(name=name, brand=brand or EVERY_BRAND, department=department)


def _sees(viewer: Viewer, edition: Edition) -> bool:
    """Return whether somebody sees all that a digest tells of."""
    brand = None if edition.brand == EVERY_BRAND else edition.brand
    return viewer.limits.allow_whole(brand, edition.department)
