"""The pages of settings: what holds and where that comes from; a change is tried, put in force, and taken back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.change import WRITTEN, Change, Overtaken, Setting
from monitor.domain.preview import Finding
from monitor.domain.settings import Fault, NotReadable
from monitor.store import changes, handovers, on_duty, silences
from monitor.store.database import Database
from monitor.web import sheets
from monitor.web.address import POST, Address
from monitor.web.filters import Unknown, row_number
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer
from monitor.web.ruling import Ruling
from monitor.web.sheets import Item
from monitor.wording import duty_pages, marking
from monitor.wording import setting_pages as words
from monitor.wording.previews import SAME
from monitor.wording.sheets import SHEETS

PATH = "/settings"
_A_DAY = re.compile(r"[0-9]{1,6}")
LATEST, PAGE = 5, 50
"""Changes that are shown of one setting, and on a page of the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody filled in: the setting's text, the fields as they were, and why that is not in force.

    `wrong` is what no field stands for; what is wrong with a field stands beside it.
    """

    text: str
    items: Sequence[Item]
    wrong: tuple[str, ...] = ()
    overtaken: str = ""
    raw: bool = False

    @property
    def faulty(self) -> list[tuple[Item, sheets.Filled]]:
        """The fields in which something is wrong, with what they belong to."""
        return [(item, field) for item in self.items for field in item.fields if field.wrong]


def whole(viewer: Viewer) -> Viewer:
    """Return a viewer who sees everything: settings are everybody's. Raises `Unknown`."""
    if not viewer.limits.any:
        raise Unknown("no settings for those who see a part")
    return viewer


