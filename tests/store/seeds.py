"""Stores with something in them: sources, mentions, cases, as the stages would have written them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from connectors.contract import Author, Mention, MentionKey, Page, Rating
from monitor.domain.case import Case, Event, EventKind, State
from monitor.domain.delivery import DeliveryState, Posted, alert_draft
from monitor.domain.lane import Lane
from monitor.domain.score import Reason, Severity, Topic
from monitor.store import outbox, pages
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.judgements import reasons_to_json
from monitor.store.openings import Opening, open_cases
from monitor.store.tables import MentionRow, SourceRow, VerdictRow

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def mention(
    native_id: str = "r1",
    text: str = "Still no refund after 3 weeks.",
    *,
    stars: float | None = 1,
    author: str | None = "u1",
    posted_at: datetime = NOON,
    **other: object,
) -> Mention:
    made = Mention(
        key=MentionKey(platform="google_play", scope="app", native_id=native_id),
        text=text,
        posted_at=posted_at,
        author=Author(id=author, name=author and f"Name of {author}"),
        rating=None if stars is None else Rating(stars=stars),
    )
    return replace(made, **other)  # type: ignore[arg-type]


def add_source(tx: Transaction, name: str = "play") -> int:
    known = tx.execute(select(table(SourceRow).c.id).where(table(SourceRow).c.name == name)).scalar_one_or_none()
    if known is not None:
        return int(known)
    values = {"name": name, "kind": "google_play", "settings_hash": "", "due_at": NOON}
    return int(tx.execute(insert(table(SourceRow)).values(values).returning(table(SourceRow).c.id)).scalar_one())


def hear(tx: Transaction, *mentions: Mention, source: str = "play", now: datetime = NOON) -> list[int]:
    """Save a page of mentions; return their ids."""
    source_id = add_source(tx, source)
    hearing = pages.Hearing(source_id=source_id, source=source, now=now, lane=Lane.LIVE)
    pages.add_page(tx, Page(mentions=tuple(mentions)), hearing)
    rows = table(MentionRow)
    ids = {row.native_id: row.id for row in tx.execute(select(rows.c.native_id, rows.c.id))}
    return [ids[one.key.native_id] for one in mentions]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A case to be seeded."""

    mention: Mention = field(default_factory=mention)
    brand: str = "Acme Air"
    source: str = "play"
    severity: Severity = Severity.HIGH
    topic: Topic = Topic.BILLING
    department: str | None = "support"
    opened_at: datetime = NOON
    due_at: datetime | None = NOON + timedelta(hours=2)
    posted: bool = True
    language: str = "en"


def open_case(db: Database, wanted: Wanted | None = None) -> Case:
    """Hear a mention, judge it, open its case and, where asked, show its message in a channel."""
    return open_many(db, [wanted or Wanted()])[0]


def open_many(db: Database, all_wanted: Sequence[Wanted]) -> list[Case]:
    """Open several cases in one transaction."""
    with db.write() as tx:
        return [_open(tx, wanted) for wanted in all_wanted]


def _open(tx: Transaction, wanted: Wanted) -> Case:
    mention_id = hear(tx, wanted.mention, source=wanted.source, now=wanted.opened_at)[0]
    _verdict(tx, mention_id, wanted)

    def make(number: int) -> tuple[Case, list[Event]]:
        case = Case(
            id=number,
            mention_id=mention_id,
            brand=wanted.brand,
            state=State.OPEN,
            severity=wanted.severity,
            topic=wanted.topic,
            need=None,
            department=wanted.department,
            opened_at=wanted.opened_at,
            due_at=wanted.due_at,
        )
        return case, [Event(kind=EventKind.OPENED, at=wanted.opened_at, by="judge", became=wanted.severity)]

    source_id = add_source(tx, wanted.source)
    opening = Opening(source_id=source_id, source=wanted.source, make=make, language=wanted.language)
    case = open_cases(tx, [opening])[0]
    if wanted.posted:
        _post(tx, case, wanted.opened_at)
    return case


def _verdict(tx: Transaction, mention_id: int, wanted: Wanted) -> None:
    values = {
        "mention_id": mention_id,
        "brand": wanted.brand,
        "judge": "test",
        "decided_at": wanted.opened_at,
        "about": "us",
        "speaker": "customer",
        "language": wanted.language,
        "score": 0.9,
        "complaint": True,
        "alert": True,
        "severity": wanted.severity.value,
        "topic": wanted.topic.value,
        "reasons": reasons_to_json([Reason(cue="refund", words=("no refund",), weight=0.5)]),
    }
    tx.execute(insert(table(VerdictRow)).values(values))


def _post(tx: Transaction, case: Case, now: datetime) -> None:
    outbox.enqueue(tx, [alert_draft(case, "cx", now, urgent=False)])
    while (delivery := outbox.claim(tx, "cx", now)) is not None:
        outbox.mark_sending(tx, delivery, now)
        receipt = Posted(place="C1", workspace="T1", reference=f"ts{case.id}", posted_at=now)
        outbox.record(tx, delivery, receipt, sent=delivery.wanted, now=now)
    assert DeliveryState.WAITING not in outbox.counts(tx)
