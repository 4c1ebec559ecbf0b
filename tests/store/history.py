"""A store with a past, written row by row as the stages would have left it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from sqlalchemy import insert

from monitor.store.columns import table, to_instant
from monitor.store.database import Database, Transaction
from monitor.store.outbox_tables import DeltaRow, RollupRow
from monitor.store.tables import CaseRow, EventRow, MentionRow, PollRow, SourceRow, VerdictRow

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
"""2026-W47 begins."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BUCKET = 15 * 60 * 1_000_000
OWNERS = ("Mia", "Jonas", "Priya", None)
TOPICS = ("billing", "delivery", "digital", "staff", "no_answer", "quality")
SEVERITIES = ("low", "medium", "high", "critical")
NEEDS = ("functional", "emotional", "both", None)
_NATIVES = count(1)
DEPARTMENTS = ("support", "logistics", None)


@dataclass
class History:
    """Writes the rows that a test names; everything not named has a plain value."""

    tx: Transaction

    def source(self, name: str, *, kind: str = "rss", configured: bool = True) -> int:
        return self._add(
            SourceRow, name=name, kind=kind, settings_hash="h", configured=configured, first_poll_done=True,
            due_at=MONDAY, lease_token=0, failures=0, changed_failures=0, paused=False,
        )  # fmt: skip

    def polls(self, source: int, start: datetime, end: datetime, every: timedelta, **changes: Any) -> None:
        row = {"outcome": "ok", "pages": 1, "heard": 0, "new": 0, "edited": 0, "rejected": 0, "deleted": 0} | changes
        times = []
        while start < end:
            times.append(start)
            start += every
        if times:
            rows = [{"source_id": source, "started_at": at, "ended_at": at, **row} for at in times]
            self.tx.execute(insert(table(PollRow)), rows)

    def mention(self, source: int, posted_at: datetime, **changes: Any) -> int:
        native = next(_NATIVES)
        row = {
            "platform": "google_play", "scope": "app", "native_id": f"n{native}", "lane": 0, "revision": 1, "judged": 1,
            "content_hash": "x", "heard_at": posted_at, "text": f"words {native}", "needs_eyes": False,
        }  # fmt: skip
        return self._add(MentionRow, **(row | {"source_id": source, "posted_at": posted_at} | changes))

    def case(self, source: int, opened_at: datetime, *, policy: bool = False, **changes: Any) -> int:
        mention = self.mention(source, opened_at)
        row = {
            "mention_id": mention, "brand": "Acme Air", "source_id": source, "state": "open", "severity": "medium",
            "topic": "billing", "department": "support", "alert": True, "opened_at": opened_at, "version": 1,
        }  # fmt: skip
        if policy:
            self.verdict(mention, policy=True)
        return self._add(CaseRow, **(row | changes))

    def verdict(self, mention: int, *, brand: str = "Acme Air", **changes: Any) -> None:
        row = {
            "mention_id": mention, "brand": brand, "revision": 1, "judge": "1", "decided_at": MONDAY, "about": "us",
            "speaker": "customer", "language": "en", "vader": 0.0, "complaint": True, "alert": True,
            "needs_eyes": False, "critical": False, "abusive": False, "policy": False, "reasons": "[]",
        }  # fmt: skip
        self._add(VerdictRow, **(row | changes))

    def event(self, case: int, kind: str, at: datetime, **changes: Any) -> None:
        self._add(EventRow, **({"case_id": case, "kind": kind, "at": at, "by": "Mia"} | changes))

    def delta(self, measure: str, at: datetime, times: int = 1, *, folded: bool = False, **changes: Any) -> None:
        cell = {"brand": "Acme Air", "source": "play", "topic": "", "severity": "", "department": ""} | changes
        row = {"bucket": to_instant(at) // BUCKET, "measure": measure, **cell, "count": times}
        self.tx.execute(insert(table(RollupRow if folded else DeltaRow)), row)

    def _add(self, rows: Any, **values: Any) -> int:
        return int(self.tx.execute(insert(table(rows)).values(**values)).inserted_primary_key[0])


def five_weeks(db: Database, seed: int = 7, cases: int = 40) -> None:
    """Five weeks of a fictional brand until Monday after W47: sources, polls with a hole, cases at every turn."""
    dice = Random(seed)
    with db.write() as tx:
        history = History(tx)
        play, forum = history.source("acme-play", kind="google_play"), history.source("acme-forum", kind="hackernews")
        begin, end = MONDAY - 28 * DAY, MONDAY + 7 * DAY + 8 * HOUR
        history.polls(play, begin, end, timedelta(minutes=15))
        history.polls(forum, begin, MONDAY + 2 * DAY, timedelta(minutes=5))
        history.polls(forum, MONDAY + 2 * DAY, MONDAY + 3 * DAY, HOUR, outcome="unavailable", error="503")
        history.polls(forum, MONDAY + 3 * DAY, end, timedelta(minutes=5), rejected=0, gap=None)
        history.polls(forum, MONDAY + 4 * DAY, MONDAY + 4 * DAY + HOUR, HOUR, gap="every item was new", rejected=2)
        for hour in range(0, 5 * 7 * 24, 6):
            at = begin + hour * HOUR
            history.delta("heard", at, dice.randint(0, 60), folded=True, source="acme-play")
            history.delta("heard", at, dice.randint(0, 25), source="acme-forum")
        history.delta("needs_eyes", MONDAY + DAY, 6)
        for _ in range(5 * cases):
            _a_case(history, dice, (play, forum), begin, end)
        for _ in range(150):
            at = begin + timedelta(minutes=dice.randrange(5 * 7 * 24 * 60))
            history.mention(play, at, stars=float(dice.choice((1, 1, 2, 3, 4, 5, 5, 5))), out_of=5.0)


def _a_case(history: History, dice: Random, sources: tuple[int, int], begin: datetime, end: datetime) -> None:
    opened = begin + timedelta(minutes=dice.randrange(5 * 7 * 24 * 60))
    severity = dice.choices(SEVERITIES, (3, 6, 3, 1))[0]
    topics = (9, 4, 3, 2, 1, 1) if opened >= MONDAY else (4, 4, 3, 2, 1, 1)
    due = opened + {"low": 2 * DAY, "medium": 8 * HOUR, "high": 2 * HOUR, "critical": HOUR / 2}[severity]
    state = dice.choices(("open", "acknowledged", "responded", "resolved", "dismissed"), (1, 1, 4, 6, 1))[0]
    if severity == "critical" and state == "open":
        state = "responded"
    values: dict[str, Any] = {
        "severity": severity,
        "topic": dice.choices(TOPICS, topics)[0],
        "due_at": due,
        "state": state,
    }
    values |= {"need": dice.choice(NEEDS), "department": dice.choice(DEPARTMENTS), "owner": dice.choice(OWNERS)}
    answered = opened + timedelta(minutes=int(dice.expovariate(1 / 180)) + 1)
    moved = answered + timedelta(hours=dice.randrange(1, 72))
    if state in {"responded", "resolved"}:
        values |= {"responded_at": answered}
    if state == "resolved" and moved < end:
        values |= {"resolved_at": moved, "outcome": dice.choice(("recovered", "unchanged", "worsened", "unknown"))}
    if state == "dismissed":
        values |= {"dismissal": dice.choice(("not_a_complaint", "not_a_complaint", "duplicate", "spam"))}
    case = history.case(dice.choice(sources), opened, policy=dice.random() < 0.1, **values)
    if "outcome" in values:
        history.event(case, "outcome", moved, became=values["outcome"], by="customer")
    if state == "dismissed":
        history.event(case, "dismissed", answered, became=values["dismissal"])
