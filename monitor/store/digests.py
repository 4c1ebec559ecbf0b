"""Digests: the snapshot of each week, saved once and never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from monitor.domain.access import Limits
from monitor.domain.delivery import DeliveryKind, Draft
from monitor.domain.figures import ALL, Figures
from monitor.domain.happening import HappeningKind
from monitor.domain.snapshot import from_json, to_json
from monitor.domain.week import Week, parse
from monitor.store import happenings
from monitor.store.columns import from_instant, table, to_instant
from monitor.store.database import Transaction
from monitor.store.outbox_tables import DigestRow, SettingRow
from monitor.store.rows import upsert

_DIGESTS, _SETTINGS = table(DigestRow), table(SettingRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """That there is a digest, without its figures."""

    week: str
    scope: str
    made_at: datetime


def save(tx: Transaction, figures: Figures) -> bool:
    """Save a week's snapshot; return whether it is the first of its week and scope. The first one stays."""
    row = {
        "week": figures.week,
        "scope": figures.scope,
        "zone": figures.zone,
        "starts_at": figures.starts_at,
        "ends_at": figures.ends_at,
        "made_at": figures.made_at,
        "snapshot": to_json(figures),
    }
    added = upsert(tx, _DIGESTS).values(row).on_conflict_do_nothing().returning(_DIGESTS.c.id)
    first = bool(tx.execute(added).all())
    if first:
        brand = None if figures.scope == ALL else figures.scope
        happenings.add(tx, HappeningKind.DIGEST_WRITTEN, figures.week, figures.made_at, brand=brand)
    return first


def load(tx: Transaction, week: str, scope: str) -> Figures | None:
    """Return the snapshot of a week (`2026-W47`) and scope, or None where there is none."""
    found = select(_DIGESTS.c.snapshot).where(_DIGESTS.c.week == week, _DIGESTS.c.scope == scope)
    snapshot = tx.execute(found).scalar_one_or_none()
    return None if snapshot is None else from_json(snapshot)


def weeks(tx: Transaction, scope: str) -> tuple[Week, ...]:
    """Return the weeks that have a snapshot in `scope`, the earliest first."""
    found = select(_DIGESTS.c.week).where(_DIGESTS.c.scope == scope).order_by(_DIGESTS.c.starts_at)
    return tuple(map(parse, tx.execute(found).scalars()))


def newest(tx: Transaction, limit: int) -> tuple[Written, ...]:
    """Return what was written of the latest weeks, that of all brands first in each."""
    first = case((_DIGESTS.c.scope == ALL, 0), else_=1)
    found = select(_DIGESTS.c.week, _DIGESTS.c.scope, _DIGESTS.c.made_at)
    found = found.order_by(_DIGESTS.c.starts_at.desc(), first, _DIGESTS.c.scope).limit(limit)
    return tuple(Written(week=week, scope=scope, made_at=at) for week, scope, at in tx.execute(found))


def page(tx: Transaction, *, within: Limits, after: tuple[str, str] | None = None, limit: int) -> tuple[Written, ...]:
    """Return what was written that somebody sees, the latest week first, behind that week and scope."""
    found = select(_DIGESTS.c.week, _DIGESTS.c.scope, _DIGESTS.c.made_at)
    if not within.any:
        brands = [] if within.departments is not None else sorted(within.brands or ())
        found = found.where(_DIGESTS.c.scope.in_(brands), _DIGESTS.c.scope != ALL)
    if after is not None:
        week, scope = after
        below = _DIGESTS.c.week < week
        found = found.where(below | ((_DIGESTS.c.week == week) & (_DIGESTS.c.scope > scope)))
    found = found.order_by(_DIGESTS.c.week.desc(), _DIGESTS.c.scope).limit(limit)
    return tuple(Written(week=week, scope=scope, made_at=at) for week, scope, at in tx.execute(found))


def began_at(tx: Transaction, scope: str) -> datetime | None:
    """Return since when the store has listened for digests of `scope`; None where `begin` was never called."""
    value = tx.execute(select(_SETTINGS.c.value).where(_SETTINGS.c.name == _began(scope))).scalar_one_or_none()
    return None if value is None else from_instant(int(value))


def begin(tx: Transaction, scope: str, now: datetime) -> datetime:
    """Note that digests of `scope` begin with the week of `now`; return what was noted first."""
    first = {"name": _began(scope), "value": str(to_instant(now))}
    tx.execute(upsert(tx, _SETTINGS).values(first).on_conflict_do_nothing())
    return began_at(tx, scope) or now


def _began(scope: str) -> str:
    return f"digests_began_at:{scope}"


def draft(figures: Figures, channel: str, now: datetime) -> Draft:
    """Return the message that brings a week's digest to a channel, once for ever.

    Its subject is `week:scope`, by which `of_subject` finds the snapshot when it is worded.
    """
    subject = f"{figures.week}:{figures.scope}"
    key = f"digest:{subject}:{channel}"
    return Draft(key=key, channel=channel, kind=DeliveryKind.DIGEST, told_at=now, due_at=now, subject=subject)


def of_subject(tx: Transaction, subject: str) -> Figures | None:
    """Return the snapshot that a delivery's subject (`2026-W47:all`) names."""
    week, _, scope = subject.partition(":")
    return load(tx, week, scope)
