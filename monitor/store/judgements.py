"""Judgements: what waits to be judged, and what was decided about it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from connectors.contract import Mention, OwnReply, Rating
from monitor.domain.case import Case
from monitor.domain.insights import tone
from monitor.domain.lane import Lane, Line
from monitor.domain.praise import praises_staff
from monitor.domain.score import Reason
from monitor.domain.verdict import Verdict
from monitor.store import deltas
from monitor.store.case_rows import case_of
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.mention_rows import mention_of, reply_of
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, RevisionRow, SightingRow, VerdictRow

_ENGLISH = "en"
"""The one language whose tone VADER tells."""
_mentions = table(MentionRow)
_cases = table(CaseRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A revision that waits for its judgement. `sources` are the ids of all that heard it, the first one first.

    `judged_for` are the brands that this revision has a verdict for already, with the lane it was judged in: a further
    source has heard it. `current` is the latest revision; `hearings` is how many sources had heard it.
    """

    mention_id: int
    revision: int
    lane: Lane
    heard_at: datetime
    mention: Mention
    sources: tuple[int, ...]
    judged_for: Mapping[str, Lane] = field(default_factory=dict)
    current: int = 1
    hearings: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A pending revision with one verdict for each brand that it was judged for."""

    pending: Pending
    verdicts: tuple[tuple[str, Verdict], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of `of` equal parts of everything that waits: two that judge different parts never meet."""

    number: int
    of: int

    @classmethod
    def named(cls, name: str) -> "Part":
        """Return the part called `3/16`. Raises `ValueError`."""
        number, _, of = name.partition("/")
        return cls(number=int(number), of=int(of))


def waiting(tx: Transaction, *, limit: int, line: Line | None = None) -> int:
    """Return how many mentions wait to be judged (in one line), `limit` at most."""
    some = select(_mentions.c.id).where(_waits(line)).limit(limit).subquery()
    return int(tx.execute(select(func.count()).select_from(some)).scalar_one())


def pending(tx: Transaction, *, limit: int, part: Part | None = None, line: Line | None = None) -> list[Pending]:
    """Return up to `limit` mentions with their next revision to judge, live ones first, the oldest first.

    With `part`, of that part alone; with `line`, of that line.

    What was edited before anyone judged it is judged revision by revision: a complaint that was answered and turned
    into praise is a customer won back, not one who never complained.
    """
    wanted = _waits(line)
    if part is not None:
        wanted &= _mentions.c.id % part.of == part.number
    query = select(_mentions).where(wanted).order_by(_mentions.c.lane, _mentions.c.id).limit(limit)
    rows = tx.execute(query).all()
    ids = [row.id for row in rows]
    heard_by = _sources(tx, ids)
    replies = _replies(tx, ids)
    judged_for = _judged_for(tx, [number for number, sources in heard_by.items() if len(sources) > 1])
    found = []
    for row in rows:
        revision = row.judged + 1
        mention = mention_of(row, replies.get(row.id, ()))
        older = None if revision == row.revision else _revision(tx, row.id, revision)
        found.append(
            Pending(
                mention_id=row.id,
                revision=revision,
                lane=Lane(row.lane if older is None else older.lane),
                heard_at=row.heard_at,
                mention=mention if older is None else _as_of(mention, older),
                sources=(row.source_id, *(one for one in heard_by[row.id] if one != row.source_id)),
                judged_for=judged_for[row.id, revision],
                current=row.revision,
                hearings=len(heard_by[row.id]),
            )
        )
    return found


def _waits(line: Line | None) -> ColumnElement[bool]:
    waits = _mentions.c.judged < _mentions.c.revision
    if line is None:
        return waits
    return waits & of_line(line)


def of_line(line: Line) -> ColumnElement[bool]:
    """Return the condition that a mention is in a line.

    A range, though there is one lane below the others: told that the lane is one, PostgreSQL takes what waits from the
    primary key in order, and reads all that was ever judged to find that nothing waits.
    """
    return _mentions.c.lane <= Lane.LIVE if line is Line.LIVE else _mentions.c.lane > Lane.LIVE


def still_pending(tx: Transaction, judged: Sequence[Judged]) -> list[Judged]:
    """Return those that nobody judged meanwhile and that did not change since they were read; hold them.

    They come with all the answers of ours that were seen by now: what is saved later finds the case.
    """
    ids = [one.pending.mention_id for one in judged]
    query = select(_mentions.c.id, _mentions.c.revision, _mentions.c.judged).where(_mentions.c.id.in_(ids))
    rows = tx.execute(query.order_by(_mentions.c.id).with_for_update()).all()
    heard_by, replies = _sources(tx, ids), _replies(tx, ids)
    now = {row.id: (row.revision, row.judged + 1, len(heard_by[row.id])) for row in rows}
    return [
        replace(one, pending=_answered(one.pending, replies.get(one.pending.mention_id, ())))
        for one in judged
        if now.get(one.pending.mention_id) == (one.pending.current, one.pending.revision, one.pending.hearings)
    ]


def save(tx: Transaction, judged: Sequence[Judged], *, judge: str, now: datetime) -> None:
    """Write the verdicts and their figures, and mark their revisions as judged. `judge` is what judged: its version."""
    rows = [
        _verdict_row(one.pending, brand, verdict, judge=judge, now=now)
        for one in judged
        for brand, verdict in one.verdicts
    ]
    if rows:
        tx.execute(insert(table(VerdictRow)), rows)
    marks: dict[bool | None, list[int]] = defaultdict(list)
    for one in judged:
        marks[_needs_eyes(one)].append(one.pending.mention_id)
    for needs_eyes, ids in marks.items():
        mark = {} if needs_eyes is None else {"needs_eyes": needs_eyes}
        values = {"judged": _mentions.c.judged + 1, **mark}
        tx.execute(update(_mentions).where(_mentions.c.id.in_(ids)).values(values))


