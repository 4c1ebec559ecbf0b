"""Brand: what its name is in other people's mouths, and which accounts are its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandTerms:
    """How a mention of a brand is known.

    One of `keywords` must stand in what is heard by search; one of `exclude` makes it somebody else's. `own_accounts`
    are the brand's own author ids by platform.
    """

    name: str
    keywords: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    own_accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
