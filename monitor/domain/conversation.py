"""Conversation: who said what around a complaint, and what is known of who complains."""

from dataclasses import dataclass
from datetime import datetime

from connectors.contract import Mention
from monitor.domain.case import Case

MOST = 200
"""Who said more than this is not counted to the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that was said. `by` is who, as the platform names them; None where it does not.

    `ours`: it is an answer of ours, which `written_by` wrote here where anybody did. `own`: it is the mention itself.
    `same_author`: the customer says it. `case_id` is a case of it that may be seen.
    """

    at: datetime
    by: str | None
    title: str | None
    text: str
    url: str | None = None
    ours: bool = False
    own: bool = False
    same_author: bool = False
    case_id: int | None = None
    written_by: str | None = None
    approved_by: str | None = None

    @property
    def words(self) -> str:
        """What was said: the title, where the text does not begin with it, and the text below."""
        title, text = (self.title or "").strip(), self.text.strip()
        return text if text.startswith(title) else "\n\n".join(filter(None, (title, text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who somebody is, as far as it was heard. `id` is the platform's; None where it tells none, or it was erased.

    `mentions` counts up to `MOST` and one more; `since` is when the first of them was posted. `outcomes` has how many
    of their cases came to each end: an outcome, or a dismissal.
    """

    platform: str
    id: str | None
    name: str | None
    followers: int | None
    mentions: int
    since: datetime | None
    cases: int
    outcomes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One thing that is held of somebody: a mention, what it said `before`, and the cases that were opened for it."""

    id: int
    mention: Mention
    heard_at: datetime
    before: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
