"""What people set themselves stands, whatever an edited mention is judged to be."""

from monitor.domain.correction import SetSeverity, SetTopic
from monitor.domain.score import Severity, Topic
from monitor.store import cases
from monitor.store.database import Database
from tests.stages.test_judge import hear, judge, opened
from tests.store.seeds import LATER, mention


def test_what_people_set_stands_and_the_rest_follows_the_edit(db: Database) -> None:
    hear(db, mention(text="Where is my refund?"))
    judge(db)
    [case] = opened(db)
    with db.write() as tx:
        assert cases.corrected(tx, case.id) == set()
        cases.act(tx, case.id, SetSeverity(severity=Severity.LOW), by="ana", now=LATER)
        cases.act(tx, case.id, SetTopic(topic=Topic.STAFF), by="ana", now=LATER)
    hear(db, mention(text="Danger! Where is my refund?"))
    judge(db)
    [after] = opened(db)
    assert (after.severity, after.topic) == (Severity.LOW, Topic.STAFF)
