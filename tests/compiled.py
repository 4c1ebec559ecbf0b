"""Statements that one store of a test run compiled serve all its others: each test opens its own, and compiling every
statement anew took a quarter of the time.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

_Key = tuple[Any, ...]


class Compiled(MutableMapping[_Key, Any]):
    """What was compiled, whichever engine it was for: a key begins with its dialect, and all here speak the same."""

    def __init__(self) -> None:
        self._kept: LRUCache[_Key, Any] = LRUCache(5000)

    def __getitem__(self, key: _Key) -> Any:
        return self._kept[key[1:]]

    def __setitem__(self, key: _Key, statement: Any) -> None:
        self._kept[key[1:]] = statement

    def __delitem__(self, key: _Key) -> None:
        del self._kept[key[1:]]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


_SQLITE = Compiled()


def engine_of_tests(url: Any, **options: Any) -> Engine:
    """Make an engine as the store does; on SQLite what is compiled is shared."""
    if str(url).startswith("sqlite"):
        options["execution_options"] = {"compiled_cache": _SQLITE}
    return create_engine(url, **options)
