"""The digest as it is laid out on a page or in a mail: every piece of text with what it leads to."""

from dataclasses import dataclass

from monitor.domain.figures import Figures
from monitor.domain.spoken import NOT_A_WORD, Spoken
from monitor.wording.digest import chart
from monitor.wording.digest.links import Links, Part
from monitor.wording.digest.story import Cell, Table, opening
from monitor.wording.digest.tables import tables

BELOW = frozenset({"Cases", "Mentions", "What was said", "Rules quoted"})
"""Columns too long to stand beside figures on a telephone: they stand below the row's name."""

Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column; short values are set flush right."""

    name: str
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a row."""

    parts: Parts
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: what it is of, what stands in small below that, and its values."""

    name: Parts
    below: tuple[Parts, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table. `note` says how to read it, or how much of it is left out."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One of the first three; `cases` leads to the rows behind it."""

    parts: Parts
    cases: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The whole of a digest; `all_cases` leads to the week's cases, `page` to its page."""

    heading: str
    as_of: str
    sentences: tuple[Sentence, ...]
    decision: Parts
    listening: Parts
    picture_says: str
    tables: tuple[Grid, ...]
    all_cases: str | None
    page: str | None


def layout(
    figures: Figures, *, base_url: str | None, quotes: Spoken = NOT_A_WORD, most_rows: int | None = None
) -> Layout:
    """Return a digest laid out. Of each table only `most_rows` are shown, and it is said how many more there are."""
    first, links = opening(figures), Links.of(figures, base_url)
    told = tables(figures, base_url=base_url, quotes=quotes)
    return Layout(
        heading=first.heading,
        as_of=first.as_of,
        sentences=tuple(
            Sentence(parts=links.parts(told), cases=cases)
            for told, cases in zip(first.sentences, _behind(figures, links), strict=True)
        ),
        decision=links.parts(first.decision),
        listening=links.parts(first.listening),
        picture_says=chart.in_words(figures),
        tables=tuple(_grid(table, links, len(table.rows) if most_rows is None else most_rows) for table in told),
        all_cases=links.cases(),
        page=links.page(),
    )


def _behind(figures: Figures, links: Links) -> tuple[str | None, str | None, str | None]:
    """Return where the rows behind each of the three sentences are: what rose, the week's, and what is not done yet."""
    said = links.cases(topic=figures.rise.topic) if figures.rise else links.cases()
    return said, links.cases(), links.cases() if figures.open is None else links.standing("live")


def _grid(table: Table, links: Links, most: int) -> Grid:
    beside = [place for place, name in enumerate(table.columns) if name not in BELOW]
    left_out = len(table.rows) - most
    more = f"{left_out:,} more rows are on the page and in the CSV." if left_out > 0 else ""
    return Grid(
        title=table.title,
        columns=tuple(Column(name=table.columns[place], right=_right(table, place)) for place in beside),
        rows=tuple(_row(table, row, beside, links) for row in table.rows[:most]),
        note=links.parts(" ".join(filter(None, (table.note, more)))),
    )


def _row(table: Table, row: tuple[Cell, ...], beside: list[int], links: Links) -> Row:
    below = [row[place].text for place, name in enumerate(table.columns) if name in BELOW]
    return Row(
        name=_parts(row[0], links),
        below=tuple(links.parts(words) for words in below if words),
        values=tuple(
            Value(parts=_parts(row[place], links), right=_right(table, place)) for place in beside if place > 0
        ),
    )


def _parts(cell: Cell, links: Links) -> Parts:
    return (Part(text=cell.text, link=cell.link),) if cell.link else links.parts(cell.text)


def _right(table: Table, place: int) -> bool:
    return place > 0 and table.columns[place] not in table.wide
