"""Within limits: the one place where what somebody may see becomes a condition of a query."""

from collections.abc import Iterator

from sqlalchemy import CTE, ColumnElement, select

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
        family = _family()
        theirs = select(_CASES.c.id).where(_CASES.c.incident_id == family.c.id, *cases_within(limits)).exists()
        yield select(family.c.id).where(theirs).correlate(_INCIDENTS).exists()


def _family() -> CTE:
    """The incident that a query looks at and all that were merged into it, however deep."""
    merged = _INCIDENTS.alias("merged")
    itself = select(_INCIDENTS.c.id.label("id")).correlate(_INCIDENTS)
    tree = itself.cte("family", recursive=True, nesting=True)
    return tree.union(select(merged.c.id).join(tree, merged.c.merged_into == tree.c.id))


def _judged_for(brands: frozenset[str]) -> ColumnElement[bool]:
    theirs = _VERDICTS.c.brand.in_(sorted(brands))
    return select(_VERDICTS.c.id).where(_VERDICTS.c.mention_id == _MENTIONS.c.id, theirs).exists()
