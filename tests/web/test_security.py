"""Nothing that a customer or a stranger writes runs, and nobody else's page reads ours."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from monitor.store.case_search import PAGE
from monitor.store.database import Database
from tests.web.hostile import MINE, opened, payloads
from tests.web.pages import a_browser

OUR_TAGS = re.compile(
    "html|head|meta|title|link|body|a|header|main|div|nav|span|ul|ol|li|h[123]|table|thead|tbody|tr|th|td|p|article"
    "|blockquote|dl|dt|dd|form|input|button|label|select|option|textarea|details|summary|section|figure|figcaption"
    "|mark|del|ins|dialog|kbd|aside|b|datalist"
)
OUR_ATTRIBUTES = re.compile(
    "lang|charset|name|content|rel|href|class|id|aria-label|aria-current|scope|data-label|target"
    "|method|action|type|value|role|aria-hidden|aria-labelledby|maxlength|size|placeholder|selected|open|rows|required"
    "|for|form|tabindex|autocomplete|aria-describedby|aria-invalid|download|hidden|checked|list"
    "|data-(?:fresh|events|keep|copy|copied|longest|all)"
)
OUR_ADDRESSES = ("/", "#main", "https://", "http://")
OUR_SCRIPT = re.compile(r"/static/\w+\.js")


class Tags(HTMLParser):
    """Notes every tag, attribute and address of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if (
            tag == "script"
            and OUR_SCRIPT.fullmatch(dict(attrs).get("src") or "")
            and {*dict(attrs)} == {"src", "defer"}
        ):
            return
        names = [name for name, _ in attrs if not OUR_ATTRIBUTES.fullmatch(name)]
        if not OUR_TAGS.fullmatch(tag) or names:
            self.strange.append(f"<{tag} {names}>")
        addresses = [value or "" for name, value in attrs if name in {"href", "action"}]
        self.strange += [address for address in addresses if not address.startswith(OUR_ADDRESSES)]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_no_words_become_markup(db: Database) -> None:
    cases = opened(db, MINE)
    browser = a_browser(db)
    pages = [browser.get("/cases").text, *(browser.get(f"/cases/{case.public_id}").text for case in cases)]
    assert [Tags(page).strange for page in pages] == [[]] * len(pages)
    for payload, page in zip(MINE, pages[1:], strict=True):
        assert payload in Tags(page).text
        assert html.escape(payload) == payload or payload not in page


def strange_things(db: Database, every: int) -> list[str]:
    """What is not ours on the pages of every so-many-th payload of the collection."""
    browser, cases = a_browser(db), opened(db, payloads("xss")[::every])
    addresses = [f"/cases/{case.public_id}" for case in cases]
    addresses += [f"/cases?before={number}" for number in range(len(cases) + 1, 1, -PAGE)]
    return [found for address in addresses for found in Tags(browser.get(address).text).strange]


def test_no_payload_of_the_hostile_collection_becomes_markup(sqlite_db: Database) -> None:
    assert strange_things(sqlite_db, every=60) == []


@pytest.mark.soak
def test_not_one_payload_of_the_hostile_collection_becomes_markup(sqlite_db: Database) -> None:
    assert strange_things(sqlite_db, every=1) == []


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "\"'><svg onload=alert(1)>"])
def test_an_address_is_never_echoed_as_markup(sqlite_db: Database, payload: str) -> None:
    browser = a_browser(sqlite_db)
    for address in (f"/cases/{payload}", f"/cases?severity={payload}", f"/cases?source={payload}", f"/{payload}"):
        assert Tags(browser.get(address).text).strange == []


@pytest.mark.parametrize("address", ["/", "/cases", "/cases/C-9", "/healthz", "/static/style.css", "/nothing"])
def test_every_answer_forbids_what_the_pages_never_do(sqlite_db: Database, address: str) -> None:
    headers = a_browser(sqlite_db).get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_customers_words_are_kept_in_no_cache(sqlite_db: Database) -> None:
    assert a_browser(sqlite_db).get("/cases").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example.org", "complaints.example.com.evil.org", "", "[", "10.0.0.1"])
def test_a_name_that_was_made_to_point_here_gets_nothing(sqlite_db: Database, host: str) -> None:
    answer = a_browser(sqlite_db).get("/cases", headers={"host": host})
    assert answer.status_code == 421
    assert "Complaints" not in answer.text


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:1", "[::1]:8080", "COMPLAINTS.example.com"])
def test_our_own_names_are_served(sqlite_db: Database, host: str) -> None:
    assert a_browser(sqlite_db).get("/cases", headers={"host": host}).status_code == 200


def test_templates_have_no_script_no_inline_style_and_no_raw_output() -> None:
    templates = Path(__file__).parents[2] / "monitor/web/templates"
    for template in templates.glob("*.html"):
        text = re.sub(r'<script src="{{ at\("/static/\w+.js"\) }}" defer></script>', "", template.read_text())
        for banned in ("<script", "style=", "|safe", "| safe", "autoescape", " on"):
            assert banned not in text.replace(" only", ""), (template.name, banned)
