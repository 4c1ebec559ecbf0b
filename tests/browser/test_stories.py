"""What people do on the pages, as they do it: by hand in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from monitor.access import links
from monitor.domain.case import CaseFile, Outcome, State
from monitor.store import case_files
from tests.browser.scene import MONDAY, PASSWORD, Site, empty, served
from tests.browser.tabs import PHONE, Tabs


def case_of(site: Site, public_id: str) -> CaseFile:
    with site.db.read() as tx:
        return case_files.file(tx, int(public_id.removeprefix("C-")))


def ids(page: Page) -> list[str]:
    return page.locator(".cases .id a").all_inner_texts()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def walk_to(page: Page, button: str) -> None:
    """Press Tab until a button has the focus."""
    for _ in range(12):
        press(page, "Tab")
        if page.locator(":focus").inner_text() == button:
            return
    raise AssertionError(f"Tab does not lead to {button}")


def test_signing_in_and_out_with_times_as_the_browser_s_clock_tells_them(tabs: Tabs, own_site: Site) -> None:
    page = tabs.open(own_site, None, size=PHONE, zone="America/New_York")
    page.goto("/incidents")
    page.get_by_label("E-mail").fill("amir@sorrel.example")
    page.get_by_label("Password").fill("not his password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{own_site.origin}/incidents")
    assert all("EST" in row for row in page.locator("tbody tr").all_inner_texts())
    page.get_by_role("button", name="Sign out").click()
    page.goto("/cases")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_first_admin_comes_in_by_a_link_that_works_once(tabs: Tabs, tmp_path: Path) -> None:
    with served(empty(tmp_path)) as site:
        link = f"{links.PATH}{links.first(site.db, MONDAY)}"
        page = tabs.open(site, None)
        page.goto(link)
        page.get_by_label("Name").fill("Noor")
        page.get_by_label("E-mail").fill("noor@sorrel.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("again", exact=False).fill(PASSWORD)
        page.get_by_role("button").last.click()
        expect(page.locator("header")).to_contain_text("Noor")
        page.goto("/access")
        expect(page.get_by_role("row").nth(1)).to_contain_text("admin")
        assert page.request.get(link).status >= 400


def test_ten_cases_are_triaged_by_keyboard_alone(tabs: Tabs, own_site: Site) -> None:
    page = tabs.open(own_site, "Amir")
    page.goto("/cases?order=urgent&state=open&topic=billing")
    ten = ids(page)[1:11]
    press(page, "j")
    for public_id in ten:
        press(page, "j")
        expect(page.locator(":focus")).to_have_text(public_id)
        press(page, "a")
        expect(page.get_by_role("link", name=public_id, exact=True)).to_have_count(0)
    assert {case_of(own_site, one).case.owner for one in ten} == {"Amir"}

    page.goto("/cases?owner=me")
    first, second = ids(page)[:2]
    press(page, "j", "r")
    expect(page.locator("textarea:focus")).to_be_visible()
    press(page, "Control+a")
    page.keyboard.type("We are sorry: the driver comes back at six, and the delivery is free.")
    walk_to(page, "Send")
    press(page, "Enter")
    expect(page.locator("#case-standing")).to_contain_text("the driver comes back at six")
    page.goto("/cases?owner=me")
    press(page, "j", "j", "e")
    expect(page.locator("select:focus")).to_be_visible()
    page.keyboard.type("recovered")
    walk_to(page, "Resolve")
    press(page, "Enter")
    expect(page.locator(".title")).to_contain_text("Resolved")
    own_site.monitor.answer.run_once(MONDAY)
    answered, resolved = (case_of(own_site, one).case for one in (first, second))
    assert (answered.state, resolved.state, resolved.outcome) == (State.RESPONDED, State.RESOLVED, Outcome.RECOVERED)


def test_a_customer_is_answered_from_the_page_of_the_case(tabs: Tabs, own_site: Site) -> None:
    page = tabs.open(own_site, "Amir")
    page.goto("/cases?q=small+basket+fee&state=all")
    page.locator(".cases .id a").first.click()
    public_id = page.url.rpartition("/")[2]
    answer = page.get_by_label("Answer", exact=True)
    answer.fill("Change your review and we will refund you 10 GBP.")
    page.get_by_role("button", name="Check").last.click()
    expect(page.get_by_role("alert")).to_contain_text("review")
    answer.fill("We are sorry, and have taken the fee off. Write to us whenever one surprises you.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#case-standing")).to_contain_text("taken the fee off")
    own_site.monitor.answer.run_once(MONDAY)
    page.goto(f"/cases/{public_id}")
    expect(page.locator(".title")).to_contain_text("Responded")
    expect(page.get_by_role("main")).to_contain_text("We are sorry, and have taken the fee off.")
    assert case_of(own_site, public_id).case.state is State.RESPONDED


def test_two_incidents_become_one_and_two_again(tabs: Tabs, own_site: Site) -> None:
    page = tabs.open(own_site, "Lena")
    page.goto("/incidents")
    page.get_by_role("link", name="I-2").click()
    page.get_by_label("Into", exact=False).select_option("I-1")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_role("main")).to_contain_text("36 people")
    page.goto("/incidents/I-2")
    expect(page).to_have_url(re.compile(r"/incidents/I-1#merged$"))
    expect(page.get_by_role("region", name="Merged into it")).to_contain_text("I-2")
    page.get_by_role("button", name="Split again").click()
    expect(page).to_have_url(re.compile(r"/incidents/I-2$"))
    page.goto("/incidents/I-1")
    expect(page.get_by_role("main")).to_contain_text("32 people")


def test_a_rule_is_tried_on_the_last_month_put_in_force_and_taken_back(tabs: Tabs, own_site: Site) -> None:
    page = tabs.open(own_site, "Lena")
    page.goto("/settings")
    page.get_by_role("link", name="Thresholds").click()
    page.get_by_label("An alert from").fill("0.9")
    page.get_by_role("button", name="Try it on the last 30 days").click()
    expect(page.get_by_role("main")).to_contain_text("Alerts a day:")
    expect(page.get_by_role("main")).to_contain_text("Not alerted any more")
    expect(page.get_by_role("main")).to_contain_text("Nothing has changed yet.")
    page.get_by_role("button", name="Put in force").click()
    page.goto("/settings")
    expect(page.get_by_role("main")).to_contain_text("an alert from 0.9 on")
    page.goto("/settings/history")
    page.get_by_role("button", name="Take it back").first.click()
    page.goto("/settings")
    expect(page.get_by_role("main")).to_contain_text("an alert from 0.6 on")


def test_a_text_is_tried_on_the_judge(tabs: Tabs, own_site: Site) -> None:
    page = tabs.open(own_site, "Lena")
    page.goto("/settings/try")
    page.get_by_label("Text").fill("Sorrel charged me twice and nobody answers. I want my money back.")
    page.get_by_role("button", name="Judge it").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("A complaint, alerted at once")
    expect(page.locator("mark").first).to_be_visible()


def test_a_manager_reads_monday_s_digest_and_follows_a_figure_to_its_rows(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site, "Vera")
    page.goto("/digests")
    page.get_by_role("link", name="2026-W47").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("16 to 22 November 2026")
    expect(page.get_by_role("img")).to_be_visible()
    expect(page.locator(".decision")).to_contain_text("To decide")
    row = page.get_by_role("row").filter(has_text="Billing").first
    count = int(row.get_by_role("cell").first.inner_text())
    row.get_by_role("cell").first.get_by_role("link").click()
    assert len(ids(page)) == count


def test_what_the_weeks_brought_leads_to_its_rows(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site, "Vera")
    page.goto("/insights")
    page.get_by_label("Brand").select_option("Harbour Ferries")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Harbour Ferries")
    topics = page.locator("#topics")
    topics.get_by_text("As a table").click()
    topics.get_by_role("link").filter(has_text="1").first.click()
    assert len(ids(page)) >= 1
    page.go_back()
    picture = page.locator("#topics").get_by_role("link", name="Picture").get_attribute("href")
    assert page.request.get(picture or "").headers["content-type"] == "image/png"


def test_words_are_searched_for_without_a_mouse(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site, "Lena")
    page.goto("/cases")
    press(page, "/")
    page.keyboard.type("PAY-417")
    press(page, "Enter")
    expect(page.locator("#q")).to_have_value("PAY-417")
    assert all("417" in quote for quote in page.locator(".cases .quote").all_inner_texts())
    assert len(ids(page)) > 10
    page.get_by_role("link", name="Search: PAY-417").click()
    expect(page.locator("#q")).to_have_value("")


def test_a_viewer_looks_and_is_refused_what_is_not_theirs(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site, "Vera")
    page.goto("/cases/C-97")
    expect(page.get_by_role("button")).to_have_text(["Sign out"])
    page.goto("/access")
    expect(page.get_by_role("main")).to_contain_text("may not")
    key = page.locator("header input[name=form_key]").get_attribute("value")
    answer = page.request.post("/cases/C-97", form={"form_key": key or "", "do": "claim"})
    assert (answer.status, case_of(site, "C-97").case.owner) == (403, None)


def test_an_agency_sees_its_brand_alone(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site, "Hugo")
    page.goto("/cases?state=all")
    assert 0 < len(ids(page)) < 5
    assert "Sorrel" not in page.get_by_role("main").inner_text()
    answer = page.goto("/cases/C-97")
    assert answer is not None
    assert answer.status == 404


@pytest.mark.soak
def test_rows_stay_fresh_while_one_looks_and_nothing_moves(tabs: Tabs, own_site: Site) -> None:
    page, colleague = tabs.open(own_site, "Lena"), tabs.open(own_site, "Amir")
    page.clock.install()
    page.goto("/cases")
    press(page, "j", "j")
    colleague.goto(f"/cases/{ids(page)[0]}")
    colleague.get_by_role("button", name="Claim").click()
    page.clock.run_for(25_000)
    expect(page.get_by_role("row").nth(1)).to_contain_text("Amir")
    expect(page.locator(":focus")).to_have_text(ids(page)[1])


def test_the_keys_are_told_in_a_dialog_that_escape_closes(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site)
    page.goto("/cases")
    press(page, "?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The next case")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    press(page, "j", "Tab")
    assert page.evaluate("() => document.activeElement.closest('dialog, body').id") in {"keys", ""}
    press(page, "Escape")
    expect(dialog).to_be_hidden()


def test_what_has_the_focus_is_seen_by_day_and_by_night(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site)
    page.goto("/cases/C-97")
    press(page, "Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the cases")
    outlines = set()
    for step in range(14):
        press(page, "Tab")
        page.emulate_media(color_scheme="light" if step % 2 else "dark")
        outlines.add(page.evaluate("() => getComputedStyle(document.activeElement).outline"))
    assert {outline.rpartition(")")[2] for outline in outlines} == {" solid 2px"}
    assert len(outlines) == 2


def test_on_a_phone_what_is_pressed_and_what_is_found_is_in_sight(tabs: Tabs, site: Site) -> None:
    page = tabs.open(site, "Lena", size=PHONE)
    page.goto("/cases")
    page.locator("td.pick input").first.check()
    buttons = page.locator(".bulk button")
    expect(buttons).to_have_count(5)
    for button in buttons.all():
        expect(button).to_be_in_viewport(ratio=1)
    page.goto("/eyes/sample")
    assert [one for one in page.locator(".told-by-row td").all() if not _fits(one)] == []
    expect(page.locator(".told-by-row td").last).to_contain_text("not known yet")


def _fits(cell: Locator) -> bool:
    box = cell.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= PHONE.width
