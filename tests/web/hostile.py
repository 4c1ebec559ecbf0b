"""Hostile words: what strangers try, in every field that one of them can fill."""

import json
from collections.abc import Sequence
from dataclasses import replace

from connectors.contract import Author, OwnReply
from monitor.domain.act import Assign, Note
from monitor.domain.case import Case
from monitor.store import cases
from monitor.store.database import Database
from tests.shared import shared
from tests.store.seeds import NOON, Wanted, mention, open_many

MINE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt;",
    "javascript:alert(1)",
)
_COLLECTIONS = ("xss", "blns", "mrkdwn_injection", "csv_injection")


def payloads(*collections: str) -> list[str]:
    """Return what the collections hold that says anything at all, each once; all of them where none is named."""
    found = [
        one for name in collections or _COLLECTIONS for one in json.loads(shared(f"hostile/{name}.json").read_text())
    ]
    return [one for one in dict.fromkeys(found) if one.strip() and "\x00" not in one]


def everywhere(payload: str, number: int) -> Wanted:
    """A case with `payload` in every field that a stranger can fill."""
    reply = OwnReply(native_id=f"a{number}", text=payload, posted_at=NOON, author=payload)
    complaint = mention(f"r{number}", payload, title=payload[::-1], url=payload, place=payload, own_replies=(reply,))
    hostile = replace(complaint, author=Author(id=payload, name=payload))
    return Wanted(mention=hostile, brand=payload, source=f"s{number % 3}", department=payload)


def opened(db: Database, payloads: Sequence[str]) -> list[Case]:
    """Open a case for each, and let the payload act on it, own it and be noted on it."""
    made = open_many(db, [everywhere(payload, number) for number, payload in enumerate(payloads)])
    with db.write() as tx:
        for case, payload in zip(made, payloads, strict=True):
            cases.act(tx, case.id, Assign(owner=payload), by=payload, now=NOON)
            cases.act(tx, case.id, Note(text=payload), by=payload, now=NOON)
    return made
