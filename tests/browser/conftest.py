"""What tests in a real browser may ask for: the site, and tabs in it that fail the test where anything goes wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium
from tests.browser.scene import Site, monday, served
from tests.browser.tabs import Tabs


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all of them. It ends with them: while playwright runs, nothing else of asyncio can."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def site(browser: Browser) -> Iterator[Site]:
    """The site, to be looked at."""
    with served(monday()) as site:
        yield site


@pytest.fixture
def own_site(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """A site of the test's own, to be worked in."""
    with served(monday().copy(tmp_path)) as site:
        yield site


@pytest.fixture
def tabs(browser: Browser) -> Iterator[Tabs]:
    """Opens tabs; whatever goes wrong in any of them fails the test."""
    opened = Tabs(browser)
    try:
        yield opened
        assert opened.troubles() == []
    finally:
        opened.close()
