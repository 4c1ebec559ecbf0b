"""The page of silences: what is muted, since when and by whom; a lead mutes what is known of, and ends that."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, tzinfo
from typing import Any

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.score import Severity, Topic
from monitor.store import cases, silences
from monitor.store.database import Database
from monitor.store.silences import NoSuchSilence
from monitor.web.address import POST, Address
from monitor.web.case_limits import seen
from monitor.web.filters import LONGEST, Unknown, case_number, row_number
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import Asking, Filled
from monitor.web.moments import in_zone, moment_in
from monitor.web.rendering import Renderer
from monitor.web.ruling import Ruling
from monitor.web.settings import whole
from monitor.wording import silence_pages as words
from monitor.wording.sheets import OFFERED, Names

PATH = "/settings/silences"
_SHOWN = 60
"""Silences on the page, those that end last: what each holds is counted."""
_SEVERAL = ("platform", "place", "language", "keyword")


class SilencePages:
    """What these pages answer."""

    def __init__(
        self, db: Database, ruling: Ruling, *, renderer: Renderer, now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._db = db
        self._desk = ruling.silencing
        named = {name: {one: one for one in those} for name, those in ruling.offered.items()}
        self._offered: Mapping[Names, Mapping[str, str]] = {**OFFERED, **named}
        self._renderer = renderer
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        change = Permission.CHANGE
        return (
            Address(path=PATH, answer=self.list, needs=Permission.LOOK),
            Address(path=PATH, answer=self.attempt, needs=change, methods=POST),
            Address(path=PATH + "/end", answer=self.end, needs=change, methods=POST),
            Address(path=PATH + "/drafts/{number}", answer=self.take, needs=change, methods=POST),
        )

    def list(self, request: Request, viewer: Asking) -> Response:
        """Show what is muted, will be and was; `draft` fills the form in with what was tried, `case` with its own."""
        told, about = request.query_params.get("draft"), request.query_params.get("case")
        if told is None:
            return self._list(request, viewer, form=self._about(about, viewer) if about else NOTHING_FILLED)
        with self._db.read() as tx:
            tried = self._desk.tried(tx, row_number(told))
        return self._list(request, viewer, form=self._again(tried) if tried else NOTHING_FILLED)

    def _about(self, public_id: str, viewer: Viewer) -> Form:
        """Return the form as it is filled in for what a case is about. Raises `Unknown`, and `NoSuchCase`."""
        with self._db.read() as tx:
            case = seen(cases.get(tx, case_number(public_id)), viewer)
        return Form({"brand": [case.brand], "topic": [case.topic.value]})

    def attempt(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Say what a silence would have muted; nothing is muted yet."""
        now, by = self._now(), whole(viewer).name
        silence = self._asked(form, by)
        with self._db.read() as tx:
            faults = self._desk.faults(tx, silence, now)
            lines = () if faults else self._desk.preview(tx, silence, now)
        if faults:
            return self._list(request, viewer, 400, form=form, faults=faults)
        with self._db.write() as tx:
            draft = self._desk.keep(tx, silence, now)
        line = words.line(silence, None, by_file=False, now=now, zone=self._zone)
        return self._renderer.page(request, "silence_tried.html", line=line, lines=lines, draft=draft)

    def take(self, request: Request, number: str, viewer: Asking) -> Response:
        """Let a silence act that was tried."""
        try:
            with self._db.write() as tx:
                self._desk.take(tx, row_number(number), by=whole(viewer).name, now=self._now())
        except NotAllowed as error:
            return self._list(request, viewer, 409, refused=str(error))
        return RedirectResponse(PATH, 303)

    def end(self, form: Filled, viewer: Asking) -> Response:
        """End one now: what it held is listed in its channels."""
        try:
            with self._db.write() as tx:
                silences.end(tx, self._desk.first, form.text("name"), by=whole(viewer).name, now=self._now())
        except NoSuchSilence as error:
            raise Unknown(str(error)) from error
        return RedirectResponse(PATH, 303)

    def _list(
        self,
        request: Request,
        viewer: Viewer,
        status: int = 200,
        *,
        form: Form = NOTHING_FILLED,
        faults: Mapping[str, str] | None = None,
        refused: str = "",
    ) -> Response:
        now = self._now()
        whole(viewer)
        with self._db.read() as tx:
            known = [(one, silences.held(tx, one)) for one in silences.known(tx, self._desk.first)[:_SHOWN]]
            kept = silences.kept(tx)
        told: dict[str, Any] = {"now": now, "zone": self._zone}
        lines = [words.line(one, holds, by_file=one.name not in kept, **told) for one, holds in known]
        over = {one.name for one, _ in known if one.ends_at <= now}
        shown: dict[str, Any] = {
            "lines": [line for line in lines if line.name not in over],
            "over": [line for line in lines if line.name in over][:20],
            "form": form,
            "usual": in_zone(now + words.USUAL, self._zone),
            "faults": defaultdict(str, faults or {}),
            "refused": refused,
            "zone": str(self._zone),
            "offered": {name.value: known for name, known in self._offered.items()},
            "may_change": viewer.may(Permission.CHANGE),
        }
        return self._renderer.page(request, "silences.html", status, **shown)

    def _asked(self, form: Form, by: str) -> Silence:
        topics = tuple(Topic(one) for one in form.all("topic") if one in set(Topic))
        severity = form.text("severity")
        named: dict[str, Any] = {name: _several(form.text(name)) for name in _SEVERAL}
        for name, known in (("brand", Names.BRANDS), ("source", Names.SOURCES)):
            named[name] = tuple(one for one in form.all(name) if one in self._offered[known])
        match = Match(topic=topics, severity=Severity(severity) if severity in set(Severity) else None, **named)
        return Silence(
            name=_line(form.text("name"))[:100],
            match=match,
            starts_at=moment_in(form.text("begins"), self._zone),
            ends_at=moment_in(form.text("until"), self._zone) or self._now(),
            reason=_line(form.text("reason"))[:LONGEST],
            critical=form.text("critical") == "yes",
            fold=form.text("how") == words.FOLD,
            by=by,
        )

    def _again(self, silence: Silence) -> Form:
        """Return the form as it was filled in."""
        match = silence.match
        filled = {one.name: getattr(match, one.name) for one in fields(Match)}
        told: dict[str, tuple[str, ...]] = {name: (", ".join(filled[name]),) for name in _SEVERAL}
        told |= {name: tuple(map(str, filled[name])) for name in ("brand", "source", "topic")}
        told |= {"name": (silence.name,), "reason": (silence.reason,), "severity": (filled["severity"] or "",)}
        told |= {"until": (in_zone(silence.ends_at, self._zone),), "how": (words.FOLD if silence.fold else words.HOLD,)}
        told |= {"begins": (in_zone(silence.starts_at, self._zone) if silence.starts_at else "",)}
        return Form(told | {"critical": ("yes" if silence.critical else "",)})


def _several(typed: str) -> tuple[str, ...]:
    return tuple(word for one in typed[:LONGEST].split(",") if (word := _line(one)))


def _line(typed: str) -> str:
    return " ".join(typed.split())
