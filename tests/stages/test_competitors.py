"""What is said of a competitor is judged and counted, and nothing follows from it."""

from monitor.store.database import Database
from tests.stages.test_judge import alerts, counted, hear, judge, mention, opened


def test_a_competitors_complaints_are_counted_and_open_no_case(db: Database) -> None:
    hear(db, mention())
    judge(db, rivals=frozenset({"Acme Air"}))
    assert (opened(db), alerts(db), counted(db, "complaint")) == ([], [], 1)
    with db.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM verdicts WHERE complaint AND NOT alert").scalar() == 1
