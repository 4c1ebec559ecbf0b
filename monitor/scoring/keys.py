"""Keys: what different words about the same trouble name alike: an error, a flight, an order, a version, a place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from connectors.kit.query.fold import folded

MOST_CHARACTERS = 10_000
MOST_KEYS = 8


class KeyKind(StrEnum):
    """What a key names."""

    ERROR = "error"
    FLIGHT = "flight"
    ORDER = "order"
    VERSION = "version"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key. `loose`: written so carelessly ("pay 417") that it only counts where others wrote it plainly."""

    kind: KeyKind
    value: str
    loose: bool = False

    @property
    def name(self) -> str:
        """How it is stored: `error:pay-417`."""
        return f"{self.kind.value}:{self.value}"


_HYPHENED = re.compile(r"(?<![\w-])([A-Za-z]{2,8})-(\d{3,5})(?![\w-])")
_NAMED_ERROR = re.compile(
    r"\b(?:error|err|fehler|erreur|errore|fout|exception|fault|http)\b(?:\s{1,2}(?:code|no|number|nr))?[\s.:#=-]{0,3}"
    r"((?:0x)?(?=[a-z_-]{0,12}\d)[a-z0-9][a-z0-9_-]{1,15})\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"(?<![\w-])([A-Za-z]{2,8}) ?(\d{3,5})(?![\w-])")
_FLIGHT = re.compile(
    r"\bflights?\b(?:\s{1,2}(?:no|number|nr))?[\s.:#]{0,3}((?:[A-Z][A-Z0-9]|\d[A-Z])?\s?\d{2,4})\b", re.IGNORECASE
)
_CARRIER = re.compile(r"(?<![\w#@-])((?:[A-Z]{2}|[A-Z]\d|\d[A-Z])\d{3,4})(?![\w-])")
_ORDER = re.compile(
    r"\b(?:order|booking|reservation|ticket|case|reference|invoice|tracking|pnr)\b"
    r"(?:\s{1,2}(?:number|no|nr|ref|reference|id|code)){0,2}[\s.:#]{1,4}(?:is\s)?#?"
    r"((?=[A-Z-]{0,12}\d)[A-Z0-9-]{5,30})\b",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"\b(?:version|ver|v|update|release|build|firmware)[\s.:]{0,3}(\d{1,4}(?:\.\d{1,5}){1,3})\b", re.IGNORECASE
)
_NO_ERRORS = frozenset(
    ("boeing", "airbus", "covid", "gate", "terminal", "room", "row", "seat", "page", "level", "since")
)
"""What stands before a number with a hyphen and is no error."""


def keys_of(text: str, place: str | None = None) -> tuple[Key, ...]:
    """Return the keys in `text`, the most telling first, at most `MOST_KEYS`; `place` is where it happened."""
    found = dict.fromkeys(_found(text[:MOST_CHARACTERS], place))
    plain = {(key.kind, key.value) for key in found if not key.loose}
    return tuple(key for key in found if not key.loose or (key.kind, key.value) not in plain)[:MOST_KEYS]


def _found(text: str, place: str | None) -> Iterator[Key]:
    if any(char.isdigit() for char in text):
        yield from _errors(text)
        for match in (*_FLIGHT.finditer(text), *_CARRIER.finditer(text)):
            yield Key(kind=KeyKind.FLIGHT, value="".join(match[1].split()).lower())
        for match in _ORDER.finditer(text):
            yield Key(kind=KeyKind.ORDER, value=_hidden(match[1]))
        for match in _VERSION.finditer(text):
            yield Key(kind=KeyKind.VERSION, value=match[1])
    if place and place.strip():
        yield Key(kind=KeyKind.PLACE, value=" ".join(folded(place).split())[:80])
    yield from _loose_errors(text)


def _errors(text: str) -> Iterator[Key]:
    for match in _HYPHENED.finditer(text):
        if match[1].lower() not in _NO_ERRORS:
            yield Key(kind=KeyKind.ERROR, value=f"{match[1]}-{match[2]}".lower())
    for match in _NAMED_ERROR.finditer(text):
        yield Key(kind=KeyKind.ERROR, value=match[1].lower())


def _loose_errors(text: str) -> Iterator[Key]:
    for match in _LOOSE.finditer(text):
        yield Key(kind=KeyKind.ERROR, value=f"{match[1]}-{match[2]}".lower(), loose=True)


def _hidden(number: str) -> str:
    """An order's number is personal: what is kept of it tells only whether another one is the same."""
    return blake2b(number.upper().encode(), digest_size=8).hexdigest()
