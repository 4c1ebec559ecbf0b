"""What `/healthz` says, and when it is red."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from monitor.domain.delivery import DeliveryKind, DeliveryState, Draft
from monitor.store import channels, hooks, outbox
from monitor.store.columns import table
from monitor.store.database import Database, StoreUnavailable
from monitor.store.tables import PollRow, SourceRow
from tests.store.seeds import LATER, add_source, open_case
from tests.web.pages import Browser, a_browser

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ASKED = "see whether the service runs and has time"
_SOURCES, _POLLS = table(SourceRow), table(PollRow)


def with_source(db: Database, **values: Any) -> int:
    with db.write() as tx:
        number = add_source(tx)
        fares = {"due_at": LATER, "last_ok_at": LATER - MINUTE, "last_new_at": LATER - HOUR, "configured": True}
        tx.execute(update(_SOURCES).where(_SOURCES.c.id == number).values(**(fares | values)))
    return number


def troubles(browser: Browser) -> list[str]:
    """What is in trouble; checks that the status and the code agree with it."""
    answer = browser.get("/healthz")
    found = [check["says"] for check in answer.json()["checks"] if not check["ok"]]
    assert (answer.status_code, answer.json()["status"]) == ((503, "trouble") if found else (200, "ok"))
    return found


def waiting(db: Database, due_at: datetime) -> None:
    draft = Draft(key="k", channel="cx", kind=DeliveryKind.TROUBLE, told_at=due_at, due_at=due_at, subject="source:x")
    with db.write() as tx:
        outbox.enqueue(tx, [draft])


def test_all_is_well(db: Database) -> None:
    with_source(db)
    answer = a_browser(db, heartbeat={"collect": LATER - MINUTE}).get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": [
            {"check": "store", "ok": True, "says": "the store answers"},
            {"check": "source", "ok": True, "says": "1 of 1 sources are heard in time"},
            {"check": "channel", "ok": True, "says": "no channel is in trouble"},
            {"check": "delivery", "ok": True, "says": "no message is overdue"},
            {"check": "refused", "ok": True, "says": "no message was refused for good within a day"},
            {"check": "stage", "ok": True, "says": "collect ran 1 min ago"},
        ],
    }


def test_a_paused_source_names_what_to_do(db: Database) -> None:
    with_source(db, paused=True, trouble="401 from the API")
    assert troubles(a_browser(db)) == [
        "source play is paused (401 from the API); repair it, then `monitor sources resume play`"
    ]


@pytest.mark.parametrize(("since", "red"), [(9 * MINUTE, False), (11 * MINUTE, True)])
def test_a_source_may_fail_for_ten_minutes(db: Database, since: timedelta, red: bool) -> None:
    with_source(db, trouble="503", trouble_since=LATER - since)
    assert bool(troubles(a_browser(db))) is red


@pytest.mark.parametrize(("since", "red"), [(9 * MINUTE, False), (11 * MINUTE, True)])
def test_a_source_that_nobody_asks_is_overdue(db: Database, since: timedelta, red: bool) -> None:
    with_source(db, due_at=LATER - since)
    assert bool(troubles(a_browser(db))) is red


@pytest.mark.parametrize(
    ("pause", "times", "since", "red"),
    [
        (HOUR, 20, 2 * DAY, True),
        (HOUR, 20, 23 * HOUR, False),  # within a day nothing is silence
        (2 * DAY, 12, 50 * HOUR, False),  # it often pauses for so long
        (2 * DAY, 12, 73 * HOUR, True),
        (HOUR, 9, 20 * DAY, False),  # too little is known of it
    ],
)
def test_a_source_is_silent_when_its_own_past_makes_that_unlikely(
    db: Database, pause: timedelta, times: int, since: timedelta, red: bool
) -> None:
    last = LATER - since
    number = with_source(db, last_new_at=last)
    poll = {"source_id": number, "outcome": "ok", "pages": 1, "heard": 1, "new": 1, "edited": 0, "rejected": 0}
    with db.write() as tx:
        for back in range(times):
            at = last - back * pause
            tx.execute(insert(_POLLS).values(**poll, deleted=0, started_at=at, ended_at=at))
    assert bool(troubles(a_browser(db))) is red


@pytest.mark.parametrize(("since", "red"), [(MINUTE, False), (3 * MINUTE, True)])
def test_a_message_that_waits_is_overdue(db: Database, since: timedelta, red: bool) -> None:
    waiting(db, LATER - since)
    assert bool(troubles(a_browser(db))) is red


def test_a_change_of_a_posted_message_may_lag(db: Database) -> None:
    case = open_case(db)
    with db.write() as tx:
        outbox.want(tx, case.id, 2, LATER - HOUR)
    assert troubles(a_browser(db)) == [f"source play is 1 h overdue; {ASKED}"]


def test_an_uptime_check_may_ask_for_the_status_alone(db: Database) -> None:
    answer = a_browser(db).request("HEAD", "/healthz")
    assert (answer.status_code, answer.text) == (200, "")


def test_a_message_that_is_due_later_is_not_overdue(db: Database) -> None:
    waiting(db, LATER + HOUR)
    assert troubles(a_browser(db)) == []


@pytest.mark.parametrize(("refused", "says"), [(True, "waits for a person"), (False, "fails and is tried again")])
def test_a_channel_in_trouble_counts_while_something_waits_for_it(db: Database, refused: bool, says: str) -> None:
    with db.write() as tx:
        channels.failed(
            tx, channels.health(tx, "cx"), trouble="not_in_channel", free_at=LATER, refused=refused, now=LATER
        )
    assert troubles(a_browser(db)) == []
    waiting(db, LATER)
    assert troubles(a_browser(db)) == [f"channel cx {says}: not_in_channel; `monitor check --live` tries it"]


def test_a_stage_that_stands_still_is_named(db: Database) -> None:
    browser = a_browser(db, heartbeat={"judge": LATER - HOUR, "collect": LATER})
    assert troubles(browser) == ["judge ran 1 h ago"]


def test_a_store_that_does_not_answer_is_red(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked() -> None:
        raise StoreUnavailable("the store does not answer: database is locked")

    monkeypatch.setattr(db, "read", locked)
    assert troubles(a_browser(db)) == ["the store does not answer: database is locked"]


@pytest.mark.parametrize(("since", "red"), [(23 * HOUR, True), (25 * HOUR, False)])
def test_a_message_that_was_given_up_is_told_for_a_day(db: Database, since: timedelta, red: bool) -> None:
    waiting(db, LATER - since)
    with db.write() as tx:
        delivery = outbox.claim(tx, "cx", LATER - since)
        assert delivery
        outbox.close(tx, delivery, DeliveryState.DEAD, error="HTTP 400")
    told = "1 message was refused for good within a day, lastly k by channel cx: HTTP 400; read its case by hand"
    assert troubles(a_browser(db)) == ([told] if red else [])


def test_a_webhook_that_takes_nothing_is_told_once_it_lasts(sqlite_db: Database) -> None:
    with_source(sqlite_db)
    with sqlite_db.write() as tx:
        hooks.configure(tx, ["crm"], LATER)
        claim = hooks.claim(tx, "crm", LATER)
        assert claim
        why, then = "crm.test answered 500", LATER - 11 * MINUTE
        hooks.failed(tx, claim, trouble=why, now=then, due_at=LATER, paused=False)
    [told] = troubles(a_browser(sqlite_db))
    assert told.startswith("webhook crm took nothing for 11 min, is tried again: crm.test answered 500; `monitor")
