"""Pictures of the pages: each at three sizes, by day and by night, of the scene that the tests in a browser look at."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import get_args

from PIL import Image
from playwright.sync_api import Page

from tests.browser.chromium import chromium
from tests.browser.scene import monday, served
from tests.browser.tabs import DESKTOP, PHONE, TABLET, Scheme, Tabs

SIZES = {"phone": PHONE, "tablet": TABLET, "desktop": DESKTOP}
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
QUALITY = 78


def _as_it_is(_page: Page) -> None:
    """Do nothing more."""


def _tried(page: Page) -> None:
    page.get_by_label("An alert from").fill("0.75")
    page.get_by_role("button", name="Try it on the last 30 days").click()
    page.get_by_text("Nothing has changed yet").wait_for()


def _judged(page: Page) -> None:
    page.get_by_label("Text").fill(
        "Sorrel charged me twice for one order, and nobody has answered my letters since May."
    )
    page.get_by_label("Stars").select_option("1")
    page.get_by_role("button", name="Judge it").click()
    page.locator("mark").first.wait_for()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A page as somebody sees it, after what they did there."""

    path: str
    name: str | None = "Lena"
    do: Callable[[Page], None] = _as_it_is


WINDOWS: Mapping[str, Window] = {
    "login": Window(path="/login", name=None),
    "cases": Window(path="/cases"),
    "case": Window(path="/cases/C-201"),
    "incident": Window(path="/incidents/I-1"),
    "mentions": Window(path="/mentions"),
    "mention": Window(path="/mentions/M-97"),
    "eyes": Window(path="/eyes"),
    "insights": Window(path="/insights"),
    "health": Window(path="/health"),
    "digest": Window(path="/digests/2026-W47"),
    "rule": Window(path="/settings/threshold", do=_tried),
    "text": Window(path="/settings/try", do=_judged),
    "access": Window(path="/access", name="Ada"),
}


def names() -> list[str]:
    """Return what the pictures are called."""
    return [f"{name}-{size}-{scheme}" for name in WINDOWS for size in SIZES for scheme in SCHEMES]


def draw(folder: Path) -> Iterator[Path]:
    """Draw them all into a folder, and yield each."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, served(monday()) as site:
        tabs = Tabs(browser)
        for name, window in WINDOWS.items():
            for called, size in SIZES.items():
                for scheme in SCHEMES:
                    page = tabs.open(site, window.name, size=size, scheme=scheme)
                    page.goto(window.path)
                    window.do(page)
                    yield _saved(page.screenshot(), folder / f"{name}-{called}-{scheme}.webp")
                    page.context.close()


def _saved(shot: bytes, file: Path) -> Path:
    Image.open(BytesIO(shot)).convert("RGB").save(file, quality=QUALITY, method=6)
    sys.stderr.write(f"{file}: {file.stat().st_size:,} bytes\n")
    return file