def count(tx: Transaction, judged: Sequence[Judged], names: Mapping[int, str]) -> None:
    """Write the figures of first judgements: what was about a brand and how it sounds, what complains, needs eyes."""
    figures = [
        deltas.Delta(
            measure=measure,
            at=one.pending.heard_at,
            brand=brand,
            source=names[one.pending.sources[0]],
            topic=verdict.topic or "" if measure == "complaint" else "",
            severity=verdict.severity or "" if measure == "complaint" else "",
        )
        for one in judged
        if one.pending.revision == 1
        for brand, verdict in one.verdicts
        if brand not in one.pending.judged_for
        for measure in _measures(verdict)
    ]
    deltas.add(tx, *figures)


def _needs_eyes(judged: Judged) -> bool | None:
    """Whether a person must read it; None where that stays as earlier verdicts on it left it."""
    if any(verdict.needs_eyes for _, verdict in judged.verdicts):
        return True
    return None if judged.pending.judged_for else False


def _measures(verdict: Verdict) -> Iterator[str]:
    if verdict.about == "us":
        yield "about_us"
        if verdict.scored and verdict.language == _ENGLISH:
            yield tone(verdict.vader)
    if verdict.complaint:
        yield "complaint"
    if verdict.needs_eyes:
        yield "needs_eyes"


def before(tx: Transaction, pending: Pending) -> Mention | None:
    """Return what a mention said before the revision that is judged, or None where that is not known."""
    row = _revision(tx, pending.mention_id, pending.revision - 1)
    return None if row is None else _as_of(pending.mention, row)


def cases_of(tx: Transaction, mention_ids: Sequence[int]) -> dict[tuple[int, str], Case]:
    """Return the cases of these mentions, by mention and brand; nobody else changes them in this transaction."""
    query = select(_cases).where(_cases.c.mention_id.in_(list(mention_ids))).order_by(_cases.c.id)
    return {(row.mention_id, row.brand): case_of(row) for row in tx.execute(query.with_for_update())}


def _answered(pending: Pending, replies: Sequence[OwnReply]) -> Pending:
    return replace(pending, mention=replace(pending.mention, own_replies=tuple(replies)))


def _revision(tx: Transaction, mention_id: int, revision: int) -> Row[Any] | None:
    rows = table(RevisionRow)
    return tx.execute(select(rows).where(rows.c.mention_id == mention_id, rows.c.revision == revision)).one_or_none()


def _as_of(mention: Mention, row: Row[Any]) -> Mention:
    rating = None if row.stars is None else Rating(stars=row.stars, out_of=row.out_of)
    return replace(mention, title=row.title, text=row.text, rating=rating, edited_at=row.edited_at)


def _sources(tx: Transaction, ids: Sequence[int]) -> dict[int, list[int]]:
    sightings = table(SightingRow)
    query = select(sightings.c.mention_id, sightings.c.source_id).where(sightings.c.mention_id.in_(ids))
    heard_by: dict[int, list[int]] = defaultdict(list)
    for mention_id, source_id in tx.execute(query.order_by(sightings.c.heard_at, sightings.c.source_id)):
        heard_by[mention_id].append(source_id)
    return heard_by


def _judged_for(tx: Transaction, ids: Sequence[int]) -> dict[tuple[int, int], dict[str, Lane]]:
    brands: dict[tuple[int, int], dict[str, Lane]] = defaultdict(dict)
    if ids:
        rows = table(VerdictRow)
        columns = (rows.c.mention_id, rows.c.revision, rows.c.brand, func.min(rows.c.lane))
        query = select(*columns).where(rows.c.mention_id.in_(ids)).group_by(*columns[:3])
        for mention_id, revision, brand, lane in tx.execute(query):
            brands[mention_id, revision][brand] = Lane(lane)
    return brands


def _replies(tx: Transaction, ids: Sequence[int]) -> dict[int, list[OwnReply]]:
    rows = table(ReplyRow)
    replies: dict[int, list[OwnReply]] = defaultdict(list)
    for row in tx.execute(select(rows).where(rows.c.mention_id.in_(ids)).order_by(rows.c.posted_at, rows.c.id)):
        replies[row.mention_id].append(reply_of(row))
    return replies


def _verdict_row(pending: Pending, brand: str, verdict: Verdict, *, judge: str, now: datetime) -> dict[str, Any]:
    return {
        "mention_id": pending.mention_id,
        "brand": brand,
        "revision": pending.revision,
        "lane": pending.lane,
        "judge": judge,
        "decided_at": now,
        "about": verdict.about,
        "speaker": verdict.speaker,
        "language": verdict.language,
        "vader": verdict.vader,
        "score": verdict.score,
        "complaint": verdict.complaint,
        "alert": verdict.alert,
        "needs_eyes": verdict.needs_eyes,
        "severity": verdict.severity,
        "topic": verdict.topic,
        "need": verdict.need,
        "critical": verdict.critical,
        "abusive": verdict.abusive,
        "policy": verdict.policy,
        "praise": praises_staff(verdict),
        "reasons": reasons_to_json(verdict.reasons),
    }


def reasons_to_json(reasons: Sequence[Reason]) -> str:
    """Return reasons as they are stored: `[[cue, [words], weight], ...]`."""
    return json.dumps([[reason.cue, reason.words, round(reason.weight, 4)] for reason in reasons])


def reasons_from_json(text: str) -> tuple[Reason, ...]:
    """Return the reasons of a stored verdict."""
    return tuple(Reason(cue=cue, words=tuple(words), weight=weight) for cue, words, weight in json.loads(text))
