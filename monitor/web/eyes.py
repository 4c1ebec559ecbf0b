"""The lane of what could not be read: each mention is said to be something by one key."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.domain import labels
from monitor.domain.access import Permission, Viewer
from monitor.domain.act import NotAllowed
from monitor.store import audits, eyes, mention_search
from monitor.store.mention_search import PAGE, Flagged
from monitor.web.address import POST, Address
from monitor.web.forms import Form
from monitor.web.gate import Asking, Filled
from monitor.web.mention_acts import MentionActs, reading_of
from monitor.web.mention_choices import narrow
from monitor.web.mention_filters import Sought, mention_number, read
from monitor.web.reading import Reading
from monitor.wording import eyes as words
from monitor.wording import mentions as mention_words
from monitor.wording import times

PATH = "/eyes"


class Eyes:
    """What the lane answers. `acts` note what is said of a mention."""

    def __init__(self, reading: Reading, *, acts: MentionActs) -> None:
        self._reading = reading
        self._acts = acts

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (
            Address(path=PATH, answer=self.list, needs=Permission.LOOK),
            Address(path=PATH, answer=self.say, needs=Permission.ACT, methods=POST),
        )

    def list(self, request: Request, viewer: Asking) -> Response:
        """Show what waits to be read, the newest first."""
        return self._page(request, read(request.query_params), viewer)

    def say(self, request: Request, form: Filled, viewer: Asking) -> Response:
        """Note what somebody says of one mention, and go on with the next; tell where somebody else was faster."""
        sought = read(dict(parse_qsl(urlsplit(form.text("back")).query)))
        number = mention_number(form.text("mention"))
        try:
            case = self._acts.say(number, form, viewer, first=True)
        except NotAllowed as error:
            return self._page(request, sought, viewer, status=409, refused=str(error))
        told = {"read": f"M-{number}", "as": reading_of(form).value, "case": case.public_id if case else None}
        return RedirectResponse(_then(sought.href(PATH), told, form), 303)

    def _page(
        self, request: Request, sought: Sought, viewer: Viewer, *, status: int = 200, refused: str = ""
    ) -> Response:
        sought, now = replace(sought, flagged=Flagged.EYES), self._reading.now()
        with self._reading.db.read() as tx:
            found = mention_search.search(tx, sought.query(self._reading.zone, viewer.limits, PAGE + 1))
            items = eyes.waiting(tx, [spot.id for spot in found.spots[:PAGE]], viewer.limits)
            count = eyes.count(tx) if viewer.limits.any else len(items)
            codes, thresholds = eyes.languages(tx, viewer.limits), self._reading.thresholds(tx)
            asked = audits.next_question(tx, within=viewer.limits)
            drawn = bool(asked or audits.samples(tx, viewer.limits, limit=1))
        following = [heard.public_id for heard, _ in items[1:]] + [""]
        below = found.spots[PAGE - 1] if len(found.spots) > PAGE else found.looked_to
        listed = replace(sought, flagged=None)
        return self._reading.renderer.page(
            request,
            "eyes.html",
            status,
            items=[
                words.item(
                    heard,
                    decision,
                    mask=self._reading.mask,
                    thresholds=thresholds,
                    heard_at=times.moment(heard.heard_at, now=now, zone=self._reading.zone),
                    then=then,
                )
                for (heard, decision), then in zip(items, following, strict=False)
            ],
            heading=words.heading(count, many=eyes.MOST),
            wanted=listed,
            selects=[
                each
                for each in narrow(sought, self._reading.brands, codes, viewer.limits)
                if len(each.options) > 2 or each.chosen
            ],
            older=below and replace(listed, before=below).href(PATH),
            newest=listed.top().href(PATH) if sought.before else None,
            told=_told(request),
            refused=refused,
            sample=words.left(asked.of - asked.place + 1 if asked else 0) if drawn else None,
        )


def _then(list_: str, told: dict[str, str | None], form: Form) -> str:
    """Return the address of the list with what was said, and the mention that is next."""
    parts = "&".join(f"{name}={value}" for name, value in told.items() if value)
    following = form.text("next")
    here = f"#{following}" if following.startswith("M-") and following[2:].isdecimal() else ""
    return f"{list_}{'&' if '?' in list_ else '?'}{parts}{here}"


def _told(request: Request) -> tuple[str, str] | None:
    """Return what was just said of a mention, and its address; None where nothing was."""
    asked = request.query_params
    public_id, reading, case = asked.get("read", ""), asked.get("as", ""), asked.get("case", "")
    if not public_id or reading not in set(labels.Reading):
        return None
    mention_number(public_id)
    opened = case if case.startswith("C-") and case[2:].isdecimal() else None
    return mention_words.read_as(public_id, labels.Reading(reading), opened), f"/mentions/{public_id}"
