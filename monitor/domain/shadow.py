"""Shadow: whether an alert is held because the set-up is new."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """Until when alerts are held (None: they never were). Those of the sources `never` are not, whatever the time."""

    until: datetime | None = None
    never: frozenset[str] = frozenset()

    def holds(self, source: str, now: datetime) -> bool:
        """Whether an alert of what `source` heard is held at `now`."""
        return self.acts(now) and source not in self.never

    def acts(self, now: datetime) -> bool:
        """Whether any alert is held at `now`."""
        return self.until is not None and now < self.until


LIVE = Shadow()
"""Nothing is held."""
