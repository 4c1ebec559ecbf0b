"""Quoting: which messages may show a customer's words. Once these are gone, each is worded anew."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from monitor.domain.audit import subject as audit_subject
from monitor.domain.delivery import DeliveryKind
from monitor.store import incidents, kudos, outbox, personal, shifts
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.incident_outbox import subject_of
from monitor.store.label_tables import AuditItemRow
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow

_rows, _cases, _items = table(DeliveryRow), table(CaseRow), table(AuditItemRow)


def word_anew(tx: Transaction, mention_ids: Collection[int], now: datetime) -> None:
    """Have all that may quote these mentions show them no longer, beside what changes with their cases anyway."""
    ids = list(mention_ids)
    weeks = tx.execute(select(_items.c.week).where(_items.c.mention_id.in_(ids)).distinct()).scalars()
    about = [*map(kudos.subject_of_praise, ids), *map(audit_subject, weeks)]
    cases = tx.execute(select(_cases).where(_cases.c.mention_id.in_(ids))).all()
    for case in cases:
        personal.word_anew(tx, case.id, now)
        about += shifts.subjects_between(tx, case.opened_at, case.resolved_at or now)
    outbox.touch(tx, [*_ids(tx, _rows.c.subject.in_(about)), *_lists(tx, cases), *_members(tx, cases)], now)


def _lists(tx: Transaction, cases: Sequence[Row[Any]]) -> list[int]:
    """The lists of an hour's reminders on which these cases stand."""
    mine = _rows.c.case_id.in_([case.id for case in cases]) & (_rows.c.kind == DeliveryKind.REMINDER.value)
    query = select(_rows.c.group_id).where(mine, _rows.c.group_id.is_not(None)).distinct()
    return [number for number in tx.execute(query).scalars() if number is not None]


def _members(tx: Transaction, cases: Sequence[Row[Any]]) -> list[int]:
    """The lists of those who are in the incidents of these cases."""
    told = incidents.roots(tx, {case.incident_id for case in cases if case.incident_id is not None}).values()
    heads = _ids(tx, _rows.c.subject.in_([subject_of(incident) for incident in told]))
    return _ids(tx, _rows.c.thread_id.in_(heads) & (_rows.c.kind == DeliveryKind.MEMBERS.value))


def _ids(tx: Transaction, which: ColumnElement[bool]) -> list[int]:
    return list(tx.execute(select(_rows.c.id).where(which)).scalars())
