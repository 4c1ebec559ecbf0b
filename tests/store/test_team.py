"""The team is who the configuration, the pages and the channels know together, each person once."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.act import NotAllowed
from monitor.domain.people import Member, Person, Role, Staff
from monitor.store import people, users
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import CaseRow
from monitor.store.team import team, to_look_after
from tests.store.seeds import NOON
from tests.store.test_incidents import an_incident

STAFF = Staff(
    members=(
        Member(name="Maria", email="maria@acme.example"),
        Member(name="Guest", role=Role.VIEWER),
        Member(name="Lea", lead=True),
    ),
    groups={"S1": Role.AGENT},
    others=Role.VIEWER,
)
KIM = Person(workspace="T1", id="U1", name="kim.b", email="Kim@acme.example", read_at=NOON, groups=frozenset({"S1"}))
ACME = Limits(brands=frozenset({"Acme"}))


def test_each_is_known_by_one_name_wherever_they_work(db: Database) -> None:
    met = (
        KIM,
        replace(KIM, id="U2", name="onlooker", email=None, groups=frozenset()),
        replace(KIM, id="U3", name="partner", email=None, outside=True),
        replace(KIM, id="U4", name="ben", email=None),
    )
    with db.write() as tx:
        for person in met:
            people.meet(tx, person)
        users.add(tx, name="Kim Berg", email="kim@acme.example", role=Role.AGENT, now=NOON, limits=ACME)
        users.add(tx, name="M. L.", email="maria@acme.example", role=Role.LEAD, now=NOON)
        users.add(tx, name="Root", email="root@acme.example", role=Role.ADMIN, now=NOON)
        gone = users.add(tx, name="Gone", email="gone@acme.example", role=Role.AGENT, now=NOON)
        users.turn_off(tx, gone.id, NOON)
    with db.read() as tx:
        assert team(tx, STAFF).members == {
            "Kim Berg": ACME, "Lea": UNLIMITED, "Maria": UNLIMITED, "Root": UNLIMITED, "ben": UNLIMITED,
        }  # fmt: skip
        assert people.get(tx, "T1", "U1").name == "Kim Berg"
        assert [person.id for person in people.alike(tx, "Kim Berg", [])] == ["U1"]


def test_an_incident_is_given_to_those_alone_who_see_it(db: Database) -> None:
    incident = an_incident(db, 2)
    with db.write() as tx:
        for name, limits in (("Ann", ACME), ("Ben", Limits(departments=frozenset({"rail"})))):
            users.add(tx, name=name, email=f"{name}@acme.example", role=Role.AGENT, now=NOON, limits=limits)
        for name in ("Ann", "Ben"):
            with pytest.raises(NotAllowed, match=f"{name} does not see I-{incident.id}: choose somebody who does"):
                to_look_after(tx, name.lower(), incident.id, STAFF, by="Lea")
        tx.execute(update(table(CaseRow)).values(department="rail"))
        assert to_look_after(tx, "ben", incident.id, STAFF, by="Lea") == "Ben"
        assert to_look_after(tx, "lea", incident.id, STAFF, by="Kim") == "Lea"
