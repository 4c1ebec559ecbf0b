"""The Chromium that is installed, driven by playwright. Where there is none, what needs it is skipped and says so."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--font-render-hinting=none",
)
"""It asks nobody for anything, and runs as root in a container."""


def installed() -> str | None:
    """Return where a Chromium is; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start it; it ends with the block. Skips the test where it is not there or does not start."""
    place = installed()
    if place is None:
        pytest.skip(f"needs a Chromium: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as play:
        try:
            browser = play.chromium.launch(executable_path=place, args=list(_QUIET))
        except Error as error:
            pytest.skip(f"needs a Chromium that starts: {error.message.splitlines()[0]}")
        yield browser
        browser.close()
