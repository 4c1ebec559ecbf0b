"""Requests that are remembered: once begun, they are found until a day is over."""

from datetime import timedelta

from monitor.store import remembered
from monitor.store.database import Database
from monitor.store.remembered import Remembered
from tests.store.seeds import NOON

DAY = timedelta(days=1)


def test_a_request_is_begun_once_and_answered_alike_for_a_day(db: Database) -> None:
    with db.write() as tx:
        assert remembered.begin(tx, "token:1", "k", "d1", NOON) is None
        assert remembered.begin(tx, "token:2", "k", "d2", NOON) is None
        cut_off = Remembered(digest="d1", status=None, tag=None, body=None)
        assert remembered.begin(tx, "token:1", "k", "d1", NOON) == cut_off
        remembered.finish(tx, "token:1", "k", status=200, tag='"t"', body="{}")
        remembered.drop(tx, "token:2", "k")
        done = Remembered(digest="d1", status=200, tag='"t"', body="{}")
        assert remembered.begin(tx, "token:1", "k", "d1", NOON + DAY) == done
        assert remembered.begin(tx, "token:2", "k", "d2", NOON) is None
        remembered.forget_words(tx)
        erased = Remembered(digest="d1", status=200, tag=None, body=None)
        assert remembered.begin(tx, "token:1", "k", "d1", NOON) == erased
        assert remembered.prune(tx, NOON + DAY, limit=9) == 0
        assert remembered.begin(tx, "token:1", "k", "d3", NOON + DAY * 1.01) is None
        assert remembered.prune(tx, NOON + DAY * 1.01, limit=9) == 1
