"""Mention files: mentions with who heard them, what was decided about them and their cases, read for many at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from monitor.domain.access import Limits
from monitor.domain.case import Case
from monitor.domain.heard import Decision, Heard
from monitor.domain.lane import Lane
from monitor.domain.relevance import About, Speaker
from monitor.domain.score import Severity, Topic
from monitor.store.case_rows import case_of
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.judgements import reasons_from_json
from monitor.store.mention_rows import mention_of
from monitor.store.tables import CaseRow, MentionRow, SightingRow, SourceRow, VerdictRow
from monitor.store.within import cases_within, mentions_within

MOST_VERDICTS = 100
_CASES, _MENTIONS, _VERDICTS = table(CaseRow), table(MentionRow), table(VerdictRow)
_SIGHTINGS, _SOURCES = table(SightingRow), table(SourceRow)


class NoSuchMention(Exception):
    """There is no mention of that number; the message names it."""


def file(tx: Transaction, mention_id: int, within: Limits) -> Heard:
    """Return a mention that somebody sees. Raises `NoSuchMention`."""
    found = files(tx, [mention_id], within)
    seen = select(_MENTIONS.c.id).where(_MENTIONS.c.id == mention_id, *mentions_within(within))
    if not found or tx.execute(seen).one_or_none() is None:
        raise NoSuchMention(f"there is no mention M-{mention_id}")
    return found[0]


def files(tx: Transaction, mention_ids: Sequence[int], within: Limits) -> list[Heard]:
    """Return these mentions in this order, with what somebody sees of the decisions on them and of their cases."""
    rows = {row.id: row for row in tx.execute(select(_MENTIONS).where(_MENTIONS.c.id.in_(mention_ids)))}
    sources, decisions, cases = (
        _sources(tx, mention_ids),
        _latest(tx, mention_ids, within),
        _of(tx, mention_ids, within),
    )
    return [
        Heard(
            id=number,
            mention=mention_of(rows[number]),
            sources=tuple(sources[number]),
            heard_at=rows[number].heard_at,
            revision=rows[number].revision,
            gone=rows[number].gone_at is not None,
            needs_eyes=rows[number].needs_eyes,
            decisions=tuple(decisions[number]),
            cases=tuple(cases[number]),
        )
        for number in mention_ids
        if number in rows
    ]


def verdicts(tx: Transaction, mention_id: int, within: Limits) -> list[Decision]:
    """Return all that was decided about a mention as far as somebody sees it, the latest first."""
    query = select(_VERDICTS).where(_VERDICTS.c.mention_id == mention_id, *_of_brands(within))
    return [decision_of(row) for row in tx.execute(query.order_by(_VERDICTS.c.id.desc()).limit(MOST_VERDICTS))]


def decision_of(row: Row[Any]) -> Decision:
    """Return the decision of a row of `verdicts`."""
    return Decision(
        brand=row.brand,
        revision=row.revision,
        lane=Lane(row.lane),
        judge=row.judge,
        decided_at=row.decided_at,
        about=About(row.about),
        speaker=Speaker(row.speaker),
        language=row.language,
        score=row.score,
        complaint=row.complaint,
        alert=row.alert,
        needs_eyes=row.needs_eyes,
        severity=row.severity and Severity(row.severity),
        topic=row.topic and Topic(row.topic),
        reasons=reasons_from_json(row.reasons),
    )


def _sources(tx: Transaction, ids: Sequence[int]) -> Mapping[int, list[str]]:
    heard = select(_SIGHTINGS.c.mention_id, _SOURCES.c.name).join(_SOURCES, _SOURCES.c.id == _SIGHTINGS.c.source_id)
    heard = heard.where(_SIGHTINGS.c.mention_id.in_(ids)).order_by(_SIGHTINGS.c.heard_at, _SIGHTINGS.c.source_id)
    found: defaultdict[int, list[str]] = defaultdict(list)
    for mention_id, name in tx.execute(heard):
        found[mention_id].append(name)
    return found


def _latest(tx: Transaction, ids: Sequence[int], within: Limits) -> Mapping[int, list[Decision]]:
    of_these = (_VERDICTS.c.mention_id.in_(ids), *_of_brands(within))
    newest = select(func.max(_VERDICTS.c.id)).where(*of_these).group_by(_VERDICTS.c.mention_id, _VERDICTS.c.brand)
    found: defaultdict[int, list[Decision]] = defaultdict(list)
    for row in tx.execute(select(_VERDICTS).where(_VERDICTS.c.id.in_(newest)).order_by(_VERDICTS.c.brand)):
        found[row.mention_id].append(decision_of(row))
    return found


def _of(tx: Transaction, ids: Sequence[int], within: Limits) -> Mapping[int, list[Case]]:
    theirs = select(_CASES).where(_CASES.c.mention_id.in_(ids), *cases_within(within)).order_by(_CASES.c.id)
    found: defaultdict[int, list[Case]] = defaultdict(list)
    for row in tx.execute(theirs):
        found[row.mention_id].append(case_of(row))
    return found


def _of_brands(within: Limits) -> Iterator[ColumnElement[bool]]:
    if within.brands is not None:
        yield _VERDICTS.c.brand.in_(sorted(within.brands))
