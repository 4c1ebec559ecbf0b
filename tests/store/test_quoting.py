"""Words that are gone leave every message that may quote them, whatever it is about; others stay as they are."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from connectors.contract import Page
from monitor.domain.act import Assign
from monitor.domain.audit import Drawn, subject
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.incident import Cause
from monitor.domain.lane import Lane
from monitor.domain.score import Topic
from monitor.domain.shift import Shift
from monitor.store import audits, cases, erasure, incidents, outbox, pages, shifts
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.kudos import subject_of_praise
from monitor.store.outbox_tables import DeliveryRow
from tests.store.seeds import LATER, NOON, Wanted, add_source, mention, open_case

ROWS = table(DeliveryRow)
HEARD = mention("zeb", "My Quokka tour was never refunded", author="zebedee")
TOLD = {
    DeliveryKind.OVERDUE: {"id": 100},
    DeliveryKind.GROUP: {"id": 101},
    DeliveryKind.ALERT: {"case_id": 1, "group_id": 101},
    DeliveryKind.REMINDER: {"case_id": 1, "group_id": 100},
    DeliveryKind.INCIDENT: {"id": 102, "subject": "incident:1"},
    DeliveryKind.MEMBERS: {"subject": "members:0:1", "thread_id": 102},
    DeliveryKind.KUDOS: {"subject": subject_of_praise(1)},
    DeliveryKind.AUDIT: {"subject": subject("2026-W10")},
    DeliveryKind.PERSONAL: {"subject": "ben:1-99"},
    DeliveryKind.TROUBLE: {"subject": "trouble:slack"},
    DeliveryKind.DIGEST: {"subject": "digest:2026-W10"},
}
"""Messages that were posted, by what they are about."""


def told(tx: Transaction, kind: DeliveryKind, values: dict[str, object]) -> None:
    draft = Draft(key=f"k:{kind}", channel="wall", kind=kind, told_at=LATER, due_at=LATER)
    [number] = outbox.enqueue(tx, [draft])
    tx.execute(update(ROWS).where(ROWS.c.id == number).values(**values))


@pytest.fixture
def wall(db: Database) -> Database:
    """A case of an incident, with all that tells of it."""
    case = open_case(db, Wanted(mention=HEARD, posted=False))
    with db.write() as tx:
        cause = {"brand": case.brand, "topic": Topic.BILLING, "cause": Cause.COPIES, "title": "t"}
        incident = incidents.open_new(tx, at=NOON, by="judge", now=NOON, **cause)  # type: ignore[arg-type]
        incidents.put(tx, incident, [case.id], by="judge", now=NOON)
        cases.act(tx, case.id, Assign(owner="ben"), by="ana", now=NOON)
        audits.save(tx, "2026-W10", [Drawn(mention_id=1, brand=case.brand, near=True, population=1, drawn=1)], NOON)
        for kind, values in TOLD.items():
            told(tx, kind, values)
        later = Shift(begins_at=LATER, ends_at=LATER + timedelta(hours=8))
        shifts.hand_over(tx, None, later, note="", next_on_duty=None, channel="wall", by="ana", now=LATER)
        tx.execute(update(ROWS).values(state="posted", reference="ts", posted_at=LATER))
    return db


def erase_author(db: Database) -> None:
    erasure.erase_author(db, HEARD.key.platform, "zebedee", by="ana", now=LATER)


def delete_on_its_platform(db: Database) -> None:
    with db.write() as tx:
        hearing = pages.Hearing(source_id=add_source(tx), source="play", now=LATER, lane=Lane.LIVE)
        pages.add_page(tx, Page(mentions=(), deleted=(HEARD.key,)), hearing)


@pytest.mark.parametrize("gone", [erase_author, delete_on_its_platform])
def test_all_that_may_quote_is_worded_anew(wall: Database, gone: Callable[[Database], None]) -> None:
    gone(wall)
    with wall.read() as tx:
        anew = set(tx.execute(select(ROWS.c.kind).where(ROWS.c.state == "waiting")).scalars())
    lists = {DeliveryKind.OVERDUE, DeliveryKind.MEMBERS, DeliveryKind.SHIFT, DeliveryKind.PERSONAL}
    quoting = lists | {DeliveryKind.KUDOS, DeliveryKind.AUDIT}
    assert anew >= quoting
    assert not anew & {DeliveryKind.TROUBLE, DeliveryKind.DIGEST, DeliveryKind.REMINDER}
