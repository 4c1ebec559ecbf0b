"""The page of one case: what was said and why that was flagged, what was said before, and what was done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from secrets import token_hex

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, CaseFile, State
from monitor.store import case_files
from monitor.store.case_past import Earlier, earlier_words, others_of_author
from monitor.store.cases import NoSuchCase
from monitor.store.database import Database
from monitor.web.address import Address
from monitor.web.filters import case_number
from monitor.web.gate import Asking
from monitor.web.rendering import Renderer
from monitor.wording import marking, notices, pages, times
from monitor.wording.marking import Edit
from monitor.wording.quotes import quote_of, with_masked_reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """Which acts fit a case as it stands."""

    live: bool
    claim: bool
    hand_back: bool
    wake: bool
    resolve: bool
    dismiss: bool
    reopen: bool

    @classmethod
    def on(cls, case: Case, viewer: Viewer) -> "Possible":
        """Return what somebody can do to a case."""
        live = case.state in LIVE_STATES
        return cls(
            live=live,
            claim=live and (case.owner != viewer.name or case.state is State.OPEN),
            hand_back=live and (case.owner is not None or case.state is State.ACKNOWLEDGED),
            wake=case.snoozed_until is not None,
            resolve=live or case.state is State.RESOLVED,
            dismiss=case.state in UNANSWERED_STATES or case.state is State.DISMISSED,
            reopen=not live,
        )


class CasePage:
    """What the page of a case answers. `mask` hides personal data and abuse in a person's words."""

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
        return (Address(path="/cases/{public_id}", answer=self.show, needs=Permission.LOOK),)

    def show(self, request: Request, public_id: str, viewer: Asking) -> Response:
        """Show one case."""
        return self.page(request, case_number(public_id), viewer)

    def page(self, request: Request, number: int, viewer: Viewer, *, status: int = 200, refused: str = "") -> Response:
        """Return the page of a case; `refused` is why something could not be done. Raises `NoSuchCase`."""
        now = self._now()
        with self._db.read() as tx:
            file = seen(case_files.file(tx, number), viewer)
            before = [] if file.gone else earlier_words(tx, file.case.mention_id)
            others = case_files.files(tx, others_of_author(tx, file.case.mention_id, viewer.limits))
        file = with_masked_reasons(file, self._mask)
        quote = self._mask(quote_of(file.mention))
        return self._renderer.page(
            request,
            "case.html",
            status,
            notice=notices.alert(file, now=now, key=file.case.public_id, quote=quote, zone=self._zone),
            quote=() if file.gone else marking.marked(quote, self._flagged(file)),
            case=self._line(file, now),
            incident=file.incident and f"I-{file.incident}",
            stars=pages.star_changes(file),
            edits=self._edits(quote, file, before, now),
            others=[self._line(other, now) for other in others],
            replies=[self._mask(reply.text) for reply in file.replies],
            moments=pages.timeline(file, [self._masked(event.text) for event in file.events], now=now, zone=self._zone),
            refused=refused,
            acts=Possible.on(file.case, viewer),
            answering="answer" in request.query_params,
            ticket=token_hex(8),
        )

    def _edits(self, quote: str, file: CaseFile, before: list[Earlier], now: datetime) -> list[Edit]:
        """Return each edit of the words, the latest first."""
        edits, after = [], quote
        for one in before:
            said = self._mask(quote_of(replace(file.mention, title=one.title, text=one.text)))
            if said != after:
                edits.append(marking.edit(said, after, at=times.moment(one.replaced_at, now=now, zone=self._zone)))
            after = said
        return edits

    def _flagged(self, file: CaseFile) -> list[str]:
        return [words for reason in (*file.reasons, *file.first_reasons) for words in reason.words]

    def _line(self, file: CaseFile, now: datetime) -> pages.Line:
        return pages.line(file, quote=self._mask(quote_of(file.mention)), now=now, zone=self._zone)

    def _masked(self, words: str | None) -> str | None:
        return None if words is None else self._mask(words)


def seen(file: CaseFile, viewer: Viewer) -> CaseFile:
    """Return a case that somebody may see. Raises `NoSuchCase` where they may not: that it is there is not told."""
    if not viewer.limits.allow(file.case.brand, file.case.department):
        raise NoSuchCase(f"there is no case {file.case.public_id}")
    return file
