"""The inbox stays fresh by itself."""

from playwright.sync_api import expect

from monitor.domain.act import Note, Take
from monitor.store import cases
from tests.browser.scene import Site
from tests.browser.tabs import Tabs


def test_what_somebody_else_does_is_seen_without_a_reload(tabs: Tabs, own_site: Site) -> None:
    page = tabs.open(own_site, "Amir")
    with page.expect_request(lambda request: "/api/v1/events" in request.url):
        page.goto("/cases?owner=nobody")
    first = page.locator(".cases .id a").first
    name = first.inner_text()
    first.focus()
    page.evaluate("() => { window.here = true }")
    number = int(name.removeprefix("C-"))
    with own_site.db.write() as tx:
        cases.act(tx, number, Take(), by="Lena", now=own_site.clock.now())
        cases.act(tx, number, Note(text="mine"), by="Lena", now=own_site.clock.now())
    expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0, timeout=10_000)
    assert page.evaluate("() => window.here"), "the page was loaded anew"
