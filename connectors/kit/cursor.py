"""Cursors: a connector's dataclass as compact text, and back."""

import json
from typing import Any, NoReturn, TypeVar

import msgspec

from connectors.contract import Changed, Cursor

State = TypeVar("State")


def dump(state: Any, *, version: int = 1) -> Cursor:
    """Return the dataclass `state` as a cursor. `version` goes up when its fields change their meaning."""
    return Cursor(json.dumps({"v": version, **msgspec.to_builtins(state)}, separators=(",", ":")))


def load(shape: type[State], cursor: Cursor, *, version: int = 1) -> State:
    """Return the `shape` that `dump` made `cursor` of. Raises `Changed` where it is not one of that version."""
    try:
        found = json.loads(cursor, parse_constant=_no_number)
        if not isinstance(found, dict) or found.pop("v", None) != version:
            raise Changed(_advice(shape, f"is not of version {version}"), payload=cursor)
        return msgspec.convert(found, shape)
    except (ValueError, RecursionError) as error:
        raise Changed(_advice(shape, f"was not understood ({error})"), payload=cursor) from error


def _advice(shape: type[Any], what: str) -> str:
    name = f"{shape.__module__}.{shape.__name__}"
    return f"the saved cursor {what} as {name}: it was saved by another version of this source, or damaged"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
