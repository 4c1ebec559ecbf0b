"""The digest's chart: complaints of each day beside those of the week before, as a PNG drawn here."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw, ImageFont

from monitor.domain.figures import Figures
from monitor.wording import names

WIDTH, HEIGHT = 800, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 24, 64, 48
_SCALE = 2  # drawn at twice the size and made smaller, so that edges are smooth
_INK, _FAINT, _NOW, _BEFORE, _PAPER = "#1d1c1d", "#8a8a8f", "#c0392b", "#c9ced6", "#ffffff"
_DAYS = 7


def chart(figures: Figures) -> bytes | None:
    """Return the picture of a week; None where its days are not known (a snapshot of an earlier version)."""
    if not figures.days:
        return None
    drawing = _Drawing(figures)
    drawing.draw()
    return drawing.png()


def in_words(figures: Figures) -> str:
    """Return what the picture shows, for those who do not see it."""
    told = ", ".join(f"{day} {count:,}" for day, count in zip(_labels(figures), figures.days, strict=False))
    before = f" The week before had {sum(figures.days_before):,}." if figures.days_before else ""
    return f"Complaints a day: {told}.{before}"


def steps(most: int) -> list[int]:
    """Return the marks of the upright scale up to at least `most`: four or fewer even steps of 1, 2 or 5 times 10ⁿ."""
    size = 1
    while size * 4 < most:
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    return list(range(0, max(most, 1) + size, size))


def _labels(figures: Figures) -> list[str]:
    first = figures.starts_at.astimezone(ZoneInfo(figures.zone)).date()
    return [f"{first + timedelta(days=day):%a}" for day in range(_DAYS)]


class _Drawing:
    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _PAPER)
        self._pen = ImageDraw.Draw(self._image)
        self._marks = steps(max((*figures.days, *figures.days_before), default=1))

    def draw(self) -> None:
        before = f"{sum(self._figures.days_before):,} the week before" if self._figures.days_before else ""
        self._words((_LEFT, 14), "Complaints a day", 20, _INK, "la")
        self._key(_NOW, names.plural(sum(self._figures.days), "complaint") + " this week", 300)
        if before:
            self._key(_BEFORE, before, 560)
        for mark in self._marks:
            self._line(mark)
        slot = (WIDTH - _LEFT - _RIGHT) / _DAYS
        for day, label in enumerate(_labels(self._figures)):
            middle = _LEFT + slot * (day + 0.5)
            self._words((middle, HEIGHT - _BOTTOM + 10), label, 15, _INK, "ma")
            self._bar(self._figures.days_before, day, middle - slot * 0.36, slot * 0.34, _BEFORE)
            self._bar(self._figures.days, day, middle + slot * 0.02, slot * 0.34, _NOW)

    def png(self) -> bytes:
        written = BytesIO()
        smooth = self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        smooth.quantize(64).save(written, "PNG", optimize=True)
        return written.getvalue()

    def _key(self, colour: str, words: str, left: float) -> None:
        self._box((left, 20, left + 14, 34), colour)
        self._words((left + 22, 18), words, 15, _INK, "la")

    def _line(self, mark: int) -> None:
        at = self._height_of(mark)
        self._box((_LEFT, at, WIDTH - _RIGHT, at + 0.5), _BEFORE)
        self._words((_LEFT - 10, at), f"{mark:,}", 14, _FAINT, "rm")

    def _bar(self, counts: Sequence[int], day: int, left: float, width: float, colour: str) -> None:
        if day >= len(counts) or not counts[day]:
            return
        top = self._height_of(counts[day])
        self._box((left, top, left + width, HEIGHT - _BOTTOM), colour)
        if colour == _NOW:
            self._words((left + width / 2, top - 4), f"{counts[day]:,}", 14, _INK, "mb")

    def _height_of(self, count: int) -> float:
        room = HEIGHT - _TOP - _BOTTOM
        return _TOP + room * (1 - count / self._marks[-1])

    def _box(self, corners: tuple[float, float, float, float], colour: str) -> None:
        left, top, right, bottom = (part * _SCALE for part in corners)
        self._pen.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), fill=colour)

    def _words(self, at: tuple[float, float], words: str, size: int, colour: str, anchor: str) -> None:
        font = ImageFont.load_default(size * _SCALE)
        self._pen.text((at[0] * _SCALE, at[1] * _SCALE), words, fill=colour, font=font, anchor=anchor)
