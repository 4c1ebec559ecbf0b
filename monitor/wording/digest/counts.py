"""The tables that count the week's complaints: about what, how bad, where, whose."""

from collections.abc import Callable, Iterator

from monitor.domain.figures import Figures, Line
from monitor.domain.trend import Change, change
from monitor.wording import names
from monitor.wording.digest import sentences
from monitor.wording.digest.links import Links
from monitor.wording.digest.places import Places
from monitor.wording.digest.story import Cell, Table, cells

_COUNTS = ("This week", "Usually", "Change", "Cases")


def counted(figures: Figures, links: Links) -> Iterator[Table]:
    """Yield the tables of complaints, each beside what is usual."""
    yield _lines("What it was about", "topic", figures.topics, links, _topic)
    yield _lines("How bad it was", "severity", figures.severities, links, names.capital)
    yield _lines("What customers needed", "need", figures.needs, links, _need)
    yield _places(figures, links)
    yield _lines("Whose it is", "department", figures.departments, links)
    if len(figures.brands) > 1:
        yield _lines("Which brand", "brand", figures.brands, links)


def _lines(
    title: str, dimension: str, lines: tuple[Line, ...], links: Links, named: Callable[[str], str] = str
) -> Table:
    return Table(
        title=title,
        columns=(names.capital(dimension), *_COUNTS),
        rows=tuple(_row(named(line.name), line, links.cases(**{dimension: line.name})) for line in lines),
    )


def _places(figures: Figures, links: Links) -> Table:
    places = Places.of(figures)
    return Table(
        title="Where it was said",
        columns=("Where", *_COUNTS),
        rows=tuple(
            _row(places.said(one.platform, one.name), one, links.place(one.platform, one.name))
            for one in figures.sources
        ),
    )


def _row(name: str, line: Line, link: str | None) -> tuple[Cell, ...]:
    counted = Cell(text=f"{line.count.now:,}", link=link)
    return (Cell(text=name), counted, *cells(sentences.mean(line.count), changed(line), sentences.ids(line)))


def changed(line: Line) -> str:
    """Return how a row compares with what is usual, which itself is not worth a word in a table."""
    changed = change(line.count)
    return sentences.compared(line.count) if changed in {Change.MORE, Change.FEWER} else ""


def _topic(name: str) -> str:
    return names.capital(sentences.topic(name))


def _need(name: str) -> str:
    return {"functional": "To have it put right", "emotional": "To be respected"}.get(name, names.capital(name))
