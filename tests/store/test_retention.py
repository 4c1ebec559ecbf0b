"""Retention: what is old enough leaves, and nothing else."""

from datetime import datetime, timedelta
from itertools import chain, repeat

import pytest
from sqlalchemy import Table, func, insert, select

from connectors.contract import Rejected
from monitor.domain.act import Resolve
from monitor.domain.change import Setting
from monitor.domain.delivery import DeliveryKind, DeliveryState
from monitor.domain.shift import Shift
from monitor.stages import prune as prune_stage
from monitor.store import cases, changes, pages, retention, shifts
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow, DeltaRow
from monitor.store.retention import Pruned, Retention, prune
from monitor.store.tables import CaseRow, EventRow, MentionRow, PollRow, RejectedRow, RevisionRow, VerdictRow
from tests.store.seeds import NOON, add_source, hear, mention, open_case

KEEP = Retention(mentions=timedelta(days=400), payloads=timedelta(days=30), polls=timedelta(days=90))
NOW = NOON + timedelta(days=500)


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def count(db: Database, rows: Table) -> int:
    with db.read() as tx:
        return tx.execute(select(func.count()).select_from(rows)).scalar_one()


def test_mentions_leave_when_they_are_old_enough(db: Database) -> None:
    with db.write() as tx:
        hear(tx, mention("old"), now=days_ago(401))
        hear(tx, mention("young"), now=days_ago(399))
    assert prune(db, KEEP, NOW) == Pruned(mentions=1)
    with db.read() as tx:
        assert tx.execute(select(table(MentionRow).c.native_id)).scalars().all() == ["young"]


def test_a_live_case_keeps_its_mention(db: Database) -> None:
    open_case(db)
    assert prune(db, KEEP, NOW).mentions == 0


def test_a_closed_case_leaves_with_its_mention_and_all_that_hangs_on_it(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        hear(tx, mention(text="Edited."), now=NOON)
        cases.act(tx, case.id, Resolve(), by="ana", now=NOON)
    assert prune(db, KEEP, NOW).mentions == 1
    hanging = (MentionRow, RevisionRow, VerdictRow, CaseRow, EventRow, DeliveryRow)
    assert [count(db, table(rows)) for rows in hanging] == [0] * len(hanging)


def test_figures_are_history_and_stay(db: Database) -> None:
    with db.write() as tx:
        hear(tx, mention())
    before = count(db, table(DeltaRow))
    prune(db, KEEP, NOW)
    assert count(db, table(DeltaRow)) == before == 1


def test_a_feed_that_still_shows_a_pruned_mention_is_not_heard_anew(db: Database) -> None:
    with db.write() as tx:
        hear(tx, mention("old"), now=NOON)
    prune(db, KEEP, NOW)
    with db.write() as tx, pytest.raises(KeyError):
        hear(tx, mention("old"), now=NOW)


def test_samples_and_polls_have_times_of_their_own(db: Database) -> None:
    with db.write() as tx:
        source = add_source(tx)
        for days in (29, 31):
            pages.add_rejected(tx, source, [Rejected(reason="odd", payload=str(days))], days_ago(days))
        for days in (89, 91):
            poll = {"source_id": source, "started_at": days_ago(days), "ended_at": days_ago(days), "outcome": "ok"}
            tx.execute(insert(table(PollRow)).values(poll))
    assert prune(db, KEEP, NOW) == Pruned(payloads=1, polls=1)
    assert (count(db, table(RejectedRow)), count(db, table(PollRow))) == (1, 1)


def test_old_messages_without_a_case_leave_once_they_ended(db: Database) -> None:
    with db.write() as tx:
        for number, (state, days) in enumerate([("posted", 401), ("posted", 1), ("waiting", 401)]):
            row = {
                "key": f"digest:{number}",
                "channel": "cx",
                "kind": DeliveryKind.DIGEST.value,
                "state": DeliveryState(state).value,
                "told_at": days_ago(days),
                "due_at": days_ago(days),
            }
            tx.execute(insert(table(DeliveryRow)).values(row))
    assert prune(db, KEEP, NOW) == Pruned(messages=1)


def test_shifts_leave_with_their_words_and_tries_within_days(db: Database) -> None:
    with db.write() as tx:
        for at in (days_ago(401), days_ago(1)):
            made = {"note": "", "next_on_duty": None, "channel": "cx", "by": "ana", "now": at}
            shifts.hand_over(tx, None, Shift(begins_at=at, ends_at=NOW), **made)
        for days in (6, 8):
            changes.draft(tx, Setting.ROUTES, "routes: []", by="ana", now=days_ago(days))
    assert prune(db, KEEP, NOW) == Pruned(relays=1, drafts=1)


def test_it_goes_in_pieces_and_stops_between_two(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    with db.write() as tx:
        hear(tx, *(mention(str(number)) for number in range(5)))
    answers = chain([False], repeat(True))
    assert prune(db, KEEP, NOW, stopping=lambda: next(answers)) == Pruned(mentions=2)
    report = prune_stage.run_once(db, KEEP, NOW)
    assert (report.done, report.figures) == (3, {"payloads": 0, "polls": 0, "messages": 0})
