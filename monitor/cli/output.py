"""What commands print: text and tables for people on stdout, JSON for machines, complaints on stderr."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any


def say(text: str = "") -> None:
    """Print text for people."""
    sys.stdout.write(f"{printable(text)}\n")


def complain(text: str) -> None:
    """Print to stderr: what went wrong, or how it is going."""
    sys.stderr.write(f"{printable(text)}\n")


def show_bytes(content: bytes) -> bool:
    """Write what is no text to stdout, unless that is a terminal; return whether it was written."""
    if sys.stdout.isatty():
        return False
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    return True


def show_json(document: object) -> None:
    """Print one JSON document; times as RFC 3339 in UTC, durations in seconds."""
    sys.stdout.write(f"{json.dumps(document, ensure_ascii=False, indent=2, default=_plain)}\n")


def show_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """Print a table, or `empty` where it has no rows. On a terminal it is drawn; elsewhere its columns are aligned."""
    cells = [["" if cell is None else one_line(str(cell)) for cell in row] for row in rows]
    if not cells:
        say(empty)
    elif sys.stdout.isatty():
        _draw(columns, cells)
    else:
        _align(columns, cells)


def printable(text: str) -> str:
    """Return `text` without what a terminal would obey; newlines stay."""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def one_line(text: str) -> str:
    """Return `text` with every run of blanks and newlines as one space."""
    return " ".join(text.split())


def _draw(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    Console().print(table)


def _align(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[at]) for row in (columns, *rows)) for at in range(len(columns))]
    for row in (columns, *rows):
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return value.total_seconds()
    if hasattr(value, "model_dump"):  # a document
        return value.model_dump()
    return value.value if isinstance(value, Enum) else str(value)
