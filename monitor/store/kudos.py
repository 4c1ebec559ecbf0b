"""Kudos: praise of staff that was heard, and customers who were won back, each found once.

What was found is marked by how far verdicts and timelines have been read. A little is read again each time, since what
others write may become visible late; a message that was queued before is known by its key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, func, select

from connectors.contract import Mention
from monitor.domain.case import EventKind, Outcome
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.praise import PRAISED
from monitor.store import outbox
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.judgements import reasons_from_json
from monitor.store.mention_rows import mention_of
from monitor.store.outbox_tables import DeliveryRow, SettingRow
from monitor.store.rows import upsert
from monitor.store.tables import CaseRow, EventRow, MentionRow, VerdictRow

AGAIN, MOST = 200, 2000
"""Rows that are read again, and rows that are read at once."""
_CASES, _EVENTS, _MENTIONS, _VERDICTS = table(CaseRow), table(EventRow), table(MentionRow), table(VerdictRow)
_DELIVERIES, _SETTINGS = table(DeliveryRow), table(SettingRow)


def queue(tx: Transaction, channel: str, now: datetime) -> int:
    """Queue a message for each praise and each customer won back that was not told yet; return how many.

    The first call queues none: what was heard before is old.
    """
    found = [subject_of_praise(number) for number in _praise(tx)] + [f"thanks:{number}" for number in _won_back(tx)]
    keys = {f"{subject}:{channel}": subject for subject in found}
    known = set(tx.execute(select(_DELIVERIES.c.key).where(_DELIVERIES.c.key.in_(list(keys)))).scalars())
    drafts = [
        Draft(key=key, channel=channel, kind=DeliveryKind.KUDOS, told_at=now, due_at=now, subject=subject)
        for key, subject in keys.items()
        if key not in known
    ]
    return len(outbox.enqueue(tx, drafts))


def subject_of_praise(mention_id: int) -> str:
    """Return what the message that tells of a praise is about."""
    return f"praise:{mention_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """A mention that praises, and whom of the staff by the judge's word: names, or what they are."""

    mention: Mention
    whom: tuple[str, ...] = ()


def praise(tx: Transaction, mention_id: int) -> Praise | None:
    """Return a mention that praises; None where it is gone."""
    there = select(_MENTIONS).where(_MENTIONS.c.id == mention_id, _MENTIONS.c.gone_at.is_(None))
    row = tx.execute(there).one_or_none()
    if row is None:
        return None
    judged = select(_VERDICTS.c.reasons).where(_VERDICTS.c.mention_id == mention_id).order_by(_VERDICTS.c.id)
    reasons = [reason for told in tx.execute(judged).scalars() for reason in reasons_from_json(told)]
    whom = next((reason.words for reason in reversed(reasons) if reason.cue == PRAISED), ())
    return Praise(mention=mention_of(row), whom=whom)


def _praise(tx: Transaction) -> Iterable[int]:
    """The mentions in which a customer praises our staff, of the verdicts that were not read yet."""
    after, upto = _unread(tx, "kudos_verdicts", _VERDICTS)
    news = (_VERDICTS.c.id > after) & (_VERDICTS.c.id <= upto) & (_VERDICTS.c.lane == 0)
    return tx.execute(select(_VERDICTS.c.mention_id).where(news, _VERDICTS.c.praise).distinct()).scalars()


def _won_back(tx: Transaction) -> Iterable[int]:
    """The cases that somebody has and whose customer was won back, of the events that were not read yet."""
    kinds = (EventKind.OUTCOME.value, EventKind.RESOLVED.value)
    recovered = _EVENTS.c.kind.in_(kinds) & (_EVENTS.c.became == Outcome.RECOVERED.value)
    after, upto = _unread(tx, "kudos_events", _EVENTS)
    query = select(_CASES.c.id).join(_EVENTS, _EVENTS.c.case_id == _CASES.c.id).distinct()
    news = (_EVENTS.c.id > after) & (_EVENTS.c.id <= upto)
    return tx.execute(query.where(news, recovered, _CASES.c.owner.is_not(None))).scalars()


def _unread(tx: Transaction, name: str, rows: Table) -> tuple[int, int]:
    """Return between which ids to read, and remember how far that is."""
    last = tx.execute(select(func.max(rows.c.id))).scalar() or 0
    read = tx.execute(select(_SETTINGS.c.value).where(_SETTINGS.c.name == name)).scalar_one_or_none()
    if read is None:
        _remember(tx, name, last)
        _remember(tx, f"{name}_from", last)
        return last, last
    begun = tx.execute(select(_SETTINGS.c.value).where(_SETTINGS.c.name == f"{name}_from")).scalar_one()
    upto = min(last, int(read) + MOST)
    if upto != int(read):
        _remember(tx, name, upto)
    return max(int(begun), int(read) - AGAIN), upto


def _remember(tx: Transaction, name: str, upto: int) -> None:
    new = upsert(tx, _SETTINGS).values(name=name, value=str(upto))
    tx.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": str(upto)}))
