"""Morning: how a day begins, as a short note tells it."""

from dataclasses import dataclass
from datetime import datetime

from monitor.domain.figures import Open
from monitor.domain.people import OnDuty


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What came in since the day before (`new`), what is live at `at`, and who is on duty."""

    at: datetime
    new: int
    live: Open
    on_duty: tuple[OnDuty, ...] = ()
