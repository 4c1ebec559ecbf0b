"""Every page in a real browser: readable by all, quiet, still, and of this site alone."""

import pytest
from playwright.sync_api import Page

from tests.browser.accessible import violations
from tests.browser.pages import Look, looks
from tests.browser.scene import Site
from tests.browser.tabs import DESKTOP, PHONE, Scheme, Size, Tabs

WINDOWS: list[tuple[Size, Scheme]] = [(DESKTOP, "light"), (PHONE, "dark"), (DESKTOP, "dark"), (PHONE, "light")]


@pytest.mark.parametrize(
    "turn", range(len(WINDOWS)), ids=["desktop-light", "phone-dark", "desktop-dark", "phone-light"]
)
@pytest.mark.parametrize("every", [len(WINDOWS), pytest.param(1, marks=pytest.mark.soak)], ids=["its-turn", "all"])
def test_a_page_can_be_read_by_everybody(tabs: Tabs, site: Site, turn: int, every: int) -> None:
    size, scheme = WINDOWS[turn]
    windows: dict[str | None, Page] = {}
    found = []
    for look in _its_turn(tabs, site, turn, every):
        page = windows.get(look.name) or windows.setdefault(
            look.name, tabs.open(site, look.name, size=size, scheme=scheme)
        )
        page.goto(look.path)
        found += [f"{look}: {told}" for told in (*violations(page), *_too_wide(page))]
        assert tabs.troubles() == [], look
    assert found == []


def _its_turn(tabs: Tabs, site: Site, turn: int, every: int) -> list[Look]:
    """Each page is looked at in one of the windows here, and in each of them in the soak."""
    return looks(site, tabs.open(site).request)[turn % every :: every]


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
