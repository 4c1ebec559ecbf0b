"""Turns: one limiter a workspace and method, and nobody keeps a turn that others could have sooner."""

from datetime import timedelta

from monitor.store import channels
from monitor.store.database import Database
from tests.store.seeds import NOON

PAUSE = timedelta(seconds=1.2)


def test_turns_follow_one_another(db: Database) -> None:
    with db.write() as tx:
        taken = [channels.reserve(tx, "T1/revise", NOON, PAUSE) for _ in range(3)]
    assert taken == [NOON, NOON + PAUSE, NOON + PAUSE * 2]


def test_who_has_no_patience_keeps_no_turn(db: Database) -> None:
    with db.write() as tx:
        patient = [channels.reserve(tx, "T1/revise", NOON, PAUSE, patience=PAUSE) for _ in range(4)]
        click = channels.reserve(tx, "T1/revise", NOON, PAUSE)
    assert patient == [NOON, NOON + PAUSE, None, None]
    assert click == NOON + PAUSE * 2
