"""Every page in a real browser: readable by all, quiet, still, and of this site alone."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessible import violations
from tests.browser.pages import Look, looks
from tests.browser.scene import Site
from tests.browser.tabs import DESKTOP, PHONE, Scheme, Size, Tabs

WINDOWS: list[tuple[Size, Scheme]] = [(DESKTOP, "light"), (PHONE, "dark"), (DESKTOP, "dark"), (PHONE, "light")]
ALIKE = "tbody tr:nth-child(n+5), li:nth-child(n+9), section:nth-of-type(n+6), option:nth-child(n+4)"
"""What is like what stands before it: the soak looks at that, too."""


@pytest.fixture(scope="package")
def every_page(browser: Browser, site: Site) -> list[Look]:
    """A look at each page there is."""
    tabs = Tabs(browser)
    found = looks(site, tabs.open(site).request)
    tabs.close()
    return found


@pytest.mark.parametrize(
    "turn", range(len(WINDOWS)), ids=["desktop-light", "phone-dark", "desktop-dark", "phone-light"]
)
def test_each_page_can_be_read_by_everybody(tabs: Tabs, site: Site, every_page: list[Look], turn: int) -> None:
    found = what_is_wrong(tabs, site, every_page[turn :: len(WINDOWS)], WINDOWS[turn], leave_out=ALIKE)
    assert found == []


@pytest.mark.soak
@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_each_page_can_be_read_by_everybody_in_each_window(tabs: Tabs, site: Site, window: tuple[Size, Scheme]) -> None:
    assert what_is_wrong(tabs, site, looks(site, tabs.open(site).request, whole=True), window) == []


def what_is_wrong(
    tabs: Tabs, site: Site, every: list[Look], window: tuple[Size, Scheme], *, leave_out: str = ""
) -> list[str]:
    """Look at pages in a window; return what not everybody can read, what is wider than it, and any trouble."""
    pages: dict[str | None, Page] = {}
    found = []
    for look in every:
        if look.name not in pages:
            pages[look.name] = tabs.open(site, look.name, size=window[0], scheme=window[1])
        page = pages[look.name]
        page.goto(look.path)
        found += [f"{look}: {told}" for told in _too_wide(page)]
        found += [f"{look}: {told}" for told in violations(page, leave_out)]
    return found + tabs.troubles()


def _too_wide(page: Page) -> list[str]:
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{wide} px wider than the window"] if wide > 0 else []


def test_what_is_wrong_is_found(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site)
    page.goto("/account")
    page.evaluate("() => { document.querySelector('label').remove(); document.body.style.color = '#888'; alert('!') }")
    assert {told.split(":")[0] for told in violations(page)} >= {"label", "color-contrast"}
    assert any("ran: alert" in trouble for trouble in tabs.troubles())
    tabs.forgive()
