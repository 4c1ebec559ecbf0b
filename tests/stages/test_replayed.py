"""A story that is replayed: its past is told as it was, and its news is news."""

from datetime import timedelta

from connectors.contract import Page
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.stages.judge import JudgeStage, Rules
from monitor.store import pages
from monitor.store.database import Database
from tests.stages.test_judge import Listener
from tests.store.seeds import LATER, add_source, mention


def test_only_its_news_has_alarms(db: Database) -> None:
    with db.write() as tx:
        source = add_source(tx, "play")
        said = (mention(posted_at=LATER - timedelta(hours=2)), mention("r2", posted_at=LATER))
        pages.add_page(
            tx, Page(mentions=said), pages.Hearing(source_id=source, source="play", now=LATER, backdated=True)
        )
    listening = {source: Listening(source="play", brands=("Acme Air",), about="us", replayed=True)}
    rules = Rules(listening=listening, routing=Routing(fallback="cx"))
    JudgeStage(db, Listener(lambda: None), rules, stopping=lambda: False).run_once(LATER)
    with db.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 2
        assert tx.exec_driver_sql("SELECT case_id FROM alarms").scalars().all() == [2]
