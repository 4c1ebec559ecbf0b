"""Digests: the snapshot of each week, saved once and never changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, select, true, tuple_

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.domain.edition import parse as parse_edition
from monitor.domain.figures import Figures
from monitor.domain.happening import HappeningKind
from monitor.domain.snapshot import from_json, to_json
from monitor.domain.week import Week, parse
from monitor.store import happenings
from monitor.store.columns import from_instant, table, to_instant
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DigestRow, SettingRow
from monitor.store.rows import upsert
from monitor.store.tables import MentionRow, SourceRow

_DIGESTS, _SETTINGS = table(DigestRow), table(SettingRow)
_MENTIONS, _SOURCES = table(MentionRow), table(SourceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """That there is a digest, without its figures."""

    week: str
    edition: Edition
    made_at: datetime


def save(tx: Transaction, figures: Figures) -> bool:
    """Save a week's snapshot; return whether it is the first of its week and edition. The first one stays.

    Of a week that is told in hindsight nobody is told that it was written.
    """
    row = {
        "week": figures.week,
        "name": figures.name,
        "department": figures.department,
        "scope": figures.scope,
        "zone": figures.zone,
        "starts_at": figures.starts_at,
        "ends_at": figures.ends_at,
        "made_at": figures.made_at,
        "snapshot": to_json(figures),
    }
    added = upsert(tx, _DIGESTS).values(row).on_conflict_do_nothing().returning(_DIGESTS.c.id)
    first = bool(tx.execute(added).all())
    if first and figures.open is not None:
        brand = None if figures.scope == EVERY_BRAND else figures.scope
        of = figures.department or None
        happenings.add(tx, HappeningKind.DIGEST_WRITTEN, figures.week, figures.made_at, brand=brand, department=of)
    return first


def load(tx: Transaction, week: str, edition: Edition) -> Figures | None:
    """Return the snapshot of a week (`2026-W47`), or None where there is none."""
    found = select(_DIGESTS.c.snapshot).where(_DIGESTS.c.week == week, _is(edition))
    snapshot = tx.execute(found).scalar_one_or_none()
    return None if snapshot is None else from_json(snapshot)


def weeks(tx: Transaction, edition: Edition) -> tuple[Week, ...]:
    """Return the weeks of which an edition was written, the earliest first."""
    found = select(_DIGESTS.c.week).where(_is(edition)).order_by(_DIGESTS.c.starts_at)
    return tuple(map(parse, tx.execute(found).scalars()))


def newest(tx: Transaction, limit: int, limits: Limits = UNLIMITED) -> tuple[Written, ...]:
    """Return what was written of the latest weeks that somebody may see, in each what tells of most first."""
    cells = _DIGESTS.c
    wide = (case((cells.department == "", 0), else_=1), case((cells.scope == EVERY_BRAND, 0), else_=1))
    found = select(cells.week, cells.name, cells.scope, cells.department, cells.made_at).where(_seen_within(limits))
    found = found.order_by(cells.starts_at.desc(), *wide, cells.name, cells.scope, cells.department).limit(limit)
    return tuple(map(_written, tx.execute(found)))


def page(
    tx: Transaction, *, within: Limits, after: tuple[str, Edition] | None = None, limit: int
) -> tuple[Written, ...]:
    """Return what was written that somebody sees, the latest week first, behind that week and edition."""
    cells = _DIGESTS.c
    found = select(cells.week, cells.name, cells.scope, cells.department, cells.made_at).where(_seen_within(within))
    if after is not None:
        week, edition = after
        behind = tuple_(cells.name, cells.scope, cells.department) > (edition.name, edition.brand, edition.department)
        found = found.where((cells.week < week) | ((cells.week == week) & behind))
    found = found.order_by(cells.week.desc(), cells.name, cells.scope, cells.department).limit(limit)
    return tuple(map(_written, tx.execute(found)))


def began_at(tx: Transaction, edition: Edition) -> datetime | None:
    """Return since when the store has listened for an edition; None where `begin` was never called."""
    value = tx.execute(select(_SETTINGS.c.value).where(_SETTINGS.c.name == _began(edition))).scalar_one_or_none()
    return None if value is None else from_instant(int(value))


def begin(tx: Transaction, edition: Edition, now: datetime) -> datetime:
    """Note that an edition begins with the week of `now`; return what was noted first."""
    first = {"name": _began(edition), "value": str(to_instant(now))}
    tx.execute(upsert(tx, _SETTINGS).values(first).on_conflict_do_nothing())
    return began_at(tx, edition) or now


def heard_since(tx: Transaction) -> datetime | None:
    """Return when the first mention was heard; None where there is none, or while what was heard is not all judged.

    A source that tells its past as it happened was heard before the store was there.
    """
    reading = _SOURCES.c.cursor.is_not(None) & _SOURCES.c.first_poll_done.is_(False)
    waiting = select(_MENTIONS.c.id).where(_MENTIONS.c.judged < _MENTIONS.c.revision)
    if any(tx.execute(some.limit(1)).first() for some in (select(_SOURCES.c.id).where(reading), waiting)):
        return None
    since: datetime | None = tx.execute(select(func.min(_MENTIONS.c.heard_at))).scalar_one()
    return since


def draft(figures: Figures, channel: str, now: datetime) -> Draft:
    """Return the message that brings a week's digest to a channel, once for ever.

    Its subject is `week:edition`, by which `of_subject` finds the snapshot when it is worded.
    """
    subject = f"{figures.week}:{figures.edition}"
    key = f"digest:{subject}:{channel}"
    return Draft(key=key, channel=channel, kind=DeliveryKind.DIGEST, told_at=now, due_at=now, subject=subject)


def of_subject(tx: Transaction, subject: str) -> Figures | None:
    """Return the snapshot that a delivery's subject (`2026-W47:all`) names."""
    week, _, edition = subject.partition(":")
    return load(tx, week, parse_edition(edition))


def _is(edition: Edition) -> ColumnElement[bool]:
    cells = _DIGESTS.c
    return and_(cells.name == edition.name, cells.scope == edition.brand, cells.department == edition.department)


def _written(row: Row[Any, Any, Any, Any, Any]) -> Written:
    edition = Edition(name=row.name, brand=row.scope, department=row.department)
    return Written(week=row.week, edition=edition, made_at=row.made_at)


def _seen_within(limits: Limits) -> ColumnElement[bool]:
    """Somebody who sees some departments alone sees no digest that tells of all of them."""
    brands = true() if limits.brands is None else _DIGESTS.c.scope.in_(sorted(limits.brands))
    departments = true() if limits.departments is None else _DIGESTS.c.department.in_(sorted(limits.departments))
    return and_(brands, departments)


def _began(edition: Edition) -> str:
    return f"digests_began_at:{edition}"
