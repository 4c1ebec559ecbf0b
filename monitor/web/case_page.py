"""The page of one case: what was said and why that was flagged, what stands around it, its answer, what was done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from secrets import token_hex
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, CaseFile, State
from monitor.domain.people import Staff
from monitor.store import authors, case_files
from monitor.store.case_past import Earlier, earlier_words, others_of_author
from monitor.store.conversation import conversation
from monitor.store.database import Database, Transaction
from monitor.store.team import team
from monitor.web.address import Address
from monitor.web.case_limits import seen
from monitor.web.counter import Counter
from monitor.web.filters import case_number
from monitor.web.forms import NOTHING_FILLED, Form
from monitor.web.gate import Asking
from monitor.web.rendering import Renderer
from monitor.web.reply_box import box_for
from monitor.wording import conversations, marking, notices, pages, times
from monitor.wording.marking import Edit
from monitor.wording.quotes import quote_of, with_masked_reasons
from monitor.wording.replying import Box, Typed


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
    value: bool

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
            value=case.state in {State.RESPONDED, State.RESOLVED},
        )


class CasePage:
    """What the page of a case answers. `mask` hides personal data and abuse in a person's words.

    `staff` are the people whom the configuration names; `desk` is where it is answered; `mutes`: there is a page where
    what is known of is muted.
    """

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        mask: Callable[[str], str],
        now: Callable[[], datetime],
        zone: tzinfo,
        staff: Staff,
        desk: Counter | None = None,
        mutes: bool = False,
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._mask = mask
        self._now = now
        self._zone = zone
        self._staff = staff
        self._desk = desk
        self._mutes = mutes

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        return (Address(path="/cases/{public_id}", answer=self.show, needs=Permission.LOOK),)

    def show(self, request: Request, public_id: str, viewer: Asking) -> Response:
        """Show one case."""
        return self.page(request, case_number(public_id), viewer)

    def page(
        self,
        request: Request,
        number: int,
        viewer: Viewer,
        *,
        status: int = 200,
        refused: str = "",
        typed: Typed | None = None,
        filled: Form = NOTHING_FILLED,
    ) -> Response:
        """Return the page of a case. Raises `NoSuchCase`.

        `refused` is why something could not be done; `typed` are the words of an answer, `filled` another form, which
        are shown as they were.
        """
        now = self._now()
        with self._db.read() as tx:
            file = case_files.file(tx, number)
            seen(file.case, viewer)
            around = self._around(tx, file, viewer, now)
            reply = self._box(tx, number, typed, viewer, now)
            whom = team(tx, self._staff).beside(viewer.limits) if viewer.may(Permission.ACT) else ()
        told = refused and filled.text("do")
        return self._renderer.page(
            request,
            "case.html",
            status,
            **self._told(with_masked_reasons(file, self._mask), around.pop("before"), now),
            **around,
            reply=reply,
            mutes=self._mutes,
            refused=refused,
            note=filled.text("text") if told == "note" else "",
            owner=filled.text("owner") if told == "assign" else "",
            team=whom,
            acts=Possible.on(file.case, viewer),
            answering="answer" in request.query_params,
            ticket=token_hex(8),
        )

    def _told(self, file: CaseFile, before: list[Earlier], now: datetime) -> dict[str, Any]:
        """What is told of the case itself."""
        quote = self._mask(quote_of(file.mention))
        masked = [self._masked(event.text) for event in file.events]
        return {
            "notice": notices.alert(file, now=now, key=file.case.public_id, quote=quote, zone=self._zone),
            "quote": () if file.gone else marking.marked(quote, self._flagged(file)),
            "case": self._line(file, now),
            "incident": file.incident and f"I-{file.incident}",
            "crowd": conversations.crowd(file.incident, file.incident_people)
            if file.case.state in LIVE_STATES
            else None,
            "stars": pages.star_changes(file),
            "kept": file.case.kept or "",
            "edits": self._edits(quote, file, before, now),
            "moments": pages.timeline(file, masked, now=now, zone=self._zone),
        }

    def _around(self, tx: Transaction, file: CaseFile, viewer: Viewer, now: datetime) -> dict[str, Any]:
        """What stands around it: the conversation, the customer and their other cases."""
        mention_id = file.case.mention_id
        turns = conversation(tx, mention_id, viewer.limits)
        others = case_files.files(tx, others_of_author(tx, mention_id, viewer.limits))
        known = authors.known(tx, mention_id, viewer.limits)
        lines = [
            conversations.line(turn, self._mask(turn.words), now=now, zone=self._zone)
            for turn in (turns if len(turns) > 1 or any(turn.ours for turn in turns) else ())
        ]
        return {
            "before": [] if file.gone else earlier_words(tx, mention_id),
            "thread": lines,
            "others": [self._line(other, now) for other in others],
            "customer": () if file.gone else conversations.facts(known, now=now, zone=self._zone),
            "has_author": known.id is not None,
        }

    def _box(self, tx: Transaction, number: int, typed: Typed | None, viewer: Viewer, now: datetime) -> Box | None:
        if self._desk is None or not viewer.may(Permission.ACT):
            return None
        return box_for(tx, self._desk, number, typed, me=viewer.name, now=now, zone=self._zone)

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
        reasons = () if file.opened_by else (*file.reasons, *file.first_reasons)
        return [words for reason in reasons for words in reason.words]

    def _line(self, file: CaseFile, now: datetime) -> pages.Line:
        return pages.line(file, quote=self._mask(quote_of(file.mention)), now=now, zone=self._zone)

    def _masked(self, words: str | None) -> str | None:
        return None if words is None else self._mask(words)
