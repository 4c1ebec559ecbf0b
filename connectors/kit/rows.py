"""Rows of a CSV or JSON Lines stream as mentions: one at a time, none of them able to stop the rest."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Literal, NoReturn

from connectors.contract import Changed, Mention, Rejected
from connectors.kit.fields import FIELDS, Meaning, NotUnderstood, Values, mention_of
from connectors.kit.lines import Encoding, Lines, LineTooLong, Position

Format = Literal["csv", "jsonl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is written. `columns` is column by field (`FIELDS`); a field that it does not name has its own name.

    In JSON Lines a column may be a path: `user.name`. `identify` makes a row's id of its cells by column, where no
    column has one.
    """

    format: Format
    meaning: Meaning
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: Encoding = "auto"
    delimiter: str = ","
    identify: Callable[[Mapping[str, str]], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: what became of it, the number of its first line, its bytes as they stand, and where the next begins."""

    result: Mention | Rejected
    line: int
    raw: bytes
    end: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first row of a CSV file."""

    names: tuple[str, ...]
    raw: bytes
    end: Position


def read_rows(
    stream: BinaryIO, layout: Layout, *, now: datetime, start: Position | None = None, whole: bool = True
) -> Iterator[Row]:
    """Yield the rows of a seekable `stream` from `start` (None: the first) on; blank lines are none.

    `whole` is false for a file that still grows: a last row that is not finished is left for the next time. `now` is
    the time of rows that tell none. Raises `Changed` where the columns that are wanted are not there, before any row.
    """
    lines = Lines(stream, layout.encoding)
    if layout.format == "jsonl":
        lines.go(start or Position())
        parsed = _objects(lines, layout, whole)
    else:
        header = _header(lines, layout, whole)
        if header is None:
            return
        lines.go(start if start and start.offset > header.end.offset else header.end)
        parsed = _table(lines, layout, header, whole)
    for found in parsed:
        yield Row(result=_result(found, layout, lines, now), line=lines.begin.line, raw=lines.taken, end=lines.at)


def read_header(stream: BinaryIO, layout: Layout) -> Header | None:
    """Return the header of a CSV stream; None where there is none (JSON Lines, an empty file)."""
    return None if layout.format == "jsonl" else _header(Lines(stream, layout.encoding), layout, True)


def _objects(lines: Lines, layout: Layout, whole: bool) -> Iterator[Values | ValueError]:
    wanted = {name: layout.columns.get(name, name) for name in FIELDS}
    while True:
        lines.mark()
        found: Values | ValueError | None
        try:
            text = next(lines)
            found = _object(text, wanted) if text.strip() else None
        except StopIteration:
            return
        except LineTooLong as error:
            found = error
        if not whole and not lines.is_whole:
            return
        if found is not None:
            yield found


def _object(text: str, wanted: Mapping[str, str]) -> Values | ValueError:
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        return NotUnderstood(f"it is not JSON: {error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:
        return NotUnderstood(f"it is not JSON that can be read: {error}")
    if not isinstance(found, dict):
        return NotUnderstood(f"it is a JSON {type(found).__name__} where an object belongs")
    return {name: _at(found, path) for name, path in wanted.items()}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _at(found: object, path: str) -> object:
    if isinstance(found, dict) and path in found:
        return found[path]
    first, _, rest = path.partition(".")
    return _at(found[first], rest) if rest and isinstance(found, dict) and first in found else None


def _table(lines: Lines, layout: Layout, header: Header, whole: bool) -> Iterator[Values | ValueError]:
    columns = _columns(header.names, layout)
    for cells in _records(lines, layout, whole):
        if isinstance(cells, ValueError):
            yield cells
        elif any(cells[len(header.names) :]):
            yield NotUnderstood(f"it has {len(cells)} cells where the header has {len(header.names)}")
        elif any(cells):
            values = {name: cells[place] for name, place in columns.items() if place < len(cells)}
            named = dict(zip(header.names, cells, strict=False)) if layout.identify else {}
            yield {**values, "id": layout.identify(named)} if layout.identify else values


def _records(lines: Lines, layout: Layout, whole: bool) -> Iterator[list[str] | ValueError]:
    """Yield each record's cells. The reader asks for just the lines of one record, so `lines` knows its extent.

    A record that is none costs its first line only: a stray quote must not swallow what follows.
    """
    reader = csv.reader(lines, delimiter=layout.delimiter)
    while True:
        lines.mark()
        found: list[str] | ValueError
        try:
            found = next(reader)
        except StopIteration:
            return
        except (LineTooLong, csv.Error) as error:
            found = NotUnderstood(f"it is not CSV: {error}")
        if not whole and not lines.is_whole:
            return
        if lines.ended:
            found = NotUnderstood("it opens a quote that is never closed")
        if isinstance(found, ValueError):
            lines.keep_first()
            reader = csv.reader(lines, delimiter=layout.delimiter)
        yield found


def _header(lines: Lines, layout: Layout, whole: bool) -> Header | None:
    for cells in _records(lines, layout, whole):
        if isinstance(cells, ValueError):
            raise Changed(f"the first line is no CSV header: {cells}", payload=lines.decode(lines.taken[:2000]))
        if any(cells):
            return Header(names=tuple(name.strip() for name in cells), raw=lines.taken, end=lines.at)
    return None


def _columns(names: tuple[str, ...], layout: Layout) -> dict[str, int]:
    """Return each field's place; a field that must be there or was mapped, and is not, is an error of the set-up."""
    places = {name.casefold(): place for place, name in reversed(list(enumerate(names)))}
    wanted = {name: layout.columns.get(name, name) for name in FIELDS}
    missing = [name for name in wanted if wanted[name].casefold() not in places and name in ("text", *layout.columns)]
    if missing:
        asked = ", ".join(f"{wanted[name]!r} (for {name})" for name in missing)
        there = ", ".join(repr(name) for name in names)[:500]
        raise Changed(f"there is no column {asked}; the columns are {there}; see `map`", payload=there)
    return {name: places[column.casefold()] for name, column in wanted.items() if column.casefold() in places}


def _result(found: Values | ValueError, layout: Layout, lines: Lines, now: datetime) -> Mention | Rejected:
    try:
        if isinstance(found, ValueError):
            raise found
        return mention_of(found, layout.meaning, now)
    except ValueError as error:
        payload = lines.decode(lines.taken[:4000])[:2000]
        return Rejected(reason=f"line {lines.begin.line}: {error}", payload=payload)
