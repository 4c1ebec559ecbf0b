"""A section as a picture that can be copied into a presentation: its title, its chart, and what colours mean."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from monitor.wording.insights.chart import Chart, Form, Section
from monitor.wording.insights.drawing import Drawing, Stroke, drawn

TONES = {
    "main": "#0b57a4",
    "second": "#b45309",
    "third": "#6d4aa8",
    "good": "#2f7d4f",
    "bad": "#b3261e",
    "faint": "#85857f",
}
"""As the light page has them (static/style.css)."""
_INK, _SOFT, _LINE, _PAPER = "#1d1d1b", "#5c5c57", "#dcdcd7", "#ffffff"
_SCALE = 3  # for large screens and slides; drawn finer than shown, edges are smooth enough
_HEAD, _EDGE, _FOOT = 46, 12, 12


def picture(section: Section, about: str) -> bytes | None:
    """Return a section's chart as a PNG; `about` is of what and when. None where it has none."""
    if section.chart is None:
        return None
    painting = _Painting(drawn(section.chart), keys=_keys(section.chart))
    painting.paint(section.title, about)
    return painting.png()


def _keys(chart: Chart) -> list[tuple[str, str]]:
    return [] if chart.form is Form.ROWS else [(each.name, each.tone) for each in chart.series]


class _Painting:
    def __init__(self, drawing: Drawing, *, keys: list[tuple[str, str]]) -> None:
        self._drawing = drawing
        self._keys = keys
        self._top = _HEAD + (22 if keys else 6)
        size = (drawing.width + 2 * _EDGE, drawing.height + self._top + _FOOT)
        self._image = Image.new("RGB", (round(size[0] * _SCALE), round(size[1] * _SCALE)), _PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def paint(self, title: str, about: str) -> None:
        self._words(0, 20 - self._top, title, 15, _INK, "ls")
        self._words(0, 37 - self._top, about, 11, _SOFT, "ls")
        left = 0.0
        for name, tone in self._keys:
            self._box(left, 46 - self._top, 10, 10, TONES[tone])
            self._words(left + 15, 55 - self._top, name, 11, _INK, "ls")
            left += 32 + self._pen.textlength(name, ImageFont.load_default(11 * _SCALE)) / _SCALE
        for rule in self._drawing.rules:
            self._box(self._drawing.left, rule, self._drawing.right - self._drawing.left, 0.5, _LINE)
        for box in self._drawing.boxes:
            self._box(box.x, box.y, box.width, box.height, TONES[box.tone])
        for stroke in self._drawing.strokes:
            self._stroke(stroke)
        for label in self._drawing.labels:
            anchor = {"start": "ls", "middle": "ms", "end": "rs"}[label.anchor]
            self._words(label.x, label.y, label.text, 11, _SOFT, anchor)

    def png(self) -> bytes:
        written = BytesIO()
        self._image.quantize(64).save(written, "PNG", optimize=True)
        return written.getvalue()

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (x + _EDGE) * _SCALE, (y + self._top) * _SCALE

    def _box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        (left, top), (right, bottom) = self._at(x, y), self._at(x + width, y + height)
        self._pen.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=colour)

    def _stroke(self, stroke: Stroke) -> None:
        points = [self._at(*point) for point in stroke.points]
        if stroke.filled:
            self._pen.polygon(points, fill=_pale(TONES[stroke.tone]))
            return
        self._pen.line(points, fill=TONES[stroke.tone], width=2 * _SCALE, joint="curve")
        if len(points) == 1:
            ((x, y),) = points
            self._pen.ellipse((x - 6, y - 6, x + 6, y + 6), fill=TONES[stroke.tone])

    def _words(self, x: float, y: float, words: str, size: int, colour: str, anchor: str) -> None:
        self._pen.text(self._at(x, y), words, fill=colour, font=ImageFont.load_default(size * _SCALE), anchor=anchor)


def _pale(colour: str) -> str:
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.18):02x}" for part in parts)
