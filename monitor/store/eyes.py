"""Eyes: mentions that could not be read, until a person has read them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal, select, update

from monitor.domain.access import Limits
from monitor.domain.act import NotAllowed
from monitor.domain.heard import Decision, Heard
from monitor.domain.labels import How, Label, Reading, What, of_reading
from monitor.store import labels, mention_files
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.label_tables import LabelRow
from monitor.store.mention_files import NoSuchMention
from monitor.store.mention_search import NEEDS_EYES
from monitor.store.tables import MentionRow, VerdictRow

MOST = 1_000
_LABELS, _MENTIONS, _VERDICTS = table(LabelRow), table(MentionRow), table(VerdictRow)
_READ: ColumnElement[bool] = _LABELS.c.what.in_([What.COMPLAINT.value, What.OURS.value])


def say(
    tx: Transaction, mention_id: int, brand: str, reading: Reading, *, by: str, now: datetime, first: bool = False
) -> None:
    """Note what somebody who read a mention says of it. With `first`, only where it still waits to be read.

    Raises `NotAllowed` where somebody else was faster.
    """
    hold(tx, mention_id)
    if first and not waits(tx, mention_id, brand):
        raise NotAllowed(f"Somebody else has read M-{mention_id} already.")
    labels.add(tx, mention_id, brand, of_reading(reading, by, now))
    settle(tx, mention_id)


def hold(tx: Transaction, mention_id: int) -> None:
    """Let nobody else change a mention before this transaction ends. Raises `NoSuchMention`."""
    mine = select(_MENTIONS.c.id).where(_MENTIONS.c.id == mention_id).with_for_update()
    if tx.execute(mine).one_or_none() is None:
        raise NoSuchMention(f"there is no mention M-{mention_id}")


def waits(tx: Transaction, mention_id: int, brand: str | None = None) -> bool:
    """Return whether a person must still read it, for that brand or for any."""
    return any(brand in {None, one} for one in _unread(tx, [mention_id]).get(mention_id, ()))


def settle(tx: Transaction, mention_id: int) -> None:
    """Let a mention leave the lane once it was read for every brand that it could not be read for."""
    still = {"needs_eyes": waits(tx, mention_id)}
    tx.execute(update(_MENTIONS).where(_MENTIONS.c.id == mention_id).values(still))


def waiting(tx: Transaction, ids: Sequence[int], within: Limits) -> list[tuple[Heard, Decision]]:
    """Return these mentions with each decision that a person must make instead, as far as somebody sees it."""
    unread = _unread(tx, ids)
    return [
        (heard, decision)
        for heard in mention_files.files(tx, ids, within)
        for decision in heard.decisions
        if decision.brand in unread.get(heard.id, ())
    ]


def count(tx: Transaction) -> int:
    """Return how many mentions wait to be read, `MOST` at most."""
    some = select(literal(1)).select_from(_MENTIONS).where(NEEDS_EYES).limit(MOST).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def languages(tx: Transaction, within: Limits) -> list[str]:
    """Return the languages of the newest that wait."""
    newest = select(_MENTIONS.c.id).where(NEEDS_EYES).order_by(_MENTIONS.c.heard_at.desc(), _MENTIONS.c.id.desc())
    these = newest.limit(MOST).subquery()
    query = select(_VERDICTS.c.language).join(these, these.c.id == _VERDICTS.c.mention_id).where(_VERDICTS.c.needs_eyes)
    theirs = [] if within.brands is None else [_VERDICTS.c.brand.in_(sorted(within.brands))]
    return sorted(tx.execute(query.where(*theirs).distinct()).scalars())


def said(tx: Transaction, mention_id: int, within: Limits) -> list[tuple[str, Label]]:
    """Return what people said of a mention, with the brand that they said it for, the latest first."""
    query = select(_LABELS).where(_LABELS.c.mention_id == mention_id, _READ)
    if within.brands is not None:
        query = query.where(_LABELS.c.brand.in_(sorted(within.brands)))
    return [
        (row.brand, Label(what=What(row.what), value=row.value, how=How(row.how), by=row.by, at=row.at))
        for row in tx.execute(query.order_by(_LABELS.c.id.desc()).limit(MOST))
    ]


def _unread(tx: Transaction, ids: Sequence[int]) -> dict[int, set[str]]:
    """Return the brands for which the latest verdict asks for a person, and none has read it since."""
    identity = (_VERDICTS.c.mention_id, _VERDICTS.c.brand)
    newest = select(func.max(_VERDICTS.c.id)).where(_VERDICTS.c.mention_id.in_(ids)).group_by(*identity)
    mine = (_LABELS.c.mention_id == _VERDICTS.c.mention_id) & (_LABELS.c.brand == _VERDICTS.c.brand)
    since = select(_LABELS.c.id).where(mine, _READ, _LABELS.c.at >= _VERDICTS.c.decided_at).exists()
    query = select(*identity).where(_VERDICTS.c.id.in_(newest), _VERDICTS.c.needs_eyes, ~since)
    found: dict[int, set[str]] = {}
    for mention_id, brand in tx.execute(query):
        found.setdefault(mention_id, set()).add(brand)
    return found
