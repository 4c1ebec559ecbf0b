"""Looking: what is looked for, by a source and by its brands together. The query language itself is handed in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Reads = Callable[[str], object]
"""Reads a query; raises `ValueError` where it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brands:
    """The brands as they are written: their names, and the queries of those that have one that can be read."""

    names: tuple[str, ...]
    queries: Mapping[str, str]
    reads: Reads

    @classmethod
    def of(cls, written: Mapping[str, Any], reads: Reads) -> "Brands":
        """Return what is written of brands, right or wrong in itself."""
        brands = written.get("brands")
        items = [one for one in brands if isinstance(one, dict)] if isinstance(brands, list) else []
        named = {one["name"].strip(): one.get("query") for one in items if isinstance(one.get("name"), str)}
        queries = {name: query for name, query in named.items() if isinstance(query, str) and _is_read(reads, query)}
        return cls(names=tuple(named), queries=queries, reads=reads)

    def wanted_of(self, named: object) -> str | None:
        """Return what some brands, by their names, are looked for with; None where one of them is not."""
        return either(self.queries.get(str(name)) for name in named) if isinstance(named, list) else None

    def narrowed(self, own: object, wanted: str) -> str:
        """Return what holds where a source's `own` query and what is `wanted` do; one that is no query stays as it is.

        It is told of by itself then, as it was written.
        """
        if own is None:
            return wanted
        return f"({own}) AND ({wanted})" if _is_read(self.reads, str(own)) else str(own)


def either(queries: Iterable[str | None]) -> str | None:
    """Return what holds where one of `queries` does; None where one of them is: then everything is wanted."""
    wanted = list(dict.fromkeys(queries))
    if not wanted or None in wanted:
        return None
    return wanted[0] if len(wanted) == 1 else " OR ".join(f"({one})" for one in wanted)


def _is_read(reads: Reads, query: str) -> bool:
    try:
        reads(query)
    except ValueError:
        return False
    return True
