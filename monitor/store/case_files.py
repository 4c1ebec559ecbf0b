"""Case files: all that is known of cases, read for many at once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Table, func, select

from connectors.contract import OwnReply
from monitor.domain.case import CaseFile, Event
from monitor.store import incident_figures, incidents
from monitor.store.case_rows import case_of, event_of
from monitor.store.cases import NoSuchCase
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.judgements import reasons_from_json
from monitor.store.mention_rows import mention_of, reply_of
from monitor.store.tables import CaseRow, EventRow, MentionRow, ReplyRow, SourceRow, VerdictRow

_CASES, _MENTIONS, _SOURCES, _VERDICTS = table(CaseRow), table(MentionRow), table(SourceRow), table(VerdictRow)
_Value = TypeVar("_Value")


def file(tx: Transaction, case_id: int) -> CaseFile:
    """Return all that is known of one case. Raises `NoSuchCase`."""
    found = files(tx, [case_id])
    if not found:
        raise NoSuchCase(f"there is no case C-{case_id}")
    return found[0]


def files(tx: Transaction, case_ids: Sequence[int]) -> list[CaseFile]:
    """Return all that is known of these cases, in this order, in as many queries however many they are."""
    cases = {row.id: row for row in tx.execute(select(_CASES).where(_CASES.c.id.in_(case_ids)))}
    wanted = [cases[case_id] for case_id in case_ids if case_id in cases]
    mentions = _mentions(tx, {row.mention_id for row in wanted})
    verdicts = _verdicts(tx, {(row.mention_id, row.brand) for row in wanted})
    flagged = _flagged_first(tx, [number for number, row in mentions.items() if row.revision > 1])
    replies = _grouped(tx, table(ReplyRow), "mention_id", mentions, reply_of)
    events = _grouped(tx, table(EventRow), "case_id", cases, event_of)
    earlier = _earlier(tx, list(cases))
    tells, people = _incidents(tx, wanted)
    return [
        _file(
            row,
            mentions[row.mention_id],
            verdicts.get((row.mention_id, row.brand)),
            first=flagged.get((row.mention_id, row.brand)),
            replies=replies[row.mention_id],
            events=events[row.id],
            earlier=earlier.get(row.id, 0),
            incident=tells.get(row.incident_id),
            people=people.get(tells.get(row.incident_id, 0), 0),
        )
        for row in wanted
    ]


def _file(
    row: Row[Any],
    mention: Row[Any],
    verdict: Row[Any] | None,
    *,
    first: Row[Any] | None,
    replies: Sequence[OwnReply],
    events: Sequence[Event],
    earlier: int,
    incident: int | None,
    people: int,
) -> CaseFile:
    return CaseFile(
        case=case_of(row),
        mention=mention_of(mention, replies),
        source=mention.source,
        heard_at=mention.heard_at,
        score=verdict.score if verdict else None,
        reasons=reasons_from_json(verdict.reasons) if verdict else (),
        first_reasons=reasons_from_json(first.reasons) if first and (not verdict or first.id != verdict.id) else (),
        abusive=bool(verdict and verdict.abusive),
        policy=bool(verdict and verdict.policy),
        critical=bool(verdict and verdict.critical),
        language=verdict.language if verdict else None,
        revision=mention.revision,
        gone=mention.gone_at is not None,
        earlier_cases=earlier,
        incident=incident,
        incident_people=people,
        replies=tuple(replies),
        events=tuple(events),
    )


def _incidents(tx: Transaction, wanted: Sequence[Row[Any]]) -> tuple[dict[int, int], dict[int, int]]:
    """Return which incident tells of each that cases are in, and how many people are in that."""
    tells = incidents.roots(tx, {row.incident_id for row in wanted if row.incident_id is not None})
    families = incidents.families(tx, {one.id for one in tells.values()})
    return {number: one.id for number, one in tells.items()}, incident_figures.people(tx, families)


def _mentions(tx: Transaction, ids: set[int]) -> dict[int, Row[Any]]:
    query = select(_MENTIONS, _SOURCES.c.name.label("source")).join(_SOURCES, _SOURCES.c.id == _MENTIONS.c.source_id)
    return {row.id: row for row in tx.execute(query.where(_MENTIONS.c.id.in_(ids)))}


def _verdicts(tx: Transaction, wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Row[Any]]:
    """Return the latest verdict on each mention for each brand."""
    identity = (_VERDICTS.c.mention_id, _VERDICTS.c.brand)
    of_these = _VERDICTS.c.mention_id.in_({mention_id for mention_id, _ in wanted})
    latest = select(func.max(_VERDICTS.c.id)).where(of_these).group_by(*identity)
    return {(row.mention_id, row.brand): row for row in tx.execute(select(_VERDICTS).where(_VERDICTS.c.id.in_(latest)))}


def _flagged_first(tx: Transaction, edited: Sequence[int]) -> dict[tuple[int, str], Row[Any]]:
    """Return the first verdict that called each of these mentions a complaint, for each brand."""
    if not edited:
        return {}
    of_these = (_VERDICTS.c.mention_id.in_(edited), _VERDICTS.c.complaint)
    first = select(func.min(_VERDICTS.c.id)).where(*of_these).group_by(_VERDICTS.c.mention_id, _VERDICTS.c.brand)
    return {(row.mention_id, row.brand): row for row in tx.execute(select(_VERDICTS).where(_VERDICTS.c.id.in_(first)))}


def _grouped(
    tx: Transaction, rows: Table, owner: str, ids: Sequence[int] | dict[int, Any], read: Callable[[Row[Any]], _Value]
) -> dict[int, list[_Value]]:
    found: dict[int, list[_Value]] = defaultdict(list)
    for row in tx.execute(select(rows).where(rows.c[owner].in_(list(ids))).order_by(rows.c.id)):
        found[getattr(row, owner)].append(read(row))
    return found


def _earlier(tx: Transaction, case_ids: Sequence[int]) -> dict[int, int]:
    """Count the cases of the same author that were opened before each case."""
    other_cases, other_mentions = _CASES.alias(), _MENTIONS.alias()
    same_author: ColumnElement[bool] = (other_mentions.c.platform == _MENTIONS.c.platform) & (
        other_mentions.c.author_id == _MENTIONS.c.author_id
    )
    query = (
        select(_CASES.c.id, func.count().label("earlier"))
        .join(_MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id)
        .join(other_mentions, same_author)
        .join(other_cases, (other_cases.c.mention_id == other_mentions.c.id) & (other_cases.c.id < _CASES.c.id))
        .where(_CASES.c.id.in_(case_ids))
        .group_by(_CASES.c.id)
    )
    return {row.id: row.earlier for row in tx.execute(query)}
