"""What the places of a week are called: platforms by their own names, sources where these leave it open."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.domain.figures import Figures
from monitor.domain.venue import Venue
from monitor.wording import names
from monitor.wording.venues import venues

_MOST_SITES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places that a week's figures name, each by the key of its venue."""

    known: Mapping[str, str]

    @classmethod
    def of(cls, figures: Figures) -> "Places":
        """Return the places of a week, those where most was said first."""
        pairs = [
            *((one.platform, one.name) for one in figures.sources),
            *((one.platform, one.source) for one in figures.claimed),
            *((one.platform, one.source) for one in figures.promoters),
        ]
        return cls(known=venues(Venue(platform=one, source=source).key for one, source in pairs if one))

    def said(self, platform: str, source: str) -> str:
        """Return where it was said: `Google Play`, with the source where several hear it."""
        return self.known.get(Venue(platform=platform, source=source).key, source)

    def heard_by(self, source: str) -> str:
        """Return what a source listens to, as far as the week tells it: `Google Play`, `Reddit, Steam (social)`."""
        mine = [venue for venue in map(Venue.of, self.known) if venue.source == source]
        if len(mine) < 2:
            return self.said(mine[0].platform, source) if mine else source
        sites = list(dict.fromkeys(names.site(venue.platform) for venue in mine))
        more = f" and {len(sites) - _MOST_SITES} more" if len(sites) > _MOST_SITES else ""
        return f"{', '.join(sites[:_MOST_SITES])}{more} ({source})"
