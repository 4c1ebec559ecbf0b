"""`python -m tests.pictures [FOLDER]` draws every picture of the guides with the Chromium that is installed."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageChops

from tests.browser.chromium import NAMES, installed
from tests.pictures import page, windows
from tests.pictures.scenes import cards

A_PAGE, WIDTH, HEIGHT, SCALE = 5, 720, 4200, 1.5
LINE = (255, 0, 255)
COLOURS = 48


def main(folder: Path) -> int:
    """Draw them all; 0 also where there is no browser, and then it says so."""
    browser = installed()
    if browser is None:
        sys.stderr.write(f"no pictures are drawn: none of {', '.join(NAMES)} is installed\n")
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        made = list(cards(Path(place)))
        for start in range(0, len(made), A_PAGE):
            some = made[start : start + A_PAGE]
            shot = _photographed(browser, Path(place), [card for _, card in some])
            for (name, _), picture in zip(some, _cut(shot), strict=True):
                picture.quantize(COLOURS).save(folder / f"{name}.png", optimize=True)
                sys.stderr.write(f"{folder / name}.png: {(folder / f'{name}.png').stat().st_size:,} bytes\n")
    sys.stderr.write(f"{len([*windows.draw(folder / 'pages')])} pictures of pages\n")
    return 0


def _photographed(browser: str, place: Path, shown: Sequence[str]) -> Image.Image:
    written, taken = place / "page.html", place / "page.png"
    written.write_text(page.page(shown), "utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={place / 'chromium'}",
    ]
    size = [f"--window-size={WIDTH},{HEIGHT}", f"--force-device-scale-factor={SCALE}"]
    command = [browser, *options, *size, f"--screenshot={taken}", written.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return Image.open(taken).convert("RGB")


def _cut(shot: Image.Image) -> Iterator[Image.Image]:
    """Cut the page at its lines, and each part to what is on it."""
    column = [shot.getpixel((2, row)) == LINE for row in range(shot.height)]
    top = 0
    for row in range(1, shot.height):
        if column[row] and not column[row - 1]:
            yield _trimmed(shot.crop((0, top, shot.width, row)))
        if column[row - 1] and not column[row]:
            top = row


def _trimmed(part: Image.Image) -> Image.Image:
    blank = Image.new("RGB", part.size, (255, 255, 255))
    _, _, right, _ = ImageChops.difference(part, blank).getbbox() or (0, 0, part.width, 0)
    return part.crop((0, 0, min(right + round(20 * SCALE), part.width), part.height))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")))
