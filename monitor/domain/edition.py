"""Edition: which of a week's digests is meant. A week has one for each circle of readers, brand and department."""

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

EVERY_BRAND = "all"
"""Stands for all brands together, where a brand is named."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Edition:
    """`name` is that of a further digest of the configuration, empty for the main one.

    It is about one brand or `EVERY_BRAND`, and of one department, or (empty) of all of them.
    """

    name: str = ""
    brand: str = EVERY_BRAND
    department: str = ""

    def __str__(self) -> str:
        """Return what `parse` reads: `all`, `Acme Air`, `board//all`, `desks/billing/all`."""
        if not (self.name or self.department or "/" in self.brand):
            return self.brand
        return f"{self.name}/{quote(self.department, safe='')}/{self.brand}"


EVERYTHING = Edition()
"""The main one, of all brands and departments together."""


def is_name(text: str) -> bool:
    """Return whether it can be the name of a digest: it stands in addresses."""
    return _NAME.fullmatch(text) is not None


def parse(text: str) -> Edition:
    """Return the edition that was written with `str`."""
    parts = text.split("/", _PARTS - 1)
    if len(parts) == _PARTS and (not parts[0] or is_name(parts[0])):
        return Edition(name=parts[0], department=unquote(parts[1]), brand=parts[2])
    return Edition(brand=text)
