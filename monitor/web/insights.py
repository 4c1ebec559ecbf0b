"""The insights on pages: what the weeks brought, each part of it as a picture and as a table, too."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.insights import Insights, added
from monitor.domain.money import Money
from monitor.domain.week import week_of
from monitor.store import insights
from monitor.store.database import Database, Transaction
from monitor.store.insights import View
from monitor.web.address import Address
from monitor.web.choices import Select
from monitor.web.filters import Unknown, one_of, read_typed
from monitor.web.gate import Asking
from monitor.web.rendering import Renderer
from monitor.web.wiring import Mask
from monitor.web.zones import house_of
from monitor.wording.insights import page as words
from monitor.wording.insights.chart import Section
from monitor.wording.insights.drawing import Drawing, drawn
from monitor.wording.insights.png import picture
from monitor.wording.insights.sheet import sheet

USUAL = 13
"""Weeks that are shown where nothing else is asked for: a quarter of a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the address asks for."""

    weeks: int
    brand: str | None
    department: str | None

    @property
    def query(self) -> str:
        """The part of an address that asks for the same."""
        told = {"weeks": str(self.weeks), "brand": self.brand, "department": self.department}
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A section with its drawing, and where its picture and its table are."""

    section: Section
    drawing: Drawing | None
    csv: str
    png: str


class InsightPages:
    """What the addresses of insights answer. `worth` is what a customer who stays is worth, by brand."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        mask: Mask,
        now: Callable[[], datetime],
        zone: tzinfo,
        worth: Mapping[str, Money],
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._mask = mask
        self._now = now
        self._zone, self._house = zone, house_of(zone)
        self._worth = worth

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Address(path="/insights", answer=self.page, needs=look),
            Address(path="/insights/{slug}.csv", answer=self.sheet, needs=look),
            Address(path="/insights/{slug}.png", answer=self.picture, needs=look),
        )

    def page(self, request: Request, viewer: Asking) -> Response:
        """Show everything that is told of some weeks."""
        wanted = _wanted(request.query_params)
        with self._db.read() as tx:
            choices = self._choices(tx, wanted, viewer)
            told = self._told(tx, wanted, viewer)
            found = self._sections(tx, told)
        return self._renderer.page(
            request,
            "insights.html",
            insights=words,
            heading=words.heading(told),
            as_of=words.as_of(told, now=self._now(), zone=self._zone),
            counted=told.made_at is not None,
            aside="" if told.brands_whole else words.OF_BRANDS_ALONE,
            choices=choices,
            shown=[_shown(section, wanted) for section in found],
        )

    def sheet(self, request: Request, slug: str, viewer: Asking) -> Response:
        """Give the table of a section as CSV."""
        told, section = self._one(request, slug, viewer)
        name = f"{slug}-{told.weeks[0]}-{told.weeks[-1]}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(sheet(section), media_type="text/csv; charset=utf-8", headers=headers)

    def picture(self, request: Request, slug: str, viewer: Asking) -> Response:
        """Give the chart of a section as a picture."""
        told, section = self._one(request, slug, viewer)
        drawn = picture(section, words.heading(told))
        if drawn is None:
            raise Unknown("no such picture")
        return Response(drawn, media_type="image/png")

    def _one(self, request: Request, slug: str, viewer: Viewer) -> tuple[Insights, Section]:
        wanted = _wanted(request.query_params)
        with self._db.read() as tx:
            self._choices(tx, wanted, viewer)
            told = self._told(tx, wanted, viewer)
            found = {section.slug: section for section in self._sections(tx, told)}
        if slug not in found or not found[slug].rows:
            raise Unknown("no such section")
        return told, found[slug]

    def _sections(self, tx: Transaction, told: Insights) -> tuple[Section, ...]:
        phrases = Counter(self._mask(each).lower() for each in insights.objections(tx, told.total.quoting))
        return words.sections(told, self._worth, phrases.most_common())

    def _told(self, tx: Transaction, wanted: Wanted, viewer: Viewer) -> Insights:
        view = View(brand=wanted.brand, department=wanted.department, within=viewer.limits)
        present = week_of(self._now(), self._house)
        weeks = tuple(present.after(back) for back in range(1 - wanted.weeks, 1))
        made = {each.week: each for each in insights.counted(tx) if each.zone == str(self._house)}
        found = insights.load(tx, weeks[0], weeks[-1], view)
        cells = tuple(added(found.get(week, [])) if week in made else None for week in weeks)
        last = made.get(present)
        return Insights(
            weeks=weeks,
            cells=cells,
            total=added(cell for cell in cells if cell is not None),
            present=present,
            zone=str(self._house),
            made_at=None if last is None else last.made_at,
            brand=wanted.brand,
            department=wanted.department,
            brands_whole=view.all_departments,
            everything=view.everything,
        )

    def _choices(self, tx: Transaction, wanted: Wanted, viewer: Viewer) -> tuple[Select, ...]:
        """Return what can be chosen. Raises `Unknown` where a brand or a department is wanted that nobody knows of."""
        present = week_of(self._now(), self._house)
        known = insights.places(tx, present.after(1 - max(words.RANGES)), present, viewer.limits)
        fields = (("brand", wanted.brand, words.ALL_BRANDS), ("department", wanted.department, words.ALL_DEPARTMENTS))
        for (_, chosen, _), names in zip(fields, known, strict=True):
            if chosen is not None and chosen not in names:
                raise Unknown("no such brand or department")
        weeks = tuple((str(number), name) for number, name in words.RANGES.items())
        places = (
            Select(
                name=name,
                label=words.LABELS[name],
                options=(("", every), *((one, one) for one in names)),
                chosen=chosen or "",
            )
            for (name, chosen, every), names in zip(fields, known, strict=True)
        )
        return (Select(name="weeks", label=words.RANGE, options=weeks, chosen=str(wanted.weeks)), *places)


def _shown(section: Section, wanted: Wanted) -> Shown:
    return Shown(
        section=section,
        drawing=drawn(section.chart) if section.chart else None,
        csv=f"/insights/{section.slug}.csv?{wanted.query}",
        png=f"/insights/{section.slug}.png?{wanted.query}",
    )


def _wanted(parameters: Mapping[str, Any]) -> Wanted:
    weeks = one_of(parameters, "weeks", map(str, words.RANGES)) or str(USUAL)
    typed = read_typed(parameters, ("brand", "department"))
    return Wanted(weeks=int(weeks), brand=typed["brand"], department=typed["department"])
