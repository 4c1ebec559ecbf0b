"""What an hour is compared with: the same hour of the days before, asked for at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from monitor.domain.burst import HOUR_DAYS
from monitor.domain.score import Topic
from monitor.store import bursts
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_case


@pytest.fixture
def asked(sqlite_db: Database) -> Iterator[list[str]]:
    """Every statement that is sent."""
    sent: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(sqlite_db.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(sqlite_db.engine, "before_cursor_execute", keep)


def test_four_weeks_are_asked_for_at_once(sqlite_db: Database, asked: list[str]) -> None:
    for days, number in ((60, 1), (2, 2), (1, 3)):
        posted = NOON - timedelta(days=days, minutes=20)
        told = mention(f"n{number}", "It broke again", posted_at=posted)
        open_case(sqlite_db, Wanted(mention=told, topic=Topic.DIGITAL, opened_at=posted))
    asked.clear()
    with sqlite_db.write() as tx:
        hours = bursts.hours_before(tx, "Acme Air", Topic.DIGITAL, NOON)
    assert hours == [1, 1, *[0] * (HOUR_DAYS - 2)]
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 4
