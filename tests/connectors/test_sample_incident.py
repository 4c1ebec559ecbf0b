"""The incidents that the sample's story tells are found, nothing foreign is in them, and there are no others."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from connectors.contract import Cursor
from connectors.sample import EXCLUDE, KEYWORDS, OWN_ACCOUNTS
from monitor.domain.brand import BrandTerms
from monitor.domain.lane import Lane
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.scoring.judge import Judge
from monitor.scoring.relevance import Brands
from monitor.stages.judge import JudgeStage, Rules
from monitor.store import pages
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.tables import CaseRow, IncidentRow, MentionRow
from tests.connectors.story import MONDAY, Clock, poll, tagged
from tests.store.seeds import add_source

BRAND = BrandTerms(name="Sorrel", keywords=KEYWORDS, exclude=EXCLUDE, own_accounts=OWN_ACCOUNTS)
OUTAGE, SLOTS = "error:pay-417", "error:slot-208"


class Listener:
    """Hears the sample by a clock and judges what it heard, as a running monitor does."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._cursor: Cursor | None = None
        with db.write() as tx:
            self._source = add_source(tx, "sample")
        listening = Listening(source="sample", brands=("Sorrel",), about="brand", replayed=True)
        rules = Rules(listening={self._source: listening}, routing=Routing(fallback="cx"))
        self._judge = JudgeStage(db, Judge(Brands([BRAND])), rules, stopping=lambda: False)

    def listen(self) -> None:
        hearing = pages.Hearing(
            source_id=self._source, source="sample", now=self._clock.now, lane=Lane.LIVE, backdated=True
        )
        for page in poll(self._clock, self._cursor):
            with self._db.write() as tx:
                pages.add_page(tx, page, hearing)
            self._cursor = page.cursor
        self._judge.run_once(self._clock.now)

    def cases(self) -> Mapping[str, str | None]:
        """Return what each case was opened for, and the mark for which the incident was opened that it is in."""
        cases, rows, incidents = table(CaseRow), table(MentionRow), table(IncidentRow)
        placed = select(rows.c.native_id, incidents.c.title).join(cases, cases.c.mention_id == rows.c.id)
        with self._db.read() as tx:
            query = placed.outerjoin(incidents, incidents.c.id == cases.c.incident_id)
            return {row.native_id: row.title for row in tx.execute(query)}


def test_they_are_those_of_the_story_and_no_others(sqlite_db: Database) -> None:
    clock = Clock(MONDAY + timedelta(hours=10))
    listener = Listener(sqlite_db, clock)
    listener.listen()
    placed = listener.cases()
    assert set(placed.values()) == {OUTAGE, None}
    planted = {label.native_id for label in tagged("incident")}
    members = {name for name, mark in placed.items() if mark == OUTAGE}
    assert members <= planted, "something foreign is in it"
    assert members == planted & set(placed), "somebody of it who complained was left out"
    assert len(members) >= 25

    clock.now += timedelta(minutes=2)
    listener.listen()
    assert _members(listener, SLOTS) == {"live-090", "live-091", "live-092"}, "within two minutes three people make one"
    for _ in range(7):  # all scenes, and the story's own day beside them
        clock.now += timedelta(minutes=50)
        listener.listen()
    assert set(listener.cases().values()) == {OUTAGE, SLOTS, None}
    assert _members(listener, SLOTS) == {f"live-{number:03}" for number in range(90, 97)}, "it counted up"


def _members(listener: Listener, mark: str) -> set[str]:
    return {name for name, its in listener.cases().items() if its == mark}
