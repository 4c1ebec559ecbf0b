"""The past: mentions with what was decided about them, read in pages that hold nobody up."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from connectors.contract import Mention
from monitor.domain.surroundings import ALONE, Surroundings, as_told
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.judgements import reasons_from_json
from monitor.store.mention_rows import mention_of
from monitor.store.tables import MentionRow, SightingRow, SourceRow, VerdictRow

PAGE = 500
_MENTIONS, _VERDICTS = table(MentionRow), table(VerdictRow)
_SIGHTINGS, _SOURCES = table(SightingRow), table(SourceRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The latest decision about a mention for one brand."""

    about: str
    speaker: str
    language: str
    score: float | None
    complaint: bool
    alert: bool
    surroundings: Surroundings = ALONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A mention that was heard and judged. `sources` are the names of all that heard it, the first one first."""

    mention_id: int
    mention: Mention
    heard_at: datetime
    sources: tuple[str, ...]
    decided: Mapping[str, Decided]

    @property
    def surroundings(self) -> Surroundings:
        """What stood around it when it was judged."""
        return next((one.surroundings for one in self.decided.values()), ALONE)


def mentions(db: Database, since: datetime, until: datetime | None = None) -> Iterator[Past]:
    """Yield all that was heard since then and judged, but what was erased or deleted; the first one heard first."""
    last = 0
    while True:
        with db.read() as tx:
            query = select(_MENTIONS).where(_MENTIONS.c.id > last, _MENTIONS.c.heard_at >= since)
            if until is not None:
                query = query.where(_MENTIONS.c.heard_at < until)
            rows = tx.execute(query.order_by(_MENTIONS.c.id).limit(PAGE)).all()
            found = list(_pasts(tx, rows))
        yield from found
        if len(rows) < PAGE:
            return
        last = rows[-1].id


def one(tx: Transaction, mention_id: int) -> Past | None:
    """Return one mention, also where it was not judged; None where there is none, or its words are gone."""
    row = tx.execute(select(_MENTIONS).where(_MENTIONS.c.id == mention_id)).one_or_none()
    return None if row is None or row.gone_at is not None else _past(row, *_around(tx, [mention_id]))


def some(tx: Transaction, mention_ids: Sequence[int]) -> list[Past]:
    """Return those of these mentions that were judged, but what was erased or deleted; in the order of their ids."""
    return list(_pasts(tx, tx.execute(select(_MENTIONS).where(_MENTIONS.c.id.in_(mention_ids)).order_by("id")).all()))


def _pasts(tx: Transaction, rows: Sequence[Row[Any]]) -> Iterator[Past]:
    sources, decided = _around(tx, [row.id for row in rows])
    for row in rows:
        if row.gone_at is None and row.id in decided:
            yield _past(row, sources, decided)


def _around(
    tx: Transaction, ids: Sequence[int]
) -> tuple[Mapping[int, Sequence[str]], Mapping[int, Mapping[str, Decided]]]:
    sources: defaultdict[int, list[str]] = defaultdict(list)
    heard = select(_SIGHTINGS.c.mention_id, _SOURCES.c.name).join(_SOURCES, _SOURCES.c.id == _SIGHTINGS.c.source_id)
    heard = heard.where(_SIGHTINGS.c.mention_id.in_(ids)).order_by(_SIGHTINGS.c.heard_at, _SIGHTINGS.c.source_id)
    for mention_id, name in tx.execute(heard):
        sources[mention_id].append(name)
    decided: defaultdict[int, dict[str, Decided]] = defaultdict(dict)
    judged = select(_VERDICTS).where(_VERDICTS.c.mention_id.in_(ids)).order_by(_VERDICTS.c.id)
    for row in tx.execute(judged):
        decided[row.mention_id][row.brand] = Decided(
            about=row.about,
            speaker=row.speaker,
            language=row.language,
            score=row.score,
            complaint=row.complaint,
            alert=row.alert,
            surroundings=as_told(reasons_from_json(row.reasons)),
        )
    return sources, decided


def _past(row: Row[Any], sources: Mapping[int, Sequence[str]], decided: Mapping[int, Mapping[str, Decided]]) -> Past:
    return Past(
        mention_id=row.id,
        mention=mention_of(row),
        heard_at=row.heard_at,
        sources=tuple(sources.get(row.id, ())),
        decided=decided.get(row.id, {}),
    )
