"""The team is who the configuration, the pages and the channels know together, each person once."""

from dataclasses import replace

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.people import Member, Person, Role, Staff
from monitor.store import people, users
from monitor.store.database import Database
from monitor.store.team import team
from tests.store.seeds import NOON

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
