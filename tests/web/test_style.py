"""The colours can be read, by day and by night: WCAG 2.2 AA asks for a contrast of 4.5 to 1."""

import re
from pathlib import Path

import pytest

from monitor.wording.digest.looks import LOOKS, whole_sheet

STATIC = Path(__file__).parents[2] / "monitor/web/static"
STYLE = STATIC / "style.css"
MOST = 150_000
"""Bytes of script and style, ours and others', before they are packed."""
PAIRS = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("soft", "paper"),
    ("critical", "sheet"),
    ("link", "paper"),
    ("on-chosen", "chosen"),
    ("on-critical", "critical"),
    ("critical", "paper"),
    ("high", "paper"),
    ("medium", "paper"),
    ("low", "paper"),
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours of each scheme; the dark one changes those of the light one."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", STYLE.read_text(), re.DOTALL)
    )
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    colours = palettes()[scheme]
    darker, lighter = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_what_is_opened_is_closed() -> None:
    depth = 0
    for sign in re.findall(r"[{}]", STYLE.read_text()):
        depth += 1 if sign == "{" else -1
        assert 0 <= depth <= 2, "a block is closed twice, or one before it is not"
    assert depth == 0


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert "url(" not in STYLE.read_text()
    assert "@import" not in STYLE.read_text()


def test_the_digests_sheet_and_ours_name_nothing_alike() -> None:
    ours = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^}]*\}", "", STYLE.read_text())))
    assert ours.isdisjoint(LOOKS)


def test_script_and_style_are_light() -> None:
    files = [file for file in STATIC.rglob("*") if file.suffix in {".js", ".css"}]
    assert len(files) >= 3
    assert sum(file.stat().st_size for file in files) + len(whole_sheet()) < MOST


def test_every_block_is_closed_before_the_next_begins() -> None:
    depth = 0
    for number, line in enumerate(STYLE.read_text().splitlines(), 1):
        assert depth == 0 or line[:1] in {" ", "}", ""}, f"line {number} stands in the block before it"
        depth += line.count("{") - line.count("}")
    assert depth == 0
