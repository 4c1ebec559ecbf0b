"""What live cases can be chosen by: each value once, of live cases alone, and of those alone that somebody sees."""

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.act import Assign, Resolve
from monitor.store import cases
from monitor.store.database import Database
from monitor.store.open_choices import OpenChoices, open_choices
from tests.store.seeds import LATER, Wanted, mention, open_many


def test_each_value_is_told_once_to_whoever_sees_its_case(db: Database) -> None:
    wanted = [("Acme Air", "support", "en"), ("Acme Air", "billing", "es"), ("Acme Rail", "support", "en")]
    open_many(
        db,
        [
            Wanted(mention=mention(f"r{number}"), brand=brand, department=department, language=language)
            for number, (brand, department, language) in enumerate([*wanted, ("Closed", "closed", "fr")])
        ],
    )
    with db.write() as tx:
        cases.act(tx, 3, Assign(owner="Priya"), by="ben", now=LATER)
        cases.act(tx, 4, Resolve(), by="ben", now=LATER)
    with db.read() as tx:
        everything = open_choices(tx, UNLIMITED)
        some = open_choices(tx, Limits(brands=frozenset({"Acme Air"})))
    assert everything == OpenChoices(
        brands=("Acme Air", "Acme Rail"),
        departments=("billing", "support"),
        owners=("Priya",),
        languages=("en", "es"),
    )
    assert some == OpenChoices(brands=("Acme Air",), departments=("billing", "support"), languages=("en", "es"))
