"""The page of a case: why it was flagged, what was said before, and who says it."""

from dataclasses import replace
from datetime import timedelta

from monitor.domain.access import Limits
from monitor.domain.people import Role
from monitor.store.database import Database
from tests.store.seeds import LATER, NOON, Wanted, hear, mention, open_many
from tests.web.pages import a_browser, somebody


def test_a_case_shows_what_it_said_before_and_why_it_was_flagged(db: Database) -> None:
    complaint = mention("1", "Still no refund after 3 weeks, my secret is 42.")
    open_many(db, [Wanted(mention=complaint)])
    after = replace(complaint, text="Still no refund after 5 weeks. <b>Shame</b>", edited_at=LATER)
    with db.write() as tx:
        hear(tx, after, now=LATER)
    page = a_browser(db).get("/cases/C-1").text
    assert "<blockquote>Still <mark>no refund</mark> after 5 weeks. &lt;b&gt;Shame&lt;/b&gt;</blockquote>" in page
    assert "What was changed" in page
    assert "<del>3 weeks, my ••• is 42.</del>" in page
    assert "<ins>5 weeks. &lt;b&gt;Shame&lt;/b&gt;</ins>" in page
    assert "secret" not in page
    late = a_browser(db, now=LATER + timedelta(hours=2)).get("/cases/C-1").text
    assert '<dt>Answer</dt><dd class="late">Overdue since 14:00 UTC</dd>' in late


def test_a_case_names_the_other_cases_of_its_customer_that_one_may_see(db: Database) -> None:
    who = ("u1", "u1", "u2", "u1", None, None)
    brands = ("Acme", "Acme", "Acme", "Bolt", "Acme", "Acme")
    pairs = enumerate(zip(who, brands, strict=True), start=1)
    open_many(db, [Wanted(mention=mention(str(each), author=author), brand=brand) for each, (author, brand) in pairs])
    limited = somebody(db, "Ann", Role.VIEWER, limits=Limits(brands=frozenset({"Acme"})))
    assert others(db, "C-1") == {"C-4", "C-2"}
    assert others(db, "C-5") == set()
    page = a_browser(db, user=limited).get("/cases/C-1").text
    assert {case for case in ("C-2", "C-4") if f'href="/cases/{case}"' in page} == {"C-2"}
    assert a_browser(db, user=limited, now=NOON).get("/cases/C-4").status_code == 404


def others(db: Database, case: str) -> set[str]:
    page = a_browser(db, user=somebody(db, f"Sue {case}")).get(f"/cases/{case}").text
    known = {f"C-{number}" for number in range(1, 7)}
    return {one for one in known if f'<li><a href="/cases/{one}">' in page}
