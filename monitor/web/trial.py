"""The page on which a text is tried: what would be decided about it, why, and where it would go."""

import re
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.trial import Trial, TrialResult
from monitor.web.address import POST, Address
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer
from monitor.web.ruling import Ruling
from monitor.web.settings import whole
from monitor.wording import marking
from monitor.wording import trial_pages as words
from monitor.wording.sheets import Names

PATH = "/settings/try"
_LONGEST = 10_000
_SCORE = re.compile(r"0|1|0?\.[0-9]{1,4}|1\.0{1,4}")


class NotATrial(Exception):
    """What was filled in cannot be tried; the message says why."""


class TrialPages:
    """What this page answers. Nothing that is tried is kept; it is judged as whoever looks typed it."""

    def __init__(self, ruling: Ruling, *, renderer: Renderer, now: Callable[[], datetime], zone: tzinfo) -> None:
        self._ruling = ruling
        self._renderer = renderer
        self._now = now
        self._zone = zone

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Address(path=PATH, answer=self.show, needs=look),
            Address(path=PATH, answer=self.tried, needs=look, methods=POST),
        )

    def show(self, request: Request, viewer: Asking) -> Response:
        """Show the form."""
        return self._shown(request, viewer, NOTHING_FILLED)

    def tried(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Judge a text."""
        whole(viewer)
        try:
            trial = self._asked(form)
        except NotATrial as error:
            return self._shown(request, viewer, form, 400, wrong=str(error))
        return self._shown(request, viewer, form, found=self._ruling.tries(trial))

    def _asked(self, form: Form) -> Trial:
        """Return what was filled in. Raises `NotATrial`."""
        text, title = form.text("text")[:_LONGEST], form.text("title")[:_LONGEST]
        if not (text or title):
            raise NotATrial(words.NO_TEXT)
        stars = form.text("stars")
        return Trial(
            text=text,
            title=title,
            stars=float(stars) if re.fullmatch(r"[1-5]", stars) else None,
            language=form.text("language") if re.fullmatch(r"[A-Za-z]{2,3}(-\w{2,8})?", form.text("language")) else "",
            brand=self._known(form, "brand", Names.BRANDS),
            source=self._known(form, "source", Names.SOURCES),
            case=_score(form.text("case")),
            alert=_score(form.text("alert")),
        )

    def _known(self, form: Form, field: str, names: Names) -> str:
        """Return what was chosen, or the first there is."""
        known = self._ruling.offered[names]
        return form.text(field) if form.text(field) in known else known[0]

    def _shown(
        self,
        request: Request,
        viewer: Viewer,
        form: Form,
        status: int = 200,
        *,
        wrong: str = "",
        found: TrialResult | None = None,
    ) -> Response:
        whole(viewer)
        said = "\n\n".join(filter(None, (form.text("title"), form.text("text"))))
        cues = [cue for reason in found.verdict.reasons for cue in reason.words] if found else []
        shown: dict[str, Any] = {
            "form": form,
            "wrong": wrong,
            "told": found and words.told(found, now=self._now(), zone=self._zone),
            "pieces": marking.marked(said[:_LONGEST], cues) if found else (),
            "brands": self._ruling.offered[Names.BRANDS],
            "sources": [one for one in self._ruling.installed if one.part == "source"],
        }
        return self._renderer.page(request, "trial.html", status, **shown)


def _score(typed: str) -> float | None:
    """Return a threshold that was filled in. Raises `NotATrial`."""
    if typed and not _SCORE.fullmatch(typed):
        raise NotATrial(words.NO_NUMBER)
    return float(typed) if typed else None
