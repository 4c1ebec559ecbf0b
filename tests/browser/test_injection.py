"""Nothing that anybody writes runs in a browser, wherever it is written and wherever it is shown."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page

from monitor.store.case_search import PAGE
from tests.browser.pages import looks
from tests.browser.scene import PEOPLE, Site, empty, served
from tests.browser.strange import asked_for, fill_in_all, strange
from tests.browser.tabs import Tabs
from tests.web.hostile import MINE, opened, payloads

PROMISED = 6_590
OUT = "\"'></textarea></title>"
"""The way out of an attribute, of a field and of the head."""


def hostile_words() -> list[str]:
    """The collections, and those of them that need a way out with one."""
    known = [*MINE, *payloads()]
    return [*known, *(OUT + one for one in known if one.startswith("<"))][:PROMISED]


def what_ran(tabs: Tabs, page: Page, addresses: Iterable[str]) -> list[str]:
    """Look at each address; return what ran there, tried to, or stands there as something else than words."""
    found = []
    for address in addresses:
        page.goto(address, wait_until="domcontentloaded")
        found += [f"{address}: {one}" for one in strange(page)]
    return found + tabs.troubles()


def shown_in_lists(site: Site, words: Sequence[str]) -> list[str]:
    """Let strangers write these; return where they are shown, the page of each alone at last."""
    cases = opened(site.db, words)
    lists = [f"/cases?state=all&before={number}" for number in range(len(cases) + 1, 1, -PAGE)]
    return [*lists, "/incidents", "/journal", "/access", *(f"/cases/{case.public_id}" for case in cases)]


def asked(names: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return the ends of addresses that ask for all words, as many at once as there are names, in turns."""
    ends = []
    for turn, start in enumerate(range(0, len(words), len(names))):
        turned = [*names[turn % len(names) :], *names[: turn % len(names)]]
        ends.append(urlencode(dict(zip(turned, words[start : start + len(names)], strict=False))))
    return ends


def test_what_customers_write_runs_nowhere(tabs: Tabs, tmp_path: Path) -> None:
    words = [*MINE, *hostile_words()[::1300]]
    with served(empty(tmp_path, PEOPLE[:1])) as site:
        *others, last = shown_in_lists(site, words)
        page = tabs.open(site)
        assert what_ran(tabs, page, [*others[::4], others[0], last]) == []
        assert page.locator("blockquote").first.inner_text()


def test_what_an_address_asks_for_runs_nowhere(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site)
    for path in ("/cases", "/journal"):
        page.goto(path)
        ends = asked(sorted({*asked_for(page)}), [OUT + one for one in MINE])
        assert what_ran(tabs, page, [f"{path}?{end}" for end in ends]) == []
    assert what_ran(tabs, page, [f"/{quote(one)}" for one in MINE] + [f"/cases/{quote(one, '')}" for one in MINE]) == []


IN_A_FORM = OUT + "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.mark.parametrize(
    "paths",
    [("/access", "/settings/try", "/cases/C-97"), pytest.param((), marks=pytest.mark.soak)],
    ids=["some", "all"],
)
def test_what_colleagues_type_into_a_form_runs_nowhere(tabs: Tabs, own_site: Site, paths: Sequence[str]) -> None:
    page = tabs.open(own_site)
    paths = paths or [look.path for look in looks(own_site, page.request) if look.name == "Ada"]

    def check() -> None:
        assert (strange(page), tabs.troubles()) == ([], [])

    assert sum(fill_in_all(page, path, IN_A_FORM, check) for path in paths) >= 8
    assert what_ran(tabs, page, [*paths, "/cases", "/journal"]) == []


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_not_one_of_all_hostile_words_runs(tabs: Tabs, tmp_path: Path, part: int) -> None:
    words = hostile_words()
    assert len(words) == PROMISED
    mine = words[part::4]
    with served(empty(tmp_path, PEOPLE[:1])) as site:
        page = tabs.open(site)
        assert what_ran(tabs, page, shown_in_lists(site, mine)) == []
        page.goto("/cases")
        names = sorted({*asked_for(page)})
        assert what_ran(tabs, page, [f"/cases?{end}" for end in asked(names, mine)]) == []


def test_what_would_run_is_found(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site)
    page.goto("/account")
    put_in = (
        "<img src=x onerror=alert(1)><a href='javascript:alert(2)'>a</a><svg onload=alert(3)></svg><iframe></iframe>"
    )
    page.evaluate("(html) => { document.querySelector('main').innerHTML = html }", put_in)
    page.locator("main a").click()
    assert len(strange(page)) == 4
    assert any(trouble.startswith("/account: policy: script-src") for trouble in tabs.troubles())
    tabs.forgive()
