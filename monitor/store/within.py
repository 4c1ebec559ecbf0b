"""Within limits: the one place where what somebody may see becomes a condition of a query."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_, select

from monitor.domain.access import Limits
from monitor.store.columns import table
from monitor.store.tables import CaseRow, IncidentRow, MentionRow, VerdictRow

_CASES, _INCIDENTS = table(CaseRow), table(IncidentRow)
_MENTIONS, _VERDICTS = table(MentionRow), table(VerdictRow)


def cases_within(limits: Limits) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of the cases that somebody sees."""
    if limits.brands is not None:
        yield _CASES.c.brand.in_(sorted(limits.brands))
    if limits.departments is not None:
        yield _CASES.c.department.in_(sorted(limits.departments))


def mentions_within(limits: Limits) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of the mentions that somebody sees: of their brands, with a case of their departments."""
    if limits.brands is not None:
        yield _judged_for(limits.brands)
    if limits.departments is not None:
        yield select(_CASES.c.id).where(_CASES.c.mention_id == _MENTIONS.c.id, *cases_within(limits)).exists()


def neighbours_within(limits: Limits) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of mentions around a case that somebody sees: of a brand of theirs, and no case of others."""
    if limits.brands is not None:
        yield _judged_for(limits.brands)
    if limits.departments is not None:
        strange = _CASES.c.department.is_(None) | _CASES.c.department.not_in(sorted(limits.departments))
        yield ~select(_CASES.c.id).where(_CASES.c.mention_id == _MENTIONS.c.id, strange).exists()


def incidents_within(limits: Limits) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of the incidents that somebody sees: of their brands, with a case of their departments."""
    if limits.brands is not None:
        yield _INCIDENTS.c.brand.in_(sorted(limits.brands))
    if limits.departments is not None:
        merged = _INCIDENTS.alias("merged")
        told = select(merged.c.id).where(merged.c.merged_into == _INCIDENTS.c.id)
        of_it = or_(_CASES.c.incident_id == _INCIDENTS.c.id, _CASES.c.incident_id.in_(told))
        theirs = select(_CASES.c.id).where(of_it, *cases_within(limits)).correlate(_INCIDENTS)
        yield theirs.exists()


def _judged_for(brands: frozenset[str]) -> ColumnElement[bool]:
    theirs = _VERDICTS.c.brand.in_(sorted(brands))
    return select(_VERDICTS.c.id).where(_VERDICTS.c.mention_id == _MENTIONS.c.id, theirs).exists()
