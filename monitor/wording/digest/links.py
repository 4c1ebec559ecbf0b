"""Where the rows behind a figure are shown."""

from dataclasses import dataclass
from urllib.parse import urlencode

from monitor.domain.figures import ALL, Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses below `base_url`, where pages are served; without one there are none."""

    base_url: str | None
    week: str
    scope: str

    @classmethod
    def of(cls, figures: Figures, base_url: str | None) -> "Links":
        """The links of one digest."""
        return cls(base_url=base_url.rstrip("/") if base_url else None, week=figures.week, scope=figures.scope)

    def cases(self, **chosen: str) -> str | None:
        """Return the list of the week's cases that match `chosen` (`topic="billing"`)."""
        brand = {} if self.scope == ALL else {"brand": self.scope}
        asked = urlencode({"week": self.week, "state": "all", **brand, **chosen})
        return f"{self.base_url}/cases?{asked}" if self.base_url else None

    def case(self, number: int) -> str | None:
        """Return the page of one case."""
        return f"{self.base_url}/cases/C-{number}" if self.base_url else None
