"""View: filters of a list, kept under a name, for oneself or for the team."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST, MOST = 60, 50
"""Characters of a name; how many somebody keeps, and how many the team does."""


class Listing(StrEnum):
    """Which list a view is of."""

    CASES = "cases"
    MENTIONS = "mentions"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view as somebody sees it. `query` is what its address asks for; `by` is who made it.

    `shared`: the team's, which a lead changes. `front`: where the pages begin for who looks.
    """

    id: int
    name: str
    listing: Listing
    query: str
    by: str
    shared: bool
    front: bool

    @property
    def href(self) -> str:
        """Its address."""
        return f"/{self.listing.value}?{self.query}" if self.query else f"/{self.listing.value}"


def is_view_name(text: str) -> bool:
    """Return whether a view can be called that: one line, not too long."""
    return bool(text.strip()) and len(text) <= LONGEST and text.isprintable()
