"""The digest as a story, free of any form: a heading, three sentences, a decision, and the tables behind them."""

from dataclasses import dataclass

from monitor.domain.decision import decide
from monitor.domain.figures import Figures
from monitor.wording.digest import sentences
from monitor.wording.digest.question import question


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value of a table, plain text. `link` leads to the rows behind it."""

    text: str
    link: str | None = None


def cells(*values: str) -> tuple[Cell, ...]:
    """Return plain values as cells."""
    return tuple(Cell(text=value) for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with what it is about, the names of its columns and its rows. `note` says how to read it.

    All columns but the first and those in `wide` hold short values, and are set flush right.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    wide: tuple[str, ...] = ("Cases", "Change", "Severity", "Topic", "What was said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What stands first: which week, as of when, three sentences, and the decision that is asked for."""

    heading: str
    as_of: str
    sentences: tuple[str, str, str]
    decision: str


def opening(figures: Figures) -> Opening:
    """Return the digest's first words."""
    return Opening(
        heading=sentences.heading(figures),
        as_of=sentences.as_of(figures),
        sentences=(sentences.said(figures), sentences.answered(figures), sentences.became(figures)),
        decision=question(figures, decide(figures)),
    )
