"""Where everything in a chart stands, for a page and for a picture alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from math import ceil

from monitor.wording import times
from monitor.wording.digest.chart import steps
from monitor.wording.insights.chart import Chart, Form, Unit

WIDTH, HEIGHT = 480.0, 210.0
_LEFT, _RIGHT = 66.0, 8.0
_TOP, _BOTTOM = 14.0, 22.0
_ROW, _NAMES = 22.0, 150.0
_MOST_LABELS, _LONGEST_NAME = 7, 22
_LENGTHS = (60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 604_800, 1_209_600)
"""Marks for lengths, in seconds: people think in hours and days, not in tens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A bar. `tip` says what it is."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    tip: str
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line through points, or a band between two (`filled`). A line through one point is a dot."""

    points: tuple[tuple[float, float], ...]
    tone: str
    filled: bool = False

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words at a place; `anchor` is which part of them stands there: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole chart."""

    width: float
    height: float
    rules: tuple[float, ...] = ()
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    labels: tuple[Label, ...] = ()

    @property
    def left(self) -> float:
        """Where rules begin."""
        return _LEFT

    @property
    def right(self) -> float:
        """Where rules end."""
        return self.width - _RIGHT


def drawn(chart: Chart) -> Drawing:
    """Return where everything in `chart` stands."""
    return _rows(chart) if chart.form is Form.ROWS else _upright(chart)


def value(number: float, unit: Unit) -> str:
    """Return a value in words as short as a scale wants them."""
    if unit is Unit.SHARE:
        return f"{number:.0%}"
    if unit is Unit.LENGTH and number:
        return times.span(timedelta(seconds=round(number)))
    return f"{number:+,.0f}" if unit is Unit.SCORE and number else f"{number:,.0f}"


class _Plane:
    """Where upright charts have their values and labels."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.marks = _marks(chart)
        self.slot = (WIDTH - _LEFT - _RIGHT) / max(1, len(chart.labels))

    def x(self, place: int) -> float:
        return _LEFT + self.slot * (place + 0.5)

    def y(self, number: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - (number - low) / (high - low))

    def runs(self, values: Sequence[float | None]) -> Iterator[tuple[tuple[float, float], ...]]:
        """Yield the points of values that follow one another without a gap."""
        for known, run in groupby(enumerate(values), lambda each: each[1] is not None):
            if known:
                yield tuple((self.x(place), self.y(number)) for place, number in run if number is not None)


def _upright(chart: Chart) -> Drawing:
    plane = _Plane(chart)
    return Drawing(
        width=WIDTH,
        height=HEIGHT,
        rules=tuple(map(plane.y, plane.marks)),
        boxes=tuple(_stacked(plane)) if chart.form is Form.STACK else (),
        strokes=tuple(_strokes(plane)) if chart.form is Form.LINES else (),
        labels=tuple(_labels(plane)),
    )


def _labels(plane: _Plane) -> Iterator[Label]:
    """Name the marks, and as many weeks as there is room for, the last one always."""
    for mark in plane.marks:
        yield Label(x=_LEFT - 6, y=plane.y(mark) + 4, text=value(mark, plane.chart.unit), anchor="end")
    labels = plane.chart.labels
    every = max(1, -(-len(labels) // _MOST_LABELS))
    for place, label in enumerate(labels):
        if (len(labels) - 1 - place) % every == 0:
            yield Label(x=plane.x(place), y=HEIGHT - 6, text=label)


def _marks(chart: Chart) -> list[float]:
    """Return the marks of the upright scale, the least first."""
    most = max(_tops(chart), default=0.0)
    if chart.unit is Unit.SCORE:
        return [-100, -50, 0, 50, 100]
    if chart.unit is Unit.SHARE:
        step = next((step for step in (0.01, 0.02, 0.05, 0.1) if 4 * step >= most), 0.25)
        return [step * mark for mark in range(5)]
    if chart.unit is Unit.LENGTH:
        step = next((length for length in _LENGTHS if 4 * length >= most), max(_LENGTHS[-1], -(-most // 4)))
        return [step * mark for mark in range(max(1, ceil(most / step)) + 1)]
    return [*map(float, steps(ceil(most)))]


def _tops(chart: Chart) -> Iterator[float]:
    if chart.form is Form.STACK:
        yield from (sum(each.values[place] or 0 for each in chart.series) for place in range(len(chart.labels)))
        return
    for each in chart.series:
        yield from (number for number in (*each.values, *each.high) if number is not None)


def _stacked(plane: _Plane) -> Iterator[Box]:
    chart, width = plane.chart, max(2.0, plane.slot * 0.72)
    for place, (label, link) in enumerate(zip(chart.labels, _links(chart), strict=True)):
        below = 0.0
        for each in chart.series:
            number = each.values[place]
            if not number:
                continue
            top, foot = plane.y(below + number), plane.y(below)
            tip = f"{label}: {each.name} {value(number, chart.unit)}"
            left = plane.x(place) - width / 2
            yield Box(x=left, y=top, width=width, height=foot - top, tone=each.tone, tip=tip, link=link)
            below += number


def _strokes(plane: _Plane) -> Iterator[Stroke]:
    """Yield the bands first, so that no line is covered; a value between two gaps is a dot."""
    for each in plane.chart.series:
        for low, high in zip(plane.runs(each.low), plane.runs(each.high), strict=True):
            if len(low) > 1:
                yield Stroke(points=(*low, *reversed(high)), tone=each.tone, filled=True)
    for each in plane.chart.series:
        yield from (Stroke(points=run, tone=each.tone) for run in plane.runs(each.values))


def _rows(chart: Chart) -> Drawing:
    """Draw one bar a label, of one series, with its value behind it."""
    (told,) = chart.series
    most = max((number for number in told.values if number), default=1)
    room = WIDTH - _NAMES - 60
    boxes, labels = [], []
    for place, (label, number, link) in enumerate(zip(chart.labels, told.values, _links(chart), strict=True)):
        top, long = _ROW * place + 4, room * (number or 0) / most
        named = label if len(label) <= _LONGEST_NAME else f"{label[: _LONGEST_NAME - 1]}…"
        said = value(number or 0, chart.unit)
        tip = f"{label}: {said}"
        boxes.append(Box(x=_NAMES, y=top, width=long, height=_ROW - 8, tone=told.tone, tip=tip, link=link))
        labels.append(Label(x=_NAMES - 8, y=top + 11, text=named, anchor="end"))
        labels.append(Label(x=_NAMES + long + 6, y=top + 11, text=said, anchor="start"))
    return Drawing(width=WIDTH, height=_ROW * len(chart.labels) + 4, boxes=tuple(boxes), labels=tuple(labels))


def _links(chart: Chart) -> tuple[str | None, ...]:
    return chart.links or (None,) * len(chart.labels)
