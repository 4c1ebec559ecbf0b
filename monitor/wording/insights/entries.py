"""Values of tables: counts, lengths, and shares with how sure they are."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import dropwhile

from monitor.domain.insights import Cell, Counts, Insights, Spread
from monitor.domain.intervals import Share, wilson
from monitor.domain.week import Week
from monitor.wording import times
from monitor.wording.insights.chart import Chart, Entry, Form, Series, Unit
from monitor.wording.insights.rows import Rows

ENOUGH = 20
"""A share of fewer is not told in per cent: it is between nearly nothing and nearly all."""
UNKNOWN, FEW, SO_FAR = "-", "too few to tell", "so far"
NOT_KNOWN = Entry(text=UNKNOWN)


def count(number: int, link: str | None = None) -> Entry:
    """Return a count; none leads nowhere."""
    return Entry(text=f"{number:,}", value=number, link=link if number else None)


def words(text: str, link: str | None = None) -> Entry:
    """Return words."""
    return Entry(text=text, value=text, link=link)


def trend(told: Insights, of: Callable[[Cell], Counts], name: str) -> Entry:
    """Return the count of that name of each week, in a row."""
    counts = told.named(of, name)
    return Entry(text=", ".join(UNKNOWN if number is None else f"{number:.0f}" for number in counts), trend=counts)


def length(seconds: int | None) -> Entry:
    """Return a length of time."""
    return NOT_KNOWN if seconds is None else Entry(text=span(seconds), value=seconds)


def span(seconds: int) -> str:
    """Return seconds as people say them."""
    return times.span(timedelta(seconds=seconds))


def share(part: int, whole: int) -> Entry:
    """Return a part of a whole: `41% (36% to 46%)`, or as it is where it says too little."""
    told = wilson(part, whole)
    return NOT_KNOWN if told.share is None else Entry(text=said_share(part, whole), value=told.share)


def said_share(part: int, whole: int) -> str:
    """Return the same in words."""
    told = wilson(part, whole)
    if told.share is None:
        return UNKNOWN
    if whole < ENOUGH:
        return f"{part:,} of {whole:,}, {FEW}"
    return f"{per_cent(told.share, told)} ({per_cent(told.low, told)} to {per_cent(told.high, told)})"


def sure(part: int, whole: int) -> str:
    """Return what follows where a part and its whole were named: their share, or that they are too few for one."""
    return f"; {FEW}" if whole < ENOUGH else f": {said_share(part, whole)}"


def per_cent(value: float, of: Share) -> str:
    """Return a share in per cent, with a decimal where all of its interval is below ten."""
    return f"{value:.1%}" if of.high < 0.1 else f"{value:.0%}"


def week_entry(told: Insights, week: Week, rows: Rows) -> Entry:
    """Return a week as the first value of its row: `2026-W47 · 16 Nov`, with the list of its complaints."""
    running = f", {SO_FAR}" if week == told.present else ""
    return Entry(text=f"{week} · {week.monday.day} {week.monday:%b}{running}", value=str(week), link=rows.cases(week))


def by_week(
    told: Insights, rows: Rows, of: Callable[[Week, Cell], tuple[Entry, ...]], columns: int
) -> tuple[tuple[Entry, ...], ...]:
    """Return a row a week since the first that was counted, the latest first; `columns` values follow its name."""
    since = dropwhile(lambda each: each[1] is None, zip(told.weeks, told.cells, strict=True))
    return tuple(
        (week_entry(told, week, rows), *((NOT_KNOWN,) * columns if cell is None else of(week, cell)))
        for week, cell in reversed(list(since))
    )


def shares(name: str, tone: str, told: Insights, of: Callable[[Cell], tuple[int, int]]) -> Series:
    """Return the share of each week with its interval; a gap where there is too little to tell."""
    found = [None if cell is None else wilson(*of(cell)) for cell in told.cells]
    known = [one if one is not None and one.of >= ENOUGH else None for one in found]
    return Series(
        name=name,
        tone=tone,
        values=tuple(None if one is None else one.share for one in known),
        low=tuple(None if one is None else one.low for one in known),
        high=tuple(None if one is None else one.high for one in known),
    )


def labels(told: Insights) -> tuple[str, ...]:
    """Return the weeks as labels of a chart: `W47`."""
    return tuple(f"W{week.number}" for week in told.weeks)


def links(told: Insights, rows: Rows) -> tuple[str | None, ...]:
    """Return where each week's complaints are listed."""
    return tuple(rows.cases(week) for week in told.weeks)


def lines(told: Insights, unit: Unit, *series: Series) -> Chart | None:
    """Return the series that have any value as lines; None where none has."""
    known = tuple(each for each in series if any(value is not None for value in each.values))
    return Chart(form=Form.LINES, unit=unit, labels=labels(told), series=known) if known else None


def spreads(told: Insights, of: Callable[[Cell], Spread]) -> Iterator[Series]:
    """Yield the middle and the slowest but one in twenty of each week; a gap where there is too little to tell."""
    found = [None if cell is None else of(cell) for cell in told.cells]
    yield Series(name="half within", tone="main", values=tuple(None if one is None else one.median for one in found))
    enough = tuple(one.p95 if one and one.of >= ENOUGH else None for one in found)
    yield Series(name="19 in 20 within", tone="second", values=enough)


def said_spread(of: Spread) -> str:
    """Return a spread in words: `half within 2 h, 19 in 20 within 3 d`."""
    if of.median is None:
        return UNKNOWN
    slow = f", 19 in 20 within {span(of.p95)}" if of.p95 is not None and of.of >= ENOUGH else ""
    return f"half within {span(of.median)}{slow}"
