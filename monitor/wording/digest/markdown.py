"""The digest as Markdown, its figures linked to the rows behind them."""

import re

from monitor.domain.figures import Figures
from monitor.domain.spoken import NOT_A_WORD, Spoken
from monitor.wording.digest.story import Cell, Table, opening
from monitor.wording.digest.tables import tables

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#|~!&])")


def markdown(figures: Figures, *, base_url: str | None = None, quotes: Spoken = NOT_A_WORD) -> str:
    """Return the digest as Markdown with tables, ending with a newline. Nothing in it is read as markup but our own."""
    first = opening(figures)
    parts = [f"# {_plain(first.heading)}", f"_{_plain(first.as_of)}_", *map(_plain, first.sentences)]
    parts += [f"**To decide:** {_plain(first.decision)}", _plain(first.listening)]
    parts += [_table(table) for table in tables(figures, base_url=base_url, quotes=quotes)]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    right = ["---:" if place and name not in table.wide else "---" for place, name in enumerate(table.columns)]
    lines = [
        f"## {table.title}",
        "",
        _row(tuple(Cell(text=column) for column in table.columns)),
        f"| {' | '.join(right)} |",
    ]
    lines += map(_row, table.rows)
    if table.note:
        lines += ["", _plain(table.note)]
    return "\n".join(lines)


def _row(cells: tuple[Cell, ...]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(cell: Cell) -> str:
    return f"[{_plain(cell.text)}](<{cell.link}>)" if cell.link else _plain(cell.text)


def _plain(words: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(words.split()))
