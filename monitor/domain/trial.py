"""Trial: a text that nobody wrote, and what would be decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.match import Subject
from monitor.domain.muting import Silence
from monitor.domain.routing import Route
from monitor.domain.verdict import Thresholds, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A text as a source would hear it. `stars` are of five; `language` is told by the source, else found.

    `case` and `alert` are other thresholds, each None where the one that holds is meant.
    """

    text: str
    source: str
    brand: str
    title: str = ""
    stars: float | None = None
    language: str = ""
    case: float | None = None
    alert: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """What was decided, and where it would go. `loud` is when each channel would be told, `live_at` from when they
    go out, where they are held. `drafted` is what other thresholds, `drafts`, would decide, where some were given.
    """

    verdict: Verdict
    thresholds: Thresholds
    subject: Subject
    route: Route
    silence: Silence | None
    loud: Mapping[str, datetime]
    live_at: datetime | None
    drafts: Thresholds | None = None
    drafted: Verdict | None = None
