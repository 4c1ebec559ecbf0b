"""A list of incidents counts them together, and says of each what is said of it alone."""

from datetime import timedelta

from sqlalchemy import update

from monitor.domain.act import Respond
from monitor.store import cases, incident_acts, incidents
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.incident_files import incident_file
from monitor.store.incident_lists import incident_list
from monitor.store.tables import CaseRow
from tests.store.seeds import LATER
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
