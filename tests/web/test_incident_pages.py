"""The list of incidents says the same words as the list of cases."""

from monitor.store import incident_acts
from monitor.store.database import Database
from tests.store.seeds import LATER, Wanted, mention, open_many
from tests.web.pages import a_browser


def test_how_bad_an_incident_is_reads_as_for_a_case(sqlite_db: Database) -> None:
    found = open_many(sqlite_db, [Wanted(mention=mention(str(one), author=f"u{one}")) for one in range(2)])
    with sqlite_db.write() as tx:
        incident_acts.gather(tx, [case.id for case in found], by="Kim", now=LATER)
    shown, cases = (a_browser(sqlite_db).get(address).text for address in ("/incidents", "/cases"))
    severity = '<span class="severity high">High</span>'
    assert severity in shown
    assert severity in cases
    page = a_browser(sqlite_db).get("/incidents/I-1").text
    assert [page.count(f">{case.public_id}<") for case in found] == [1, 1]
