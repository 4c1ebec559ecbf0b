"""Venue: where customers spoke, a platform as one source hears it."""

from dataclasses import dataclass

_BREAK = "\n"  # stands in no name of either


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A platform (`google_play`), and the source that hears it. Most sources hear one; an import may hear several."""

    platform: str
    source: str

    @property
    def key(self) -> str:
        """Both as one text, by which sums are kept."""
        return f"{self.platform}{_BREAK}{self.source}"

    @classmethod
    def of(cls, key: str) -> "Venue":
        """Return the venue of a key."""
        platform, _, source = key.partition(_BREAK)
        return cls(platform=platform, source=source)
