"""A lead on the pages of settings: those of a small configuration, on the test's own store."""

import re
from base64 import b64encode
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from threading import Event

import httpx

from monitor.assembly.configuration import read_config
from monitor.assembly.ruling import ruling_for
from monitor.assembly.tuning import tuning_for
from monitor.domain.listening import Listening
from monitor.domain.people import Role
from monitor.stages.clock import SystemClock
from monitor.store.database import Database
from monitor.web.ruling import Ruling
from tests.store.seeds import LATER, NOON, Wanted, mention, open_many
from tests.web.pages import Browser, a_browser, somebody

WRITTEN = """
brands: [{name: Acme Air, keywords: [acme air]}]
sources:
  - {name: play, kind: sample, brand: Acme Air, about: us}
  - {name: posts, kind: webhook, brand: Acme Air, about: brand, secret: "${HOOK_SECRET}"}
channels: [{name: cx, kind: console}, {name: night, kind: console}]
webhooks:
  - {name: crm, url: "https://crm.example.com/in?key=a-canary", secret: "${SIGNING}", brands: [Acme Air]}
  - {name: board, url: "https://board.example.com/in", secret: "${SIGNING}"}
departments:
  - {name: support, topics: [billing], channel: cx}
  - {name: app, topics: [digital], lead: night, escalation: [{after: 1h, to: lead}]}
"""


def ruled(db: Database, home: Path, *, now: datetime = LATER, began: datetime = NOON) -> Ruling:
    """Where settings are changed; the store was first used at `began`."""
    (home / "config.yaml").write_text(WRITTEN)
    signing = f"whsec_{b64encode(b'a-canary' * 4).decode()}"
    (home / ".env").write_text(f"HOOK_SECRET=a-canary-that-is-never-shown\nSIGNING={signing}\n")
    config = read_config(home / "config.yaml")
    heard: dict[int, Listening] = {}
    return ruling_for(config, db, tuning_for(config, db, SystemClock(Event()), began, heard), lambda: now)


def a_lead(db: Database, home: Path, name: str = "Ann", **more: object) -> Browser:
    return a_browser(db, user=somebody(db, name, Role.LEAD), ruling=ruled(db, home), **more)  # type: ignore[arg-type]


def told(answer: httpx.Response) -> str:
    """What a page says, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text.split("<main")[1])).split())


def draft_in(answer: httpx.Response) -> str:
    found = re.search(r'action="([^"]*/drafts/\d+)"', answer.text)
    assert found, told(answer)
    return found[1]


def three_cases(db: Database) -> None:
    open_many(db, [Wanted(mention=mention(f"r{number}", text=f"No refund {number}")) for number in range(3)])


@cache
def _key(session: Browser) -> str:
    found = re.search(r'name="form_key" value="([0-9a-f]*)"', session.get("/settings").text)
    return found[1] if found else ""


def key_of(browser: Browser) -> dict[str, str]:
    """What every form of theirs carries."""
    return {"form_key": _key(browser)}
