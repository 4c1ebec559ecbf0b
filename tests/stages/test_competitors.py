"""What is said of a competitor is judged and counted, and nothing follows from it."""

from monitor.domain.listening import Listening
from monitor.stages.judge import JudgeStage, Rules
from monitor.store.database import Database
from tests.stages.test_judge import ANYWHERE, Listener, alerts, counted, hear, opened
from tests.store.seeds import LATER, add_source, mention


def test_a_competitors_complaints_are_counted_and_open_no_case(db: Database) -> None:
    hear(db, mention())
    with db.write() as tx:
        listening = {add_source(tx, "play"): Listening(source="play", brands=("Rival",), about="us")}
    rules = Rules(listening=listening, routing=ANYWHERE, rivals=frozenset({"Rival"}))
    JudgeStage(db, Listener(lambda: None), rules, stopping=lambda: False).run_once(LATER)
    assert (opened(db), alerts(db), counted(db, "complaint")) == ([], [], 1)
    with db.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM verdicts WHERE complaint AND NOT alert").scalar() == 1
