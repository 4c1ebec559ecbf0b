"""`/metrics`: what waits for each stage and how everything fares, for whoever adds workers or raises an alarm."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, update

from connectors.contract import Page
from monitor.domain.lane import Lane
from monitor.store import pages, presses, queues
from monitor.store.columns import table
from monitor.store.database import Database, StoreUnavailable
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.pages import Hearing
from monitor.store.presses import PressState
from monitor.store.tables import MentionRow, SourceRow
from monitor.web.probes import make_probes
from tests.room import click
from tests.store.seeds import LATER, add_source, hear, mention
from tests.web.pages import Browser, a_browser

MINUTE = timedelta(minutes=1)


def told(db: Database, heartbeat: Mapping[str, datetime] | None = None) -> dict[str, float]:
    """Every sample by its name and labels: `monitor_queue_depth judge live`."""
    answer = a_browser(db, heartbeat=heartbeat).get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {named(one.name, one.labels): one.value for family in families for one in family.samples}


def test_it_asks_for_its_token_where_one_is_set(sqlite_db: Database) -> None:
    pages = a_browser(sqlite_db, metrics_key="s3cret")
    probes = Browser(
        make_probes(sqlite_db, now=lambda: LATER, heartbeat=dict, metrics_key="s3cret"), base_url="http://127.0.0.1"
    )
    for browser in (pages, probes):
        told = [
            browser.get("/metrics", headers={"authorization": f"Bearer {token}"} if token else {}).status_code
            for token in ("", "guess", "s3cret")
        ]
        assert told == [401, 401, 200]
        assert browser.get("/livez").status_code == 200


def named(name: str, labels: Mapping[str, str]) -> str:
    return " ".join([name, *(labels[label] for label in ("stage", "lane", "kind", "state") if label in labels)])


def source(db: Database, name: str, **values: object) -> int:
    with db.write() as tx:
        number = add_source(tx, name)
        rows = table(SourceRow)
        tx.execute(update(rows).where(rows.c.id == number).values(**{"due_at": LATER + MINUTE} | values))
    return number


def delivery(db: Database, key: str, **values: object) -> None:
    row = {"key": key, "channel": "cx", "kind": "alert", "state": "waiting", "told_at": LATER, "due_at": LATER}
    with db.write() as tx:
        tx.execute(insert(table(DeliveryRow)).values(row | values))


def test_an_empty_store_waits_for_nothing(db: Database) -> None:
    found = told(db)
    assert found["monitor_store_up"] == 1
    lanes = ("collect live", "judge live", "judge backfill", "deliver live", "presses live")
    assert {found[f"monitor_queue_depth {lane}"] for lane in lanes} == {0}
    assert {found[f"monitor_queue_oldest_age_seconds {lane}"] for lane in lanes} == {0}


def test_clicks_wait_and_fail_where_it_is_seen(sqlite_db: Database) -> None:
    with sqlite_db.write() as tx:
        kept = [presses.keep(tx, click("case.take", number=number), "cx", LATER - MINUTE) for number in (1, 2)]
        presses.end(tx, kept[0] or 0, PressState.FAILED, LATER, error="a bug")
    found = told(sqlite_db)
    assert found["monitor_queue_depth presses live"] == 1
    assert found["monitor_queue_oldest_age_seconds presses live"] == 60
    assert [found[f"monitor_presses {state}"] for state in ("waiting", "failed", "done")] == [1, 1, 0]


def test_sources_that_are_due_and_that_nobody_polls_wait_to_be_collected(db: Database) -> None:
    source(db, "late", due_at=LATER - 3 * MINUTE)
    source(db, "just due", due_at=LATER)
    source(db, "later")
    source(db, "polled now", due_at=LATER - 9 * MINUTE, lease_until=LATER + MINUTE)
    source(db, "no longer configured", due_at=LATER - 9 * MINUTE, configured=False)
    found = told(db)
    assert found["monitor_queue_depth collect live"] == 2
    assert found["monitor_queue_oldest_age_seconds collect live"] == 180


def test_mentions_wait_to_be_judged_each_in_its_lane(db: Database) -> None:
    with db.write() as tx:
        hear(tx, mention("a"), mention("b"), now=LATER - MINUTE)
        hear(tx, mention("c"), now=LATER)
        old = Hearing(source_id=add_source(tx), source="play", now=LATER - 9 * MINUTE, lane=Lane.HISTORY)
        pages.add_page(tx, Page(mentions=(mention("d"),)), old)
    found = told(db)
    assert (found["monitor_queue_depth judge live"], found["monitor_queue_depth judge backfill"]) == (3, 1)
    assert found["monitor_queue_oldest_age_seconds judge live"] == 60
    assert found["monitor_queue_oldest_age_seconds judge backfill"] == 540


@pytest.mark.parametrize("again", ["edited", "heard by another source"])
def test_what_comes_back_into_line_waits_since_then(db: Database, again: str) -> None:
    with db.write() as tx:
        hear(tx, mention("a"), now=LATER - timedelta(days=30))
        tx.execute(update(table(MentionRow)).values(judged=1))
    with db.write() as tx:
        if again == "edited":
            hear(tx, mention("a", "Now it is worse."), now=LATER - MINUTE)
        else:
            hear(tx, mention("a"), source="forum", now=LATER - MINUTE)
    assert told(db)["monitor_queue_oldest_age_seconds judge live"] == 60


def test_messages_that_are_due_wait_to_be_delivered(db: Database) -> None:
    delivery(db, "1", due_at=LATER - 2 * MINUTE)
    delivery(db, "2", state="doubtful")
    delivery(db, "3", due_at=LATER + MINUTE)
    delivery(db, "4", state="posted", due_at=LATER - 9 * MINUTE)
    delivery(db, "5", state="dead", due_at=LATER - 9 * MINUTE)
    found = told(db)
    assert found["monitor_queue_depth deliver live"] == 2
    assert found["monitor_queue_oldest_age_seconds deliver live"] == 120
    states = {name.split()[1]: count for name, count in found.items() if name.startswith("monitor_deliveries ")}
    assert states == {
        "waiting": 2, "doubtful": 1, "posted": 1, "dead": 1, "sending": 0, "grouped": 0, "held": 0, "withdrawn": 0
    }  # fmt: skip


def test_a_long_queue_is_not_counted_to_its_end(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "MOST", 2)
    for number in range(5):
        delivery(db, str(number))
    assert told(db)["monitor_queue_depth deliver live"] == 2


def test_sources_are_counted_by_kind_and_state(db: Database) -> None:
    source(db, "a")
    source(db, "b", failures=2)
    source(db, "c", failures=3, paused=True)
    source(db, "d", kind="rss")
    found = told(db)
    assert {name: count for name, count in found.items() if name.startswith("monitor_sources ")} == {
        "monitor_sources google_play ok": 1,
        "monitor_sources google_play failing": 1,
        "monitor_sources google_play paused": 1,
        "monitor_sources rss ok": 1,
    }


def test_stages_tell_when_they_ran_last(db: Database) -> None:
    assert told(db, {"judge": LATER})["monitor_stage_last_run_timestamp_seconds judge"] == LATER.timestamp()


def test_a_store_that_does_not_answer_is_told_and_not_an_error(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked() -> None:
        raise StoreUnavailable("the store does not answer: database is locked")

    monkeypatch.setattr(db, "read", locked)
    found = told(db, {"judge": LATER})
    assert found["monitor_store_up"] == 0
    assert found["monitor_stage_last_run_timestamp_seconds judge"] == LATER.timestamp()
    assert not any(name.startswith("monitor_queue") for name in found)


def test_a_process_is_alive_while_something_is_in_trouble(db: Database) -> None:
    source(db, "play", paused=True, trouble="401")
    browser = a_browser(db)
    assert (browser.get("/healthz").status_code, browser.get("/livez").status_code) == (503, 200)


@pytest.mark.parametrize("address", ["/metrics", "/livez", "/healthz"])
def test_machines_may_ask_at_a_plain_address(sqlite_db: Database, address: str) -> None:
    browser = a_browser(sqlite_db)
    assert browser.get(address, headers={"host": "10.1.2.3:8080"}).status_code == 200
    assert browser.get(address, headers={"host": "[fd00::1]:8080"}).status_code == 200
    assert browser.get(address, headers={"host": "evil.example.org"}).status_code == 421
