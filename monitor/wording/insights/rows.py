"""Where the rows behind a figure are shown, as paths of the pages."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from monitor.domain.insights import Insights
from monitor.domain.venue import Venue
from monitor.domain.week import Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Lists of what one view of the weeks is made of."""

    first: Week
    last: Week
    brand: str | None
    department: str | None

    @classmethod
    def of(cls, told: Insights) -> "Rows":
        """The lists behind `told`."""
        return cls(first=told.weeks[0], last=told.weeks[-1], brand=told.brand, department=told.department)

    def cases(self, week: Week | None = None, /, **chosen: str) -> str:
        """Return the list of the cases opened in `week`, or in all the weeks, that match `chosen`.

        `where` is the key of a venue.
        """
        if "where" in chosen:
            venue = Venue.of(chosen.pop("where"))
            chosen |= {"platform": venue.platform, "source": venue.source}
        return self._list("/cases", {**self._when(week), "state": "all", **chosen, **self._where(department=True)})

    def mentions(self, week: Week, /, **chosen: str) -> str:
        """Return the list of the mentions heard in `week` that match `chosen`."""
        return self._list("/mentions", {"week": str(week), **chosen, **self._where(department=False)})

    def _when(self, week: Week | None) -> dict[str, str]:
        if week is not None:
            return {"week": str(week)}
        return {"since": str(self.first.monday), "until": str(self.last.monday + timedelta(days=6))}

    def _where(self, *, department: bool) -> dict[str, str]:
        brand = {"brand": self.brand} if self.brand else {}
        return brand | ({"department": self.department} if department and self.department else {})

    @staticmethod
    def _list(path: str, chosen: dict[str, str]) -> str:
        return f"{path}?{urlencode(chosen)}"
