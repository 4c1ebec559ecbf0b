"""Acts on several cases at once, by one form that needs no script: each case goes the way of its own page's buttons."""

from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.store.cases import NoSuchCase
from monitor.web.address import POST, Address
from monitor.web.case_acts import CaseActs
from monitor.web.filters import Unknown, Wanted, case_number, read
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.rendering import Renderer
from monitor.wording import inbox as words

PATH, MOST = "/cases/-/acts", 200
ACTS = frozenset({"claim", "assign", "snooze", "resolve", "dismiss"})


class Bulk:
    """What the form below the list of cases does."""

    def __init__(self, *, acts: CaseActs, renderer: Renderer) -> None:
        self._acts = acts
        self._renderer = renderer

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path=PATH, answer=self.act, needs=Permission.ACT, methods=POST),)

    def act(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Do what a button says to all that is ticked; lead back to the list, or tell what could not be done."""
        back, deed, chosen = _list(form), form.text("do"), list(dict.fromkeys(_chosen(form)))
        if deed not in ACTS:
            raise Unknown("no such act")
        if not 0 < len(chosen) <= MOST:
            return self._told(request, words.not_chosen(len(chosen), MOST), (), back)
        refused = list(self._refused(list(map(case_number, chosen)), form, viewer))
        done = len(chosen) - len(refused)
        if refused:
            return self._told(request, words.partly_done(deed, done, len(chosen)), refused, back)
        sign = "&" if "?" in back else "?"
        return RedirectResponse(f"{back}{sign}did={deed}&done={done}", 303)

    def _refused(self, chosen: Sequence[int], form: Form, viewer: Viewer) -> Iterator[tuple[str, str]]:
        """Act on each, once however often the same form comes; yield those that it did not fit, and why."""
        for number in chosen:
            try:
                self._acts.do(number, form, viewer)
            except (NotAllowed, NoSuchCase) as error:
                yield f"C-{number}", str(error)

    def _told(self, request: Request, heading: str, refused: Sequence[tuple[str, str]], back: str) -> Response:
        return self._renderer.page(request, "bulk.html", 409, heading=heading, refused=refused, back=back)


def told(request: Request) -> str:
    """Return what the list says after an act on several cases; empty where none was just done."""
    deed, done = (request.query_params.get(name, "") for name in ("did", "done"))
    if deed not in ACTS or not (done.isascii() and done.isdigit()) or not 0 < int(done[:4]) <= MOST:
        return ""
    return words.all_done(deed, int(done[:4]))


def _chosen(form: Form) -> Iterator[str]:
    """Yield the cases that are ticked: all that were shown, where the one box for these is."""
    for shown in form.all("shown"):
        yield from shown.split()
    yield from form.all("case")


def _list(form: Form) -> str:
    """Return the address of the list that the form stands under; that of all live cases where it names none."""
    try:
        return read(dict(parse_qsl(urlsplit(form.text("back")).query))).href()
    except (Unknown, ValueError):
        return Wanted().href()
