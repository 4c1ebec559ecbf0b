"""Brand: what its name is in other people's mouths, and which accounts are its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from connectors.contract import Author, Mention
from monitor.domain.relevance import Speaker

ANY = ""
"""In the place of a brand: of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSpeaker:
    """Accounts of one platform, and who speaks by them; for one brand, or for `ANY`."""

    who: Speaker
    platform: str
    accounts: tuple[str, ...]
    brand: str = ANY
    name: str = ""

    def speaks(self, platform: str, author: Author) -> bool:
        """Whether the author is one of them: by the platform's id, by name only where it gives no id.

        Names can be taken by anybody.
        """
        known = author.id or author.name
        return known is not None and platform == self.platform and plain(known) in _plain_ones(self.accounts)


def plain(account: str) -> str:
    """Return an account as it is compared: in small letters, without `@`."""
    return account.strip().lstrip("@").casefold()


@cache
def _plain_ones(accounts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, accounts))


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandTerms:
    """How a mention of a brand is known.

    One of `keywords` must stand in what is heard by search; one of `exclude` makes it somebody else's. `own_accounts`
    are the brand's own author ids by platform, `speakers` other accounts that are known. `wants` tells whether a
    mention is what is looked for (None: whatever has a keyword is), and is enough by itself where `by_query` is true.
    """

    name: str
    keywords: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    own_accounts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    speakers: tuple[KnownSpeaker, ...] = ()
    wants: Callable[[Mention], bool] | None = None
    by_query: bool = False
