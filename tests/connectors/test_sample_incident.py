"""The sample's planted incident is found, and nothing foreign is in it."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from connectors.sample import EXCLUDE, KEYWORDS, OWN_ACCOUNTS
from monitor.domain.brand import BrandTerms
from monitor.domain.lane import Lane
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.scoring.judge import Judge
from monitor.scoring.relevance import Brands
from monitor.stages.judge import JudgeStage, Rules
from monitor.store import incidents, pages
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import CaseRow, MentionRow
from tests.connectors.contract import mentions
from tests.connectors.story import SUNDAY, Clock, poll, tagged
from tests.store.seeds import add_source

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BRAND = BrandTerms(name="Sorrel", keywords=KEYWORDS, exclude=EXCLUDE, own_accounts=OWN_ACCOUNTS)


def test_it_is_one_incident_of_those_who_name_its_error(sqlite_db: Database, tmp_path: Path) -> None:
    with sqlite_db.write() as tx:
        source = add_source(tx, "sample")
        hearing = pages.Hearing(source_id=source, source="sample", now=NOW, lane=Lane.LIVE, backdated=True)
        for page in poll(Clock(SUNDAY)):
            pages.add_page(tx, page, hearing)
    listening = Listening(source="sample", brands=("Sorrel",), about="brand", replayed=True)
    rules = Rules(listening={source: listening}, routing=Routing(fallback="cx"), shadow_until=None)
    JudgeStage(sqlite_db, Judge(Brands([BRAND])), rules, stopping=lambda: False).run_once(NOW)

    cases, rows = table(CaseRow), table(MentionRow)
    with sqlite_db.read() as tx:
        led = incidents.led_to(tx, "Sorrel", ["error:pay-417"])
        query = select(rows.c.native_id, cases.c.incident_id).join(cases, cases.c.mention_id == rows.c.id)
        placed = {row.native_id: row.incident_id for row in tx.execute(query)}
    planted = {label.native_id for label in tagged("incident")}
    members = {name for name, number in placed.items() if number == led["error:pay-417"].id}
    assert members <= planted, "something foreign is in it"
    assert members == planted & set(placed), "somebody of it who complained was left out"
    assert len(members) >= 25
    assert len(mentions(poll(Clock(SUNDAY)))) > len(placed)
