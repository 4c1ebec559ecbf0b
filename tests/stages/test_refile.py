"""Topics and severities that people leave or correct teach; what is better is put to use, and can be taken back."""

from monitor.domain.act import Respond
from monitor.domain.correction import SetSeverity, SetTopic
from monitor.domain.labels import What
from monitor.domain.score import Score, Severity, Topic
from monitor.scoring.filing_check import learn_filing
from monitor.stages.refile import RefileStage
from monitor.stages.taught import Taught
from monitor.store import cases, models
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_many

SHIPS = Score(language="en", scored=True, vader=-0.3, complaint=0.9, topics=(Topic.BILLING,), harm=0.2)
CASES = 40


def handle(db: Database) -> None:
    """Half of the cases are about lifts, which the team files otherwise and takes more seriously; half are left."""
    texts = [f"The {'lift' if place % 2 else 'bill'} at door {place} is wrong" for place in range(CASES)]
    made = open_many(
        db,
        [
            Wanted(mention=mention(f"r{place}", text), severity=Severity.LOW, posted=False)
            for place, text in enumerate(texts)
        ],
    )
    with db.write() as tx:
        for place, case in enumerate(made):
            if place % 2:
                cases.act(tx, case.id, SetTopic(topic=Topic.NOT_WORKING), by="ana", now=NOON)
                cases.act(tx, case.id, SetSeverity(severity=Severity.MEDIUM), by="ana", now=NOON)
            else:
                cases.act(tx, case.id, Respond(), by="ana", now=NOON)


def test_what_people_correct_is_learned_used_and_taken_back(db: Database) -> None:
    handle(db)
    stage = RefileStage(db, lambda _: SHIPS, fit=learn_filing, least=CASES)
    assert stage.run_once(NOON).done == 2
    assert stage.run_once(NOON).done == 0, "an hour is not over"
    taught, lift = Taught(db), mention(text="The lift is wrong again")
    taught.prepare([lift])
    told = taught.scored(lift, SHIPS)
    assert (taught.version, told.topics[0], told.harm) == ("topic-1+severity-2", Topic.NOT_WORKING, 0.4)
    bill = mention(text="The bill is wrong again")
    assert taught.scored(bill, SHIPS) == SHIPS
    with db.write() as tx:
        assert models.roll_back(tx, What.TOPIC, by="ana", now=NOON) is None
    taught.prepare([lift])
    assert taught.scored(lift, SHIPS).topics == SHIPS.topics
    with db.read() as tx:
        [kept] = models.history(tx, What.TOPIC)
    assert kept.report["right"] > kept.report["right_before"]  # type: ignore[operator]


def test_too_few_cases_teach_nothing(sqlite_db: Database) -> None:
    handle(sqlite_db)
    stage = RefileStage(sqlite_db, lambda _: SHIPS, fit=learn_filing, least=CASES + 1)
    assert stage.run_once(NOON).done == 0
