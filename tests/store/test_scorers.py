"""What a plugged-in scorer may spend a day is kept in the store, and so is its trouble."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from monitor.stages.wordings import Wordings
from monitor.store import outbox, scorers
from monitor.store.database import Database
from tests.store.seeds import NOON


def spend(db: Database, texts: int, days: int = 0) -> int:
    with db.write() as tx:
        return scorers.spend(tx, "ours", texts, a_day=5, now=NOON + timedelta(days=days))


def test_a_day_has_its_budget_and_the_next_one_its_own(db: Database) -> None:
    assert [spend(db, 3), spend(db, 3), spend(db, 1)] == [3, 2, 0]
    assert spend(db, 9, days=1) == 5


def test_its_trouble_is_told_in_words(db: Database) -> None:
    with db.write() as tx:
        scorers.tell(tx, "ours", "it answers with HTTP 503", "ops", NOON)
        claimed = outbox.claim(tx, "ops", NOON)
        assert claimed is not None
        notice = Wordings(mask=str, web_url=None, zone=ZoneInfo("UTC"))(tx, claimed, NOON)
        assert notice is not None
        assert "scorer ours" in notice.title
        assert "without it" in notice.body
        scorers.tell(tx, "ours", None, "ops", NOON)
        assert scorers.trouble_of(tx, "ours") is None
