"""Crowds: the message of many names what waits first, the worst and newest of it before the others."""

from dataclasses import replace
from datetime import timedelta

from monitor.domain.act import Resolve, Respond
from monitor.domain.delivery import DeliveryKind, Draft, alert_draft
from monitor.domain.score import Severity, Topic
from monitor.store import cases, crowds, outbox
from monitor.store.database import Database
from tests.store.seeds import NOON, Wanted, mention, open_many

CRITICAL, HIGH, LOW = Severity.CRITICAL, Severity.HIGH, Severity.LOW
GROUP = Draft(key="group:1:cx", channel="cx", kind=DeliveryKind.GROUP, told_at=NOON, due_at=NOON, subject=crowds.OPEN)


def test_what_waits_is_named_first_by_how_bad_and_how_new(db: Database) -> None:
    severities = (CRITICAL, LOW, HIGH, CRITICAL, HIGH, LOW, CRITICAL)
    made = open_many(
        db,
        [
            Wanted(
                mention=mention(f"r{number}"),
                severity=severity,
                topic=Topic.BILLING if number < 5 else Topic.STAFF,
                opened_at=NOON + timedelta(minutes=number),
                posted=False,
            )
            for number, severity in enumerate(severities, 1)
        ],
    )
    with db.write() as tx:
        [group] = outbox.enqueue(tx, [GROUP])
        told = (replace(alert_draft(case, "cx", NOON, urgent=False), group_id=group) for case in made)
        outbox.enqueue(tx, told)
        cases.act(tx, 1, Respond(text="We are on it."), by="Ann", now=NOON)
        cases.act(tx, 5, Resolve(), by="Ann", now=NOON)
        crowd = crowds.crowd(tx, group, named=10)
        few = crowds.crowd(tx, group, named=2)
    assert crowd.worst == (7, 4, 3, 6, 2, 1, 5)
    assert (crowd.total, crowd.waiting) == (7, 5)
    assert crowd.severities == {CRITICAL: 3, HIGH: 2, LOW: 2}
    assert crowd.topics == {Topic.BILLING: 4, Topic.STAFF: 3}
    assert (few.worst, few.total) == ((7, 4), 7)
