"""Audits: the weekly samples of what was not flagged, and what people who read them blind said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, exists, false, func, insert, select, update
from sqlalchemy import cast as as_type

from connectors.contract import Mention
from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.act import NotAllowed
from monitor.domain.audit import Drawn, subject
from monitor.domain.intervals import Stratum
from monitor.domain.labels import MOST_WEIGHT, NO, YES, How, Label, What
from monitor.store import labels
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.label_tables import AuditItemRow, LabelRow
from monitor.store.mention_rows import mention_of
from monitor.store.outbox_subjects import touch_subject
from monitor.store.spans import Span
from monitor.store.tables import MentionRow

_ITEMS, _MENTIONS, _LABELS = table(AuditItemRow), table(MentionRow), table(LabelRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A mention to be read blind: neither its score nor what was decided is told."""

    id: int
    week: str
    brand: str
    mention: Mention
    place: int
    of: int


def save(tx: Transaction, week: str, drawn: Sequence[Drawn], now: datetime) -> bool:
    """Write the sample of a week; false where it was drawn before, or is empty."""
    if not drawn or tx.execute(select(exists().where(_ITEMS.c.week == week))).scalar_one():
        return False
    rows = [
        {
            "week": week,
            "mention_id": one.mention_id,
            "brand": one.brand,
            "near": one.near,
            "population": one.population,
            "drawn": one.drawn,
            "drawn_at": now,
        }
        for one in drawn
    ]
    tx.execute(insert(_ITEMS), rows)
    return True


def drawn(tx: Transaction, week: str) -> bool:
    """Return whether the sample of a week was drawn."""
    return bool(tx.execute(select(exists().where(_ITEMS.c.week == week))).scalar_one())


def next_question(tx: Transaction, week: str | None = None, within: Limits = UNLIMITED) -> Question | None:
    """Return the next mention nobody answered for, of one week or of all; what was erased since is passed over.

    With `within`, of those that somebody may see: what was not flagged belongs to no department.
    """
    seen = list(_seen(within))
    query = select(_ITEMS.c.id.label("item"), _ITEMS.c.week, _ITEMS.c.brand, _MENTIONS)
    query = query.join(_MENTIONS, _MENTIONS.c.id == _ITEMS.c.mention_id)
    query = query.where(_ITEMS.c.answered_at.is_(None), _MENTIONS.c.gone_at.is_(None), *seen)
    if week is not None:
        query = query.where(_ITEMS.c.week == week)
    row = tx.execute(query.order_by(_ITEMS.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    drawn_ids = select(_ITEMS.c.id).where(_ITEMS.c.week == row.week, *seen).order_by(_ITEMS.c.id)
    ids = list(tx.execute(drawn_ids).scalars())
    return Question(
        id=row.item,
        week=row.week,
        brand=row.brand,
        mention=mention_of(row),
        place=ids.index(row.item) + 1,
        of=len(ids),
    )


def answer(
    tx: Transaction,
    item_id: int,
    *,
    complaint: bool | None,
    ours: bool,
    by: str,
    now: datetime,
    within: Limits = UNLIMITED,
) -> None:
    """Record what a person said of a mention of the sample; its message then asks about the next one.

    `complaint` is None for "cannot tell". Raises `NotAllowed` where who is within these limits sees no such mention, or
    where it was answered before.
    """
    query = select(_ITEMS).where(_ITEMS.c.id == item_id, *_seen(within))
    row = tx.execute(query.with_for_update()).one_or_none()
    if row is None or row.answered_at is not None:
        raise NotAllowed("Somebody has answered this one already.")
    tx.execute(update(_ITEMS).where(_ITEMS.c.id == item_id).values(answered_at=now))
    weight = min(MOST_WEIGHT, row.population / max(1, row.drawn))
    said = [] if complaint is None else [(What.COMPLAINT, YES if complaint else NO)]
    said += [(What.OURS, YES if ours else NO)]
    told = [Label(what=what, value=value, how=How.AUDIT, by=by, at=now, weight=weight) for what, value in said]
    labels.add(tx, row.mention_id, row.brand, told)
    touch_subject(tx, subject(row.week), now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sample of a week: how many were drawn of what somebody sees, and what was said of them by stratum."""

    week: str
    drawn: int
    strata: tuple[Stratum, ...]

    @property
    def read(self) -> int:
        """How many were read."""
        return sum(stratum.read for stratum in self.strata)

    @property
    def found(self) -> int:
        """How many of these were complaints."""
        return sum(stratum.found for stratum in self.strata)


def samples(tx: Transaction, within: Limits, *, limit: int) -> list[Sample]:
    """Return the samples of the latest weeks. Populations are those of all brands."""
    weeks = select(_ITEMS.c.week, func.count().label("drawn")).where(*_seen(within)).group_by(_ITEMS.c.week)
    return [
        Sample(
            week=row.week,
            drawn=row.drawn,
            strata=tuple(_strata(tx, and_(_ITEMS.c.week == row.week, *_seen(within)))),
        )
        for row in tx.execute(weeks.order_by(_ITEMS.c.week.desc()).limit(limit)).all()
    ]


def strata(tx: Transaction, since: datetime) -> list[Stratum]:
    """Return what was drawn since then, by week and stratum, with how many were read and how many were complaints."""
    return _strata(tx, (_ITEMS.c.drawn_at >= since) & _ITEMS.c.answered_at.is_not(None))


def read_within(tx: Transaction, span: Span, brand: str | None) -> list[Stratum]:
    """Return the same of what was read in `span`, whenever it was drawn. Populations are those of all brands."""
    chosen = span.has(_ITEMS.c.answered_at)
    return _strata(tx, chosen if brand is None else chosen & (_ITEMS.c.brand == brand))


def _seen(within: Limits) -> Iterator[ColumnElement[bool]]:
    if within.brands is not None:
        yield _ITEMS.c.brand.in_(sorted(within.brands))
    if within.departments is not None:
        yield false()


def _strata(tx: Transaction, chosen: ColumnElement[bool]) -> list[Stratum]:
    yes = (_LABELS.c.mention_id == _ITEMS.c.mention_id) & (_LABELS.c.brand == _ITEMS.c.brand)
    yes &= (_LABELS.c.how == How.AUDIT.value) & (_LABELS.c.what == What.COMPLAINT.value) & (_LABELS.c.value == YES)
    found = func.sum(as_type(exists().where(yes), Integer))
    columns = (func.max(_ITEMS.c.population), func.count(_ITEMS.c.answered_at), found)
    rows = tx.execute(select(*columns).where(chosen).group_by(_ITEMS.c.week, _ITEMS.c.near))
    return [Stratum(population=int(size), read=int(read), found=int(found or 0)) for size, read, found in rows]
