"""What the places are called where customers spoke."""

from collections import Counter
from collections.abc import Iterable

from monitor.domain.venue import Venue
from monitor.wording import names


def venues(keys: Iterable[str]) -> dict[str, str]:
    """Return what each of these venues is called, by key: `Google Play`, with the source where several hear it."""
    found = {key: Venue.of(key) for key in keys}
    shared = Counter(names.site(venue.platform) for venue in found.values())
    return {key: _named(venue, shared[names.site(venue.platform)] > 1) for key, venue in found.items()}


def _named(venue: Venue, shared: bool) -> str:
    site = names.site(venue.platform)
    return f"{site} ({venue.source})" if shared else site