class SettingPages:
    """What these pages answer."""

    def __init__(
        self, db: Database, ruling: Ruling, *, renderer: Renderer, now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._db = db
        self._ruling = ruling
        self._renderer = renderer
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers; the address of one setting comes last, for it looks like all others."""
        look, change = Permission.LOOK, Permission.CHANGE
        return (
            Address(path=PATH, answer=self.list, needs=look),
            Address(path=PATH + "/history", answer=self.history, needs=look),
            Address(path=PATH + "/history", answer=self.undo, needs=change, methods=POST),
            Address(path=PATH + "/sources", answer=self.installed, needs=look),
            Address(path=PATH + "/drafts/{number}", answer=self.take, needs=change, methods=POST),
            Address(path=PATH + "/threshold/proposal", answer=self.propose, needs=change, methods=POST),
            Address(path=PATH + "/{name}", answer=self.one, needs=look),
            Address(path=PATH + "/{name}", answer=self.attempt, needs=change, methods=POST),
        )

    def list(self, request: Request, viewer: Asking) -> Response:
        """Show what holds of each, and where it comes from."""
        whole(viewer)
        now = self._now()
        told: dict[str, Any] = {"now": now, "zone": self._zone}
        with self._db.read() as tx:
            settings, held = self._ruling.desk.read(tx), changes.current(tx)
            live = duty_pages.live(self._ruling.shadow(tx), held.get(Setting.SHADOW), **told)
            muted = [one.name for one in silences.acting(tx, self._ruling.silencing.first, now)]
            others = words.other_pages(muted, live, on_duty.at(tx, now), len(handovers.absences(tx, now)))
        lines = {one: words.line(one, settings, held.get(one), **told) for one in WRITTEN}
        areas = [(title, [lines[one] for one in those]) for title, those in words.AREAS.items()]
        return self._renderer.page(request, "settings.html", areas=areas, others=others)

    def history(self, request: Request, viewer: Asking, refused: str = "", status: int = 200) -> Response:
        """Show every change, the latest first."""
        whole(viewer)
        before = row_number(told) if (told := request.query_params.get("before", "")) else None
        with self._db.read() as tx:
            found = changes.history(tx, before=before, limit=PAGE + 1)
            latest = changes.latest(tx, found)
        older = f"{PATH}/history?before={found[PAGE - 1].id}" if len(found) > PAGE else None
        shown: dict[str, Any] = {"lines": self._lines(found[:PAGE], latest), "older": older, "refused": refused}
        return self._renderer.page(request, "setting_history.html", status, **shown)

    def undo(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Take a change back."""
        number = row_number(form.text("change"))
        try:
            with self._db.write() as tx:
                change = self._ruling.desk.undo(tx, number, by=whole(viewer).name, now=self._now())
        except NotAllowed as error:
            return self.history(request, viewer, refused=str(error), status=409)
        return RedirectResponse(_page_of(change), 303)

    def installed(self, request: Request, viewer: Asking) -> Response:
        """Show what stays in the configuration, and which secrets are set."""
        whole(viewer)
        parts = [
            (title, [one for one in self._ruling.installed if one.part == part]) for part, title in words.GROUPS.items()
        ]
        return self._renderer.page(request, "setting_installed.html", parts=parts)

    def one(self, request: Request, name: str, viewer: Asking) -> Response:
        """Show one of them, and to a lead the form that changes it; `draft` fills it in with what was tried."""
        setting, told = _named(name), request.query_params.get("draft")
        return self._one(
            request, setting, whole(viewer), typed=(told and self._again(setting, row_number(told))) or None
        )

    def attempt(self, request: Request, name: str, form: Filled, viewer: Asking) -> Response:
        """Say what a change would have meant; nothing changes yet."""
        setting, by = _named(name), whole(viewer).name
        with self._db.read() as tx:
            held = self._ruling.desk.read(tx).written[setting]
        text, numbers = _asked(setting, form, held)
        try:
            with self._db.read() as tx:
                lines = self._ruling.desk.preview(tx, setting, text, self._now())
            draft = self._kept(setting, text, form, by)
        except NotReadable as error:
            return self._one(request, setting, viewer, 400, self._typed(setting, form, text, numbers, error.faults))
        except Overtaken as error:
            typed = self._typed(setting, form, text, numbers, (), overtaken=str(error))
            return self._one(request, setting, viewer, 409, typed)
        return self._tried(request, setting, draft, lines)

    def propose(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Try the thresholds for at most so many alerts a day."""
        setting, by, now, a_day = Setting.THRESHOLD, whole(viewer).name, self._now(), form.text("a_day")
        if not _A_DAY.fullmatch(a_day):
            return self._one(request, setting, viewer, 400, Typed(text="", items=(), wrong=(words.NO_A_DAY,)))
        with self._db.read() as tx:
            text, proposed = self._ruling.desk.propose(tx, float(a_day), now)
            lines = self._ruling.desk.preview(tx, setting, text, now)
        return self._tried(request, setting, self._kept(setting, text, form, by), (*proposed, *lines))

    def _kept(self, setting: Setting, text: str | None, form: Form, by: str) -> int:
        """Keep what is tried; return its number. Raises `Overtaken`."""
        told = form.text("seen")
        seen = None if not told else 0 if told == "0" else row_number(told)
        with self._db.write() as tx:
            return self._ruling.desk.keep(tx, setting, text, by=by, now=self._now(), seen=seen)

    def _tried(self, request: Request, setting: Setting, draft: int, lines: Sequence[Finding]) -> Response:
        shown: dict[str, Any] = {"title": words.TITLES[setting], "name": setting.value, "lines": lines}
        return self._renderer.page(request, "setting_tried.html", **shown, draft=None if SAME in lines else draft)

    def take(self, request: Request, number: str, viewer: Asking) -> Response:
        """Put in force what was tried."""
        draft = row_number(number)
        try:
            with self._db.write() as tx:
                change = self._ruling.desk.take(tx, draft, by=whole(viewer).name, now=self._now())
        except Overtaken as error:
            return self._too_late(request, draft, viewer, str(error))
        return RedirectResponse(_page_of(change), 303)

    def _again(self, setting: Setting, draft: int) -> Typed | None:
        with self._db.read() as tx:
            kept = changes.draft_of(tx, draft)
        if kept is None or kept.setting is not setting or kept.after is None:
            return None
        return Typed(text=kept.after, items=sheets.items(setting, kept.after, self._ruling.offered))

    def _too_late(self, request: Request, draft: int, viewer: Viewer, told: str) -> Response:
        """Show what was tried beside what somebody else put in force meanwhile."""
        with self._db.read() as tx:
            kept = changes.draft_of(tx, draft)
        if kept is None or kept.setting not in WRITTEN:
            return self.history(request, viewer, refused=told, status=409)
        items = sheets.items(kept.setting, kept.after or "", self._ruling.offered) if kept.after else ()
        typed = Typed(text=kept.after or "", items=items, overtaken=told)
        return self._one(request, kept.setting, viewer, 409, typed)

    def _one(
        self, request: Request, setting: Setting, viewer: Viewer, status: int = 200, typed: Typed | None = None
    ) -> Response:
        with self._db.read() as tx:
            settings, held = self._ruling.desk.read(tx), changes.current(tx).get(setting)
            past = changes.history(tx, setting, limit=LATEST)
            latest = changes.latest(tx, past)
        text = settings.written[setting]
        both = marking.edit(text, typed.text, at="") if typed and typed.overtaken else None
        shown: dict[str, Any] = {
            "line": words.line(setting, settings, held, now=self._now(), zone=self._zone),
            "sheet": SHEETS[setting],
            "items": (typed and typed.items) or sheets.items(setting, text, self._ruling.offered),
            "text": (typed and typed.text) or text,
            "typed": typed,
            "both": both,
            "seen": held.id if held else 0,
            "lines": self._lines(past, latest),
            "may_change": viewer.may(Permission.CHANGE),
            "tells": words.TELLS[setting],
        }
        return self._renderer.page(request, "setting.html", status, **shown)

    def _typed(
        self,
        setting: Setting,
        form: Form,
        text: str | None,
        numbers: Sequence[int],
        faults: Sequence[Fault],
        overtaken: str = "",
    ) -> Typed:
        raw = form.text("do") == "write"
        items = () if raw else sheets.refilled(setting, form, numbers, self._ruling.offered, faults)
        beside = {told for item in items for field in item.fields for told in field.wrong}
        told = (words.fault_line(one) for one in faults if words.fault_text(one) not in beside)
        return Typed(text=text or "", items=items, wrong=tuple(told), overtaken=overtaken, raw=raw)

    def _lines(self, found: Sequence[Change], latest: frozenset[int]) -> Sequence[words.ChangeLine]:
        told: dict[str, Any] = {"now": self._now(), "zone": self._zone}
        return [words.change_line(one, latest=one.id in latest, **told) for one in found]


def _named(name: str) -> Setting:
    if name not in WRITTEN:
        raise Unknown("no such setting")
    return Setting(name)


def _asked(setting: Setting, form: Form, held: str) -> tuple[str | None, Sequence[int]]:
    """Return the text that a form asks for (None: what the file says), and the numbers of its things there."""
    match form.text("do"):
        case "first":
            return None, ()
        case "write":
            return form.exact("text").replace("\r\n", "\n"), ()
        case _:
            made = sheets.written(setting, form, held)
            return made.text, made.numbers


def _page_of(change: Change) -> str:
    """Return where a change is seen."""
    return f"{PATH}/{change.setting.value}" if change.setting in WRITTEN else f"{PATH}/history"
