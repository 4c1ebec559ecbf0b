"""Payloads of a kind beside what is expected of each: `name.json` (or `.xml`) and `name.expected.json`."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.contract import Mention, Rejected

FIXTURES = Path(__file__).parent / "fixtures"


def payloads(kind: str) -> list[Any]:
    """Return a parameter of (payload file, expectation) for each payload of `kind`."""
    return [pytest.param(payload, expected, id=payload.name) for payload, expected in _pairs(FIXTURES / kind)]


def payload(name: str) -> Any:
    """Return the JSON value of the payload `kind/name`."""
    return json.loads((FIXTURES / name).read_bytes())


def told(mentions: Sequence[Mention], rejected: Sequence[Rejected]) -> dict[str, Any]:
    """Return what was heard as plain data, without what is not told."""
    return {
        "mentions": [_bare(msgspec.to_builtins(mention)) for mention in mentions],
        "rejected": [item.reason for item in rejected],
    }


def _pairs(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for expected in sorted(folder.glob("*.expected.json")):
        stem = expected.name.removesuffix(".expected.json")
        (found,) = (file for file in folder.glob(f"{stem}.*") if file != expected)
        yield found, json.loads(expected.read_bytes())


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _bare(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, {}, [], "")}
    return [_bare(part) for part in value] if isinstance(value, (list, tuple)) else value
