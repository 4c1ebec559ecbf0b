"""A scheduler or worker answers those who watch over it, and shows nothing else."""

import pytest

from monitor.store.database import Database
from monitor.web.probes import make_probes
from tests.store.seeds import LATER, NOON
from tests.web.pages import Browser


@pytest.fixture
def browser(sqlite_db: Database) -> Browser:
    return Browser(make_probes(sqlite_db, now=lambda: LATER, heartbeat=lambda: {"judge": NOON}))


def test_it_says_that_it_lives(browser: Browser) -> None:
    assert browser.get("/livez", headers={"host": "10.0.0.7:8081"}).text == "ok\n"


def test_it_tells_its_metrics(browser: Browser) -> None:
    told = browser.get("/metrics", headers={"host": "10.0.0.7:8081"}).text
    assert 'monitor_queue_depth{lane="backfill",stage="judge"} 0.0' in told
    assert 'monitor_stage_last_run_timestamp_seconds{stage="judge"}' in told


@pytest.mark.parametrize("address", ["/", "/cases", "/healthz"])
def test_it_shows_nothing_else(browser: Browser, address: str) -> None:
    assert browser.get(address, headers={"host": "127.0.0.1:8081"}).status_code == 404
