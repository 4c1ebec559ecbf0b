"""Reading: what the pages need that show mentions, whichever list they are in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from monitor.domain.heard import Heard
from monitor.domain.verdict import Thresholds
from monitor.store.database import Database, Transaction
from monitor.web.rendering import Renderer
from monitor.wording.mentions import Teller
from monitor.wording.quotes import quote_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Where mentions are read from, and how they are shown.

    `brands` are those that are looked for, `thresholds` reads the scores that decide, as they hold; `mask` hides what
    must not be shown of a customer's words.
    """

    db: Database
    renderer: Renderer
    mask: Callable[[str], str]
    now: Callable[[], datetime]
    zone: tzinfo
    brands: Sequence[str]
    thresholds: Callable[[Transaction], Thresholds]

    def teller(self, tx: Transaction) -> Teller:
        """Return what tells of mentions, as settings hold."""
        return Teller(thresholds=self.thresholds(tx), mask=self.mask, now=self.now(), zone=self.zone)

    def quote(self, heard: Heard) -> str:
        """Return what was said, masked."""
        return self.mask(quote_of(heard.mention))
