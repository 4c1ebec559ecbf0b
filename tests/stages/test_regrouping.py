"""What was edited is grouped anew where its meaning changed, and only there."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from monitor.domain.case import Case
from monitor.domain.score import Topic
from monitor.stages import grouping
from monitor.store import cases, incident_acts, outbox
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow, MentionRow
from tests.stages.test_grouping import OTHERS, Town
from tests.store.seeds import NOON, mention


@pytest.fixture
def town(db: Database) -> Town:
    return Town(db)


def edit(town: Town, number: int, was: str, becomes: str, *, topic: Topic = Topic.BILLING, **more: Any) -> Case:
    """Have a customer write something else, as the judge does; return the case as it is then."""
    with town.db.write() as tx:
        before = cases.get(tx, number)
        mentions, rows = table(MentionRow), table(CaseRow)
        tx.execute(update(mentions).where(mentions.c.id == before.mention_id).values(text=becomes))
        tx.execute(update(rows).where(rows.c.id == number).values(topic=topic.value))
        said = (mention(f"n{number}", text, posted_at=NOON) for text in (was, becomes))
        return grouping.regroup(tx, before, replace(before, topic=topic), *said, NOON, known=None, **more)


PAY = ("Error PAY-417 and no dinner", "what is pay-417 supposed to mean", "Tried two cards. Says error PAY-417.")


@pytest.mark.parametrize(
    ("why", "becomes", "topic", "home"),
    [
        ("a mended typing error", "Error PAY-417 and no dinner!", Topic.BILLING, 1),
        ("more of the same", "Error PAY-417 and no dinner. Still no word from anybody.", Topic.BILLING, 1),
        ("the error was not it after all", "My own card had expired, and no dinner", Topic.BILLING, None),
        ("it was another error", "Error NET-204 and no dinner", Topic.BILLING, 2),
        ("another topic, the same error", "Error PAY-417 and no dinner", Topic.STAFF, 1),
    ],
)
def test_it_stays_leaves_or_joins(town: Town, why: str, becomes: str, topic: Topic, home: int | None) -> None:
    first, *_ = [town.complain(text) for text in PAY]
    for text in OTHERS[:3]:
        town.complain(f"{text} error NET-204")
    after = edit(town, first, PAY[0], becomes, topic=topic)
    assert after.incident_id == home, why
    moved = [("alert", "waiting")] if home is None else []
    assert [one for one in town.messages() if one == ("alert", "waiting")] == moved, why


def test_one_that_names_it_only_now_joins_then(town: Town) -> None:
    late = town.complain(OTHERS[0])
    for text in PAY:
        town.complain(text)
    assert edit(town, late, OTHERS[0], f"{OTHERS[0]} It says error PAY-417.").incident_id == 1


def test_who_leaves_at_night_is_told_in_the_morning(town: Town) -> None:
    first, *_ = [town.complain(text) for text in PAY]
    morning = NOON + timedelta(hours=8)
    edit(town, first, PAY[0], OTHERS[4], loud_at=lambda _channel: morning)
    rows = table(DeliveryRow)
    with town.db.read() as tx:
        [alert] = tx.execute(select(rows).where(rows.c.case_id == first))
    assert (alert.state, alert.due_at, alert.rule) == ("waiting", morning, outbox.QUIET)


def test_what_a_person_placed_stays(town: Town) -> None:
    first, *_ = [town.complain(text) for text in PAY]
    with town.db.write() as tx:
        incident_acts.put(tx, first, None, by="Kim", now=NOON)
        incident_acts.put(tx, first, 1, by="Kim", now=NOON)
    assert edit(town, first, PAY[0], OTHERS[4]).incident_id == 1


def test_the_last_one_to_leave_closes_it(town: Town) -> None:
    made = [town.complain(text) for text in PAY]
    for case, was, becomes in zip(made, PAY, OTHERS, strict=False):
        edit(town, case, was, becomes)
    [incident] = town.incidents()
    assert (incident.closed_at, incident.closed_by) == (NOON, "judge")
    town.complain(PAY[0])
    assert town.members(incident) == []
