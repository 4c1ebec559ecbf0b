"""The order of urgency: what waits by the time it is due, then all else by age, page by page."""

from datetime import timedelta

from monitor.domain.act import Respond, Snooze
from monitor.store import cases
from monitor.store.case_search import CaseQuery
from monitor.store.database import Database
from monitor.store.urgency import most_urgent, place_of
from tests.store.seeds import LATER, NOON, Wanted, mention, open_many

DUE = (3, 1, None, 2, 1, 0)
"""Hours until each case is due; the last two are answered and asleep."""


def test_what_waits_comes_first_and_pages_meet_without_a_gap(db: Database) -> None:
    due = [None if hours is None else NOON + timedelta(hours=hours) for hours in DUE]
    open_many(db, [Wanted(mention=mention(str(each)), due_at=at) for each, at in enumerate(due)])
    with db.write() as tx:
        cases.act(tx, 5, Respond(), by="ana", now=NOON)
        cases.act(tx, 6, Snooze(until=LATER + timedelta(days=1)), by="ana", now=NOON)
    with db.read() as tx:
        whole = most_urgent(tx, CaseQuery(), now=LATER)
        assert [case.id for case in whole] == [2, 4, 1, 6, 5, 3]
        for size in (1, 2, 4):
            seen, after = list[int](), None
            while found := most_urgent(tx, CaseQuery(limit=size), now=LATER, after=after):
                seen += [case.id for case in found]
                after = place_of(found[-1], LATER)
            assert seen == [2, 4, 1, 6, 5, 3]
