"""What a section of insights is made of: a sentence, a chart, and the table behind it."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a chart shows its series."""

    STACK = "stack"  # upright bars, one on the other
    LINES = "lines"
    ROWS = "rows"  # a bar for each label, from the left


class Unit(StrEnum):
    """What the values of a chart are."""

    COUNT = "count"
    SHARE = "share"  # 0 to 1
    LENGTH = "length"  # seconds
    SCORE = "score"  # -100 to 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values by label, None where there is none; `low` and `high` bound where they truly lie. `tone` is its colour."""

    name: str
    tone: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture of some series over the same labels; `links` lead to the rows behind each label."""

    form: Form
    unit: Unit
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    links: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of a table: as it is read, and as a spreadsheet wants it. `link` leads to the rows behind it.

    `trend` is a value a week, shown as small bars; `text` tells the same.
    """

    text: str
    value: int | float | str | None = None
    link: str | None = None
    trend: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One thing that is told. `said` is what its picture shows, `note` how it was counted.

    `weeks` names the values of trends. `latest` are some of the cases behind it. Without rows there is nothing to tell,
    and `said` says why.
    """

    slug: str
    title: str
    said: str
    note: str = ""
    chart: Chart | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Entry, ...], ...] = ()
    latest: tuple[int, ...] = ()
    weeks: tuple[str, ...] = ()
