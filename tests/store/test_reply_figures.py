"""Answers as customers see them are counted apart from what is claimed, and so is what was missed."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from monitor.domain.edition import Edition
from monitor.domain.figures import Claimed, Figures, Replied, Speed, Tally
from monitor.domain.labels import How, What
from monitor.domain.week import parse
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.figures import compute
from monitor.store.label_tables import AuditItemRow, LabelRow
from monitor.store.tables import CaseRow, ReplyRow
from tests.store.history import DAY, HOUR, MONDAY, History

FORM = "Hi {}, we are sorry to hear of your experience. Please write to us with your booking and we will look into it."
OWN = "Your suitcase was found in Leeds this morning and comes to your door tomorrow; the taxi is on us."
NOON = MONDAY + DAY


def replied(history: History, case: int, text: str, after: timedelta) -> None:
    cases = table(CaseRow)
    mention = history.tx.execute(select(cases.c.mention_id).where(cases.c.id == case)).scalar_one()
    at = NOON + after
    row = {"mention_id": mention, "native_id": f"r{case}-{at}", "text": text, "posted_at": at, "heard_at": at}
    history.tx.execute(insert(table(ReplyRow)).values(**row))


def read(history: History, *, near: bool, complaint: bool, at: Any, brand: str = "Acme Air") -> None:
    mention = history.mention(1, NOON)
    item = {
        "week": "2026-W46", "mention_id": mention, "brand": brand, "near": near, "population": 100, "drawn": 10,
        "drawn_at": MONDAY, "answered_at": at,
    }  # fmt: skip
    history.tx.execute(insert(table(AuditItemRow)).values(**item))
    if at is not None and complaint:
        label = {"mention_id": mention, "brand": brand, "what": What.COMPLAINT, "value": "yes", "how": How.AUDIT}
        history.tx.execute(insert(table(LabelRow)).values(**label, by="ana", at=at))


def told(db: Database, scope: str = "all") -> Figures:
    with db.read() as tx:
        return compute(
            tx, parse("2026-W47"), zone=ZoneInfo("UTC"), now=MONDAY + 7 * DAY + 8 * HOUR, edition=Edition(brand=scope)
        )


def test_what_is_seen_what_is_a_form_and_what_is_only_told(db: Database) -> None:
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        seen, form, other, claimed = (
            history.case(source, NOON, state="responded", responded_at=NOON + 4 * HOUR, acknowledged_at=NOON + wait)
            for wait in (HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR)
        )
        history.case(source, NOON)
        dismissed = history.case(source, NOON, state="dismissed", responded_at=NOON + HOUR)
        replied(history, seen, FORM.format("Zoe"), HOUR)
        replied(history, seen, OWN, 3 * HOUR)
        replied(history, form, FORM.format("Jane"), HOUR)
        replied(history, other, FORM.format("Bob"), HOUR)
    figures = told(db)
    assert figures.replied == Replied(
        speed=Speed(of=5, answered=1, timed=1, median=3 * 3600, p90=3 * 3600),
        copies=Tally(name="copies", count=2, cases=(form, other)),
        claims=Tally(name="claims", count=1, cases=(claimed,)),
    )
    assert figures.claimed == (Claimed(source="play", platform="google_play", of=5, claimed=4, median=9000),)
    assert dismissed not in figures.replied.claims.cases
    assert told(db, "Bolt").replied == Replied()


def test_outcomes_of_answered_and_of_unanswered_cases(db: Database) -> None:
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        for answer in (NOON + HOUR, None):
            case = history.case(source, NOON, state="resolved", responded_at=answer, outcome="unchanged")
            history.event(case, "outcome", NOON + DAY, became="unchanged", by="customer")
    figures = told(db)
    assert [(tally.name, tally.count) for tally in figures.outcomes] == [("unchanged", 2)]
    assert [(tally.name, tally.cases) for tally in figures.outcomes_unanswered] == [("unchanged", (case,))]


def test_what_was_read_blind_in_the_week_bounds_what_was_missed(db: Database) -> None:
    with db.write() as tx:
        history = History(tx)
        history.source("play")
        for number in range(10):
            read(history, near=True, complaint=number < 2, at=NOON)
            read(history, near=False, complaint=False, at=NOON, brand="Bolt")
        read(history, near=True, complaint=True, at=MONDAY - HOUR)
        read(history, near=True, complaint=True, at=None)
    blind = told(db).read_blind
    assert (blind.read, blind.missed) == (20, 2)
    assert blind.low is not None
    assert blind.high is not None
    assert 0 < blind.low < 20 < blind.high < 100
    one = told(db, "Acme Air").read_blind
    assert (one.read, one.missed, one.low, one.high) == (10, 2, None, None)
