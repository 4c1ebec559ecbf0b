"""The guides' pictures are those of what the monitor shows now: each scene has one, and each one a scene."""

from pathlib import Path

import pytest

from tests.pictures import page, windows
from tests.pictures.scenes import cards

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs/pictures"
LARGEST, PAGES_AT_MOST = 80_000, 4_000_000


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every picture's HTML, of a day that is played."""
    return dict(cards(tmp_path_factory.mktemp("day")))


def test_each_scene_has_its_picture_and_each_picture_its_scene(drawn: dict[str, str]) -> None:
    assert {picture.stem for picture in PICTURES.glob("*.png")} == set(drawn)


def test_pictures_are_small_and_used() -> None:
    guides = "".join(guide.read_text("utf-8") for guide in (ROOT / "docs").rglob("*.md"))
    for picture in PICTURES.glob("*.png"):
        assert picture.stat().st_size < LARGEST, picture.name
        assert f"pictures/{picture.name}" in guides, picture.name


def test_each_page_is_pictured_in_each_window_and_shown() -> None:
    pictures = sorted((PICTURES / "pages").iterdir())
    assert [picture.name for picture in pictures] == sorted(f"{name}.webp" for name in windows.names())
    assert sum(picture.stat().st_size for picture in pictures) < PAGES_AT_MOST
    tour = (ROOT / "docs/how-to/look-around.md").read_text("utf-8")
    assert all(f"pictures/pages/{picture.name}" in tour for picture in pictures)


def test_words_that_look_like_markup_are_shown_as_they_are() -> None:
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "<script>alert(1)</script>"}]}
    assert "<script>" not in page.message([{"type": "rich_text", "elements": [quote]}])
