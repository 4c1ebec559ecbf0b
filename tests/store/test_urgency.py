"""The order of urgency: each rank in its own order, page by page, by an index."""

from datetime import timedelta

from monitor.domain.act import Respond, Snooze
from monitor.domain.score import Severity
from monitor.domain.urgency import Rank, place_of, rank_of
from monitor.store import cases
from monitor.store.case_search import CaseQuery
from monitor.store.database import Database
from monitor.store.urgency import most_urgent
from tests.store.seeds import LATER, Wanted, mention, open_many

LOW, MEDIUM, HIGH, CRITICAL = Severity
WANTED = (
    (MEDIUM, -27 * 24, "C-1"),
    (MEDIUM, -1, "C-2"),
    (LOW, -2, "C-3"),
    (HIGH, -30, "C-4"),
    (HIGH, -1, "C-5"),
    (HIGH, 1, "C-6"),
    (LOW, 0.5, "C-7"),
    (HIGH, 5, "C-8"),
    (MEDIUM, 3, "C-9"),
    (CRITICAL, -50, "C-10"),
    (CRITICAL, None, "C-11"),
    (HIGH, None, "C-12"),
    (CRITICAL, -1, "C-13 answered"),
    (HIGH, -1, "C-14 asleep"),
)
"""Severity, and hours from now until it is due."""
ORDER = [11, 10, 5, 4, 7, 6, 2, 1, 3, 9, 8, 14, 13, 12]


def seed(db: Database) -> None:
    due = [None if hours is None else LATER + timedelta(hours=hours) for _, hours, _ in WANTED]
    open_many(
        db,
        [
            Wanted(mention=mention(name), severity=severity, due_at=at, posted=False)
            for (severity, _, name), at in zip(WANTED, due, strict=True)
        ],
    )
    with db.write() as tx:
        cases.act(tx, 13, Respond(), by="ana", now=LATER)
        cases.act(tx, 14, Snooze(until=LATER + timedelta(days=1)), by="ana", now=LATER)


def test_what_can_be_saved_comes_first_and_pages_meet_without_a_gap(db: Database) -> None:
    seed(db)
    with db.read() as tx:
        whole = most_urgent(tx, CaseQuery(), now=LATER)
        assert [case.id for case in whole] == ORDER
        ranks = [rank_of(case, LATER) for case in whole]
        assert ranks == sorted(ranks)
        assert set(ranks) == set(Rank)
        for size in (1, 3, 5):
            seen, after = list[int](), None
            while found := most_urgent(tx, CaseQuery(limit=size), now=LATER, after=after):
                seen += [case.id for case in found]
                after = place_of(found[-1], LATER)
            assert seen == ORDER
