"""Brand: what its name is in other people's mouths, and which accounts are its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from connectors.contract import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandTerms:
    """How a mention of a brand is known.

    One of `keywords` must stand in what is heard by search; one of `exclude` makes it somebody else's. `own_accounts`
    are the brand's own author ids by platform. `wants` tells whether a mention is what is looked for (None: whatever
    has a keyword is), and is enough by itself where `by_query` is true.
    """

    name: str
    keywords: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    own_accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wants: Callable[[Mention], bool] | None = None
    by_query: bool = False
