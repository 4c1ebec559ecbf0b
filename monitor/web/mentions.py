"""All mentions, flagged or not, each with what was decided about it and why; and the page of one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from fastapi import Request
from fastapi.responses import Response

from monitor.domain.access import Permission, Viewer
from monitor.domain.heard import Heard
from monitor.domain.links import followed
from monitor.domain.verdict import Thresholds
from monitor.domain.view import Listing
from monitor.store import eyes, mention_files, mention_search
from monitor.store.case_past import Earlier, earlier_words
from monitor.store.database import Database, Transaction
from monitor.store.mention_search import PAGE, Found
from monitor.web.address import Address
from monitor.web.gate import Asking
from monitor.web.mention_choices import choices
from monitor.web.mention_filters import PATH, Sought, mention_number, read
from monitor.web.rendering import Renderer
from monitor.web.views import links
from monitor.wording import eyes as eye_words
from monitor.wording import marking
from monitor.wording import mentions as words
from monitor.wording.marking import Edit
from monitor.wording.mentions import Teller
from monitor.wording.quotes import quote_of


class Mentions:
    """What the addresses of mentions answer. `thresholds` reads the scores that decide, as they hold."""

    def __init__(
        self,
        db: Database,
        *,
        renderer: Renderer,
        mask: Callable[[str], str],
        now: Callable[[], datetime],
        zone: tzinfo,
        sought_brands: Sequence[str],
        thresholds: Callable[[Transaction], Thresholds],
    ) -> None:
        self._db = db
        self._renderer = renderer
        self._mask = mask
        self._now = now
        self._zone = zone
        self._brands = sought_brands
        self._thresholds = thresholds

    def addresses(self) -> tuple[Address, ...]:
        """Return where it answers."""
        look = Permission.LOOK
        return (
            Address(path=PATH, answer=self.list, needs=look),
            Address(path=f"{PATH}/{{public_id}}", answer=self.show, needs=look),
        )

    def list(self, request: Request, viewer: Asking) -> Response:
        """Show a page of all that was heard."""
        sought = read(request.query_params)
        with self._db.read() as tx:
            found = mention_search.search(tx, sought.query(self._zone, viewer.limits, PAGE + 1))
            files = mention_files.files(tx, [spot.id for spot in found.spots[:PAGE]], viewer.limits)
            saved = links(tx, viewer, Listing.MENTIONS, sought.top().href())
            chosen, teller = choices(tx, sought, self._brands, viewer.limits), self._teller(tx)
        more = len(found.spots) > PAGE
        return self._renderer.page(
            request,
            "mentions.html",
            lines=[teller.line(one, quote=self._quote(one)) for one in files],
            wanted=sought,
            choices=chosen,
            saved=saved,
            heading=words.heading(len(files), more=more, from_top=sought.before is None),
            empty=words.empty(filtered=sought.filtered),
            looked=found.looked_to and words.looked_to(teller.moment(found.looked_to.at)),
            older=_older(sought, found),
            newest=sought.top().href() if sought.before else None,
            export=sought.top().href(f"{PATH}/-/export"),
        )

    def show(self, request: Request, public_id: str, viewer: Asking) -> Response:
        """Show one mention."""
        return self.page(request, mention_number(public_id), viewer)

    def page(self, request: Request, number: int, viewer: Viewer, *, status: int = 200, refused: str = "") -> Response:
        """Return the page of a mention; `refused` is why something could not be done. Raises `NoSuchMention`."""
        with self._db.read() as tx:
            heard = mention_files.file(tx, number, viewer.limits)
            before = [] if heard.gone else earlier_words(tx, number)
            decided = mention_files.verdicts(tx, number, viewer.limits)
            said, teller = eyes.said(tx, number, viewer.limits), self._teller(tx)
        quote, first = self._quote(heard), next((one for one in heard.decisions if one.brand in heard.open_to), None)
        flagged = [found for one in heard.decisions for reason in one.reasons for found in reason.words]
        link = heard.mention.url
        return self._renderer.page(
            request,
            "mention.html",
            status,
            line=teller.line(heard, quote=quote),
            quote=() if heard.gone else marking.marked(quote, flagged),
            language=first.language if first and first.language != "und" else "",
            link=followed(link),
            media=eye_words.attached(heard.mention.media, self._mask),
            sources=", ".join(heard.sources),
            posted=teller.moment(heard.mention.posted_at),
            edits=self._edits(quote, heard, before, teller),
            verdicts=[teller.verdict_line(one) for one in decided],
            said=teller.said(said),
            open_to=() if heard.gone or viewer.limits.departments is not None else heard.open_to,
            guess=(first.severity or "medium", first.topic or "other") if first else ("medium", "other"),
            refused=refused,
        )

    def _teller(self, tx: Transaction) -> Teller:
        return Teller(thresholds=self._thresholds(tx), mask=self._mask, now=self._now(), zone=self._zone)

    def _quote(self, heard: Heard) -> str:
        return self._mask(quote_of(heard.mention))

    def _edits(self, quote: str, heard: Heard, before: Sequence[Earlier], teller: Teller) -> Sequence[Edit]:
        edits, after = [], quote
        for one in before:
            was = self._mask(quote_of(replace(heard.mention, title=one.title, text=one.text)))
            if was != after:
                edits.append(marking.edit(was, after, at=teller.moment(one.replaced_at)))
            after = was
        return edits


def _older(sought: Sought, found: Found) -> str | None:
    """Return the address of the next page; None where nothing is older."""
    below = found.spots[PAGE - 1] if len(found.spots) > PAGE else found.looked_to
    return None if below is None else replace(sought, before=below).href()
