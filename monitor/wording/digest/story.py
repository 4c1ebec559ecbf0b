"""The digest as a story, free of any form: a heading, three sentences, a decision, and the tables behind them."""

from dataclasses import dataclass

from monitor.domain.decision import decide
from monitor.domain.figures import Figures
from monitor.wording.digest import sentences
from monitor.wording.digest.question import question
from monitor.wording.quotes import in_line

_QUOTE = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value of a table, plain text. `link` leads to the rows behind it."""

    text: str
    link: str | None = None


def cells(*values: str) -> tuple[Cell, ...]:
    """Return plain values as cells."""
    return tuple(Cell(text=value) for value in values)


def short(quote: str) -> str:
    """Return what was said in one line, cut where it is long."""
    line = in_line(quote)
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with what it is about, the names of its columns and its rows. `note` says how to read it.

    All columns but the first and those in `wide` hold short values, and are set flush right.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    wide: tuple[str, ...] = (
        "Cases",
        "Mentions",
        "Change",
        "Severity",
        "Topic",
        "What was said",
        "Rules quoted",
        "Beside",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What stands first: which week, as of when, three sentences, the decision that is asked for, how well we heard."""

    heading: str
    as_of: str
    sentences: tuple[str, str, str]
    decision: str
    listening: str


def opening(figures: Figures) -> Opening:
    """Return the digest's first words."""
    return Opening(
        heading=sentences.heading(figures),
        as_of=sentences.as_of(figures),
        sentences=(sentences.said(figures), sentences.answered(figures), sentences.became(figures)),
        decision=question(figures, decide(figures)),
        listening=sentences.listened(figures),
    )
