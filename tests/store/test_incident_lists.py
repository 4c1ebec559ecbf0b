"""A list of incidents counts them together, and says of each what is said of it alone."""

from datetime import datetime, timedelta

from sqlalchemy import update

from monitor.domain.access import Limits
from monitor.domain.act import Resolve, Respond
from monitor.domain.incident import QUIET, Incident
from monitor.store import cases, incident_acts, incidents
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.incident_files import incident_file
from monitor.store.incident_lists import incident_list
from monitor.store.tables import CaseRow
from monitor.wording import incidents as incident_words
from tests.store.seeds import LATER, NOON
from tests.store.test_incidents import an_incident, members


def test_a_list_says_of_each_what_it_says_of_itself(db: Database) -> None:
    merged, other, closed = (an_incident(db, 3, first=start) for start in (0, 3, 6))
    answered, behind, _ = members(db, closed)
    with db.write() as tx:
        incident_acts.merge(tx, other.id, merged.id, by="Kim", now=LATER)
        incident_acts.close(tx, closed.id, by="Kim", now=LATER)
        cases.act(tx, answered, Respond(), by="Kim", now=LATER + timedelta(hours=1))
        tx.execute(
            update(table(CaseRow)).where(table(CaseRow).c.id == behind).values(opened_at=LATER + timedelta(hours=2))
        )
    with db.read() as tx:
        found = incidents.newest(tx)
        listed = incident_list(tx, found)
        assert listed == [incident_file(tx, one) for one in found]
    told = {one.incident.id: one.crowding for one in listed}
    assert (told[merged.id].cases, told[closed.id].asked, told[closed.id].told, told[closed.id].late) == (6, 3, 1, 1)


def test_whoever_sees_the_deepest_case_of_a_chain_sees_what_tells_of_it(db: Database) -> None:
    one, two, three, other = (an_incident(db, 1, first=number) for number in range(4))
    [deepest] = members(db, one)
    with db.write() as tx:
        incident_acts.merge(tx, one.id, two.id, by="Kim", now=LATER)
        incident_acts.merge(tx, two.id, three.id, by="Kim", now=LATER)
        tx.execute(update(table(CaseRow)).values(department="rail"))
        tx.execute(update(table(CaseRow)).where(table(CaseRow).c.id == deepest).values(department="bills"))
    bills, rail, nobody = (Limits(departments=frozenset({name})) for name in ("bills", "rail", "sea"))
    with db.read() as tx:
        assert [one.id for one in incidents.newest(tx, within=bills)] == [three.id]
        assert set(incidents.some(tx, [one.id, two.id, three.id, other.id], bills)) == {one.id, two.id, three.id}
        assert set(incidents.some(tx, [one.id, two.id, three.id, other.id], rail)) == {two.id, three.id, other.id}
        assert incidents.newest(tx, within=nobody) == []


class TestWhatLooksOver:
    def told(self, db: Database, incident: Incident, now: datetime) -> tuple[str, bool]:
        """What the list calls it, and whether its page proposes to close it."""
        with db.read() as tx:
            file = incident_file(tx, incidents.get(tx, incident.id))
        body = incident_words.incident_notice(file, {}, now=now, key="k").body
        return incident_words.line(file, now=now).state, "all of its cases are done: close it if it is over." in body

    def test_is_proposed_to_be_closed_once_it_is_quiet_and_nothing_is_left_to_do(self, db: Database) -> None:
        incident, merged = an_incident(db, 2), an_incident(db, 1, first=2)
        first, last, other = *members(db, incident), *members(db, merged)
        quiet = LATER + QUIET
        with db.write() as tx:
            incident_acts.merge(tx, merged.id, incident.id, by="Kim", now=LATER)
            cases.act(tx, first, Resolve(), by="Kim", now=LATER)
            cases.act(tx, last, Respond(), by="Kim", now=LATER)
        assert self.told(db, incident, quiet) == ("Open", False), "one is answered, one of another incident is open"
        with db.write() as tx:
            for one in (last, other):
                cases.act(tx, one, Resolve(), by="Kim", now=LATER)
        assert self.told(db, incident, NOON + QUIET - timedelta(seconds=1)) == ("Open", False)
        assert self.told(db, incident, quiet) == ("Quiet", True)
        with db.write() as tx:
            incident_acts.close(tx, incident.id, by="Kim", now=quiet)
        assert self.told(db, incident, quiet) == ("Closed", False)
