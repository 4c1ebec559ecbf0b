"""The locations of a business, and the groups in which their reviews are asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import msgspec

from connectors.kit.items import shaped
from connectors.kit.language import language_code
from connectors.kit.text import clean

MOST_AT_ONCE = 50
_USUAL = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One location: its number, what people call it, and hints on its reviews."""

    number: str
    place: str
    address: str = ""
    language: str | None = None
    url: str | None = None


class _Address(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    address_lines: list[str] = []
    locality: str = ""


class _Metadata(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    maps_uri: str | None = None


class _Location(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    name: str
    title: str = ""
    language_code: str | None = None
    storefront_address: _Address = _Address()
    metadata: _Metadata = _Metadata()


class _List(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    locations: list[_Location] = []
    next_page_token: str | None = None
    total_size: int | None = None


FIELDS = "name,title,languageCode,storefrontAddress,metadata"
"""What is asked for of a location."""


def read_locations(payload: object) -> tuple[list[Location], str | None]:
    """Return the locations of a page, and the token of the next one."""
    found = shaped(payload, _List, "list of locations")
    return [_location(one) for one in found.locations], found.next_page_token or None


def told_apart(locations: Sequence[Location]) -> dict[str, Location]:
    """Return locations by number; those that are called alike get their address as well."""
    names = Counter(one.place for one in locations)
    return {
        one.number: replace(one, place=f"{one.place}, {one.address}") if names[one.place] > 1 and one.address else one
        for one in locations
    }


def groups(numbers: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the locations in groups that can be asked for at once, each by a name of its own.

    A location stays in its group while others come and go, because each group remembers where it was: only when there
    are twice as many locations are all of them dealt out anew.
    """
    known = sorted(set(numbers))
    ways = 1
    while len(known) > ways * _USUAL:
        ways *= 2
    dealt: dict[int, list[str]] = {}
    for number in known:
        dealt.setdefault(crc32(number.encode()) % ways, []).append(number)
    return {
        f"{way}/{ways}/{start // MOST_AT_ONCE}": tuple(some[start : start + MOST_AT_ONCE])
        for way, some in sorted(dealt.items())
        for start in range(0, len(some), MOST_AT_ONCE)
    }


def _location(found: _Location) -> Location:
    number, address = found.name.rpartition("/")[2], found.storefront_address
    url = found.metadata.maps_uri
    return Location(
        number=number,
        place=clean(found.title) or number,
        address=", ".join(filter(None, [*address.address_lines[:1], address.locality])),
        language=language_code(found.language_code),
        url=url if url and url.startswith("https://") else None,
    )
