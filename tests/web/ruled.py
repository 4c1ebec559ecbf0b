"""What the pages of settings are handed in tests: that of a small configuration, on the test's own store."""

from datetime import datetime
from pathlib import Path
from threading import Event

from monitor.configuration import read_config
from monitor.domain.listening import Listening
from monitor.ruling import ruling_for
from monitor.stages.clock import SystemClock
from monitor.store.database import Database
from monitor.tuning import tuning_for
from monitor.web.ruling import Ruling
from tests.store.seeds import LATER, NOON

WRITTEN = """
brands: [{name: Acme Air, keywords: [acme air]}]
sources:
  - {name: play, kind: sample, brand: Acme Air, about: us}
  - {name: posts, kind: webhook, brand: Acme Air, about: brand, secret: "${HOOK_SECRET}"}
channels: [{name: cx, kind: console}, {name: night, kind: console}]
departments:
  - {name: support, topics: [billing], channel: cx}
  - {name: app, topics: [digital], lead: night, escalation: [{after: 1h, to: lead}]}
"""


def ruled(db: Database, home: Path, *, now: datetime = LATER, began: datetime = NOON) -> Ruling:
    """Where settings are changed; the store was first used at `began`."""
    (home / "config.yaml").write_text(WRITTEN)
    (home / ".env").write_text("HOOK_SECRET=a-canary-that-is-never-shown\n")
    config = read_config(home / "config.yaml")
    heard: dict[int, Listening] = {}
    return ruling_for(config, db, tuning_for(config, db, SystemClock(Event()), began, heard), lambda: now)
