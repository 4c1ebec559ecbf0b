"""What explains where a mention went: its verdicts, its cases, and the messages that tell of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from connectors.contract import Mention
from monitor.domain.case import Case
from monitor.domain.delivery import DeliveryKind
from monitor.domain.score import Severity, Topic
from monitor.store.case_rows import case_of
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.mention_rows import mention_of
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow, MentionRow, SourceRow, VerdictRow

_mentions, _sources, _verdicts = table(MentionRow), table(SourceRow), table(VerdictRow)
_cases, _deliveries = table(CaseRow), table(DeliveryRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that tells of a case: where it stands, the rule that holds or delays it, and when it is due."""

    channel: str
    state: str
    rule: str | None
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """A mention as one brand's: what it was judged to be last, and its case, where it opened one."""

    mention_id: int
    mention: Mention
    brand: str
    source: str
    heard_at: datetime
    complaint: bool
    alert: bool
    severity: Severity
    topic: Topic
    language: str
    case: Case | None
    messages: tuple[Message, ...]


def mention_of_case(tx: Transaction, case_id: int) -> tuple[int, str] | None:
    """Return the mention and the brand of a case; None where there is no such case."""
    row = tx.execute(select(_cases.c.mention_id, _cases.c.brand).where(_cases.c.id == case_id)).one_or_none()
    return None if row is None else (row.mention_id, row.brand)


def routed(tx: Transaction, mention_id: int) -> list[Routed]:
    """Return what a mention is to each brand that it was judged for, by name; empty where there is no such mention."""
    query = select(_mentions, _sources.c.name.label("source")).join(_sources, _sources.c.id == _mentions.c.source_id)
    row = tx.execute(query.where(_mentions.c.id == mention_id)).one_or_none()
    if row is None:
        return []
    judged = tx.execute(select(_verdicts).where(_verdicts.c.mention_id == mention_id).order_by(_verdicts.c.id))
    latest = {verdict.brand: verdict for verdict in judged}
    return [_routed(tx, row, latest[brand]) for brand in sorted(latest)]


def _routed(tx: Transaction, row: Row[Any], verdict: Row[Any]) -> Routed:
    mine = (_cases.c.mention_id == row.id) & (_cases.c.brand == verdict.brand)
    found = tx.execute(select(_cases).where(mine)).one_or_none()
    case = None if found is None else case_of(found)
    return Routed(
        mention_id=row.id,
        mention=mention_of(row, ()),
        brand=verdict.brand,
        source=row.source,
        heard_at=row.heard_at,
        complaint=verdict.complaint,
        alert=verdict.alert,
        severity=case.severity if case else Severity(verdict.severity or Severity.LOW),
        topic=case.topic if case else Topic(verdict.topic or Topic.OTHER),
        language=verdict.language,
        case=case,
        messages=() if case is None else _messages(tx, case.id),
    )


def _messages(tx: Transaction, case_id: int) -> tuple[Message, ...]:
    mine = (_deliveries.c.case_id == case_id) & (_deliveries.c.kind == DeliveryKind.ALERT.value)
    rows = tx.execute(select(_deliveries).where(mine).order_by(_deliveries.c.id))
    return tuple(Message(channel=row.channel, state=row.state, rule=row.rule, due_at=row.due_at) for row in rows)
