"""The digest as plain text, for a terminal or a plain mail."""

from textwrap import fill
from unicodedata import category, east_asian_width

from monitor.domain.figures import Figures
from monitor.domain.spoken import NOT_A_WORD, Spoken
from monitor.wording.digest.links import Links
from monitor.wording.digest.story import Cell, Table, opening
from monitor.wording.digest.tables import tables

WIDTH = 100
_GAP = "  "


def text(figures: Figures, *, base_url: str | None = None, quotes: Spoken = NOT_A_WORD) -> str:
    """Return the digest as text of aligned columns, ending with a newline."""
    first = opening(figures)
    parts = [f"{first.heading}\n{fill(first.as_of, WIDTH)}", *(fill(sentence, WIDTH) for sentence in first.sentences)]
    parts += [fill(f"To decide: {first.decision}", WIDTH), fill(first.listening, WIDTH)]
    parts += [_table(table) for table in tables(figures, base_url=base_url, quotes=quotes)]
    if link := Links.of(figures, base_url).cases():
        parts.append(f"All cases of the week: {link}")
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    header = tuple(Cell(text=column) for column in table.columns)
    rows = [header, *table.rows]
    widths = [max(_width(row[place].text) for row in rows) for place in range(len(header))]
    lines = [table.title.upper(), *(_row(row, widths, table) for row in rows)]
    if table.note:
        lines.append(fill(table.note, WIDTH))
    return "\n".join(lines)


def _row(row: tuple[Cell, ...], widths: list[int], table: Table) -> str:
    cells = [
        _set(_inert(cell.text), width, right=place > 0 and table.columns[place] not in table.wide)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return _GAP.join(cells).rstrip()


def _set(words: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(words))
    return space + words if right else words + space


def _width(words: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in _inert(words))


def _inert(words: str) -> str:
    """Drop what would move a terminal's cursor or turn the direction of writing."""
    return "".join(letter for letter in words if category(letter) not in {"Cc", "Cf", "Cs", "Mn"})
