"""What a source heard, saved: new mentions, revisions, owner replies, deletions and what was not understood."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, delete, insert, literal, select, update

from connectors.contract import Mention, MentionKey, OwnReply, Page, Rejected
from monitor.domain.lane import Lane
from monitor.store import deltas, quoting, replies, tombstones, traces
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.mention_rows import content_hash, content_of, reach_of, row_of, storable
from monitor.store.rows import insert_new, next_ids, upsert
from monitor.store.tables import MentionRow, RejectedRow, RevisionRow, SightingRow, VerdictRow

_CHUNK = 500  # ids a query: SQLite takes 32,766 variables, and short queries leave room for others

_mentions = table(MentionRow)
_sightings = table(SightingRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Who heard a page, and when.

    What was posted by `history_until` goes to the history lane. With `backdated`, a mention counts as heard when it
    was posted (a story that is replayed). `lane` is that of everything else. What `keeps` says no to is dropped, unless
    it is known already: an edit is news, whatever it says now."""

    source_id: int
    source: str
    now: datetime
    history_until: datetime | None = None
    backdated: bool = False
    lane: Lane = Lane.LIVE
    keeps: Callable[[Mention], bool] | None = None

    def lane_of(self, said_at: datetime) -> Lane:
        """Return the lane of what was said at that time."""
        history = self.history_until is not None and said_at <= self.history_until
        return Lane.HISTORY if history else self.lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a page changed. `replies` are owner replies not seen before and `gone` deletions, by mention id."""

    heard: int = 0
    new: int = 0
    edited: int = 0
    rejected: int = 0
    replies: tuple[tuple[int, OwnReply], ...] = ()
    gone: tuple[int, ...] = ()


def add_page(tx: Transaction, page: Page, hearing: Hearing) -> Saved:
    """Save everything a page holds. Hearing a mention again changes nothing; hearing it changed makes a revision.

    Several workers may hear one post in the same moment: one of them inserts it, the others find it there. What is
    there already is held, by ascending id, before it is changed: so no two of them wait for each other in a circle.
    """
    heard = _latest(page.mentions)
    known = _known(tx, heard, hearing.source_id)
    wanted = (mention for key, mention in heard.items() if key not in known)
    fresh = tombstones.without_erased(tx, list(filter(hearing.keeps, wanted) if hearing.keeps else wanted))
    ids = _insert(tx, fresh, hearing)
    known |= _known(tx, [mention.key for mention in fresh if mention.key not in ids], hearing.source_id)
    ids |= {key: row.id for key, row in known.items() if row.gone_at is None}
    unseen = replies.unseen(tx, [(ids[key], mention) for key, mention in heard.items() if key in ids])
    gone = _to_go(tx, page.deleted)
    news = {row.id for key, row in known.items() if _is_news(row, heard[key])} | {number for number, _ in unseen}
    held = _held(tx, known.values(), news | gone, hearing.source_id)
    edited = _revise(tx, [(held[row.id], heard[key]) for key, row in known.items() if row.id in held], hearing)
    answers = replies.add(tx, unseen, hearing.now)
    _mark_gone(tx, gone, hearing.now)
    add_rejected(tx, hearing.source_id, page.rejected, hearing.now)
    return Saved(
        heard=len(page.mentions),
        new=len(ids.keys() - known.keys()),
        edited=edited,
        rejected=len(page.rejected),
        replies=tuple(answers),
        gone=tuple(sorted(gone)),
    )


def add_rejected(tx: Transaction, source_id: int, rejected: Sequence[Rejected], now: datetime) -> None:
    """Keep what was not understood, with the reason, for whoever repairs it; what comes again is kept once."""
    samples = {}
    for one in rejected:
        reason, payload = storable(one.reason), storable(one.payload)
        digest = blake2b(f"{reason}\x00{payload}".encode(), digest_size=16).hexdigest()
        samples[digest] = {"source_id": source_id, "heard_at": now, "reason": reason, "payload": payload}
    if samples:
        fresh = upsert(tx, table(RejectedRow))
        again = fresh.on_conflict_do_update(index_elements=["source_id", "digest"], set_={"heard_at": now})
        tx.execute(again, [{"digest": digest, **samples[digest]} for digest in sorted(samples)])


def _latest(mentions: Iterable[Mention]) -> dict[MentionKey, Mention]:
    """One mention a key; where a page repeats one, the version edited last."""
    latest: dict[MentionKey, Mention] = {}
    for mention in mentions:
        other = latest.get(mention.key)
        if other is None or (mention.edited_at or mention.posted_at) >= (other.edited_at or other.posted_at):
            latest[mention.key] = mention
    return latest


def _known(tx: Transaction, keys: Iterable[MentionKey], source_id: int) -> dict[MentionKey, Row[Any]]:
    by_place: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in keys:
        by_place[key.platform, key.scope].append(key.native_id)
    query = _compared(source_id)
    known: dict[MentionKey, Row[Any]] = {}
    for (platform, scope), native_ids in by_place.items():
        place = query.where(_mentions.c.platform == platform, _mentions.c.scope == scope)
        for start in range(0, len(native_ids), _CHUNK):
            for row in tx.execute(place.where(_mentions.c.native_id.in_(native_ids[start : start + _CHUNK]))):
                known[MentionKey(platform=platform, scope=scope, native_id=row.native_id)] = row
    return known


def _held(tx: Transaction, known: Iterable[Row[Any]], ids: set[int], source_id: int) -> dict[int, Row[Any]]:
    """Return the known rows by id, those of `ids` as they are now and held: nobody changes them until we end.

    `ids` may name more rows, which are held as well. What was deleted meanwhile is left out. SQLite has one writer.
    """
    rows = {row.id: row for row in known}
    if tx.dialect.name == "sqlite" or not ids:
        return rows
    query, wanted = _compared(source_id).order_by(_mentions.c.id), sorted(ids)
    fresh: dict[int, Row[Any]] = {}
    for start in range(0, len(wanted), _CHUNK):
        some = query.where(_mentions.c.id.in_(wanted[start : start + _CHUNK]))
        fresh |= {row.id: row for row in tx.execute(some.with_for_update(of=_mentions, key_share=True))}
    return {number: fresh.get(number, row) for number, row in rows.items() if number in fresh or number not in ids}


def _compared(source_id: int) -> Select[Any]:
    sighted = _sightings.c.source_id.is_not(None).label("sighted")
    mine = and_(_sightings.c.mention_id == _mentions.c.id, _sightings.c.source_id == source_id)
    columns: list[Any] = [*(_mentions.c[name] for name in _COMPARED), sighted]
    return select(*columns).select_from(_mentions.outerjoin(_sightings, mine))


_COMPARED = (
    "id", "native_id", "content_hash", "lane", "revision", "edited_at", "gone_at",
    "title", "text", "stars", "out_of", "followers", "likes", "shares", "reply_count", "views",
)  # fmt: skip


def _insert(tx: Transaction, fresh: Sequence[Mention], hearing: Hearing) -> dict[MentionKey, int]:
    """Insert what nobody else inserts in the same moment; return the ids of what is ours."""
    if not fresh:
        return {}
    rows: dict[MentionKey, dict[str, Any]] = {}
    for mention, number in zip(sorted(fresh, key=_identity), next_ids(tx, _mentions, len(fresh)), strict=True):
        lane = hearing.lane_of(mention.posted_at)
        heard_at = min(mention.posted_at, hearing.now) if hearing.backdated else hearing.now
        values = row_of(mention, source_id=hearing.source_id, lane=lane, heard_at=heard_at)
        rows[mention.key] = {"id": number, **values}
    ours = insert_new(tx, _mentions, list(rows.values()), _mentions.c.id)
    rows = {key: row for key, row in rows.items() if (row["id"],) in ours}
    if rows:
        heard = [
            {"mention_id": row["id"], "source_id": hearing.source_id, "heard_at": row["heard_at"]}
            for row in rows.values()
        ]
        tx.execute(insert(_sightings), heard)
        deltas.add(
            tx, *(deltas.Delta(measure="heard", at=row["heard_at"], source=hearing.source) for row in rows.values())
        )
    return {key: row["id"] for key, row in rows.items()}


def _identity(mention: Mention) -> tuple[str, str, str]:
    return mention.key.platform, mention.key.scope, mention.key.native_id


def _is_news(row: Row[Any], mention: Mention) -> bool:
    return row.gone_at is None and (not row.sighted or _is_edit(row, mention) or bool(_reached(row, mention)))


def _is_edit(row: Row[Any], mention: Mention) -> bool:
    stale = row.edited_at is not None and (mention.edited_at or mention.posted_at) < row.edited_at
    return row.content_hash != content_hash(mention) and not stale


def _reached(row: Row[Any], mention: Mention) -> dict[str, Any]:
    """Return the counts to be written; none where none changed."""
    reach = reach_of(mention)
    if all(value is None or getattr(row, name) == value for name, value in reach.items()):
        return {}
    return {name: getattr(row, name) if value is None else value for name, value in reach.items()}


def _revise(tx: Transaction, pairs: Sequence[tuple[Row[Any], Mention]], hearing: Hearing) -> int:
    """Note first sightings, new counts, and edits; return how many were edits."""
    there = [(row, mention) for row, mention in pairs if row.gone_at is None]
    sighted: dict[Lane, list[int]] = defaultdict(list)
    for row, mention in there:
        if not row.sighted:
            sighted[hearing.lane_of(mention.posted_at)].append(row.id)
    for lane, ids in sighted.items():
        _sight(tx, ids, lane, hearing)
    reached = [{"the_id": row.id, **counts} for row, mention in there if (counts := _reached(row, mention))]
    if reached:
        tx.execute(update(_mentions).where(_mentions.c.id == bindparam("the_id")), reached)
    edits = [(row, mention) for row, mention in there if _is_edit(row, mention)]
    if edits:
        _write_edits(tx, edits, hearing)
    return len(edits)


def _sight(tx: Transaction, ids: Sequence[int], lane: Lane, hearing: Hearing) -> None:
    """Note that a further source heard these. What is news to it is judged again: it may listen for another brand, or
    be the first to which it is news."""
    rows = [{"mention_id": number, "source_id": hearing.source_id, "heard_at": hearing.now} for number in ids]
    tx.execute(upsert(tx, _sightings).on_conflict_do_nothing(), rows)  # an import may be hearing for this source
    if lane is not Lane.HISTORY:
        sooner = case((_mentions.c.lane > lane, literal(lane.value)), else_=_mentions.c.lane)
        tx.execute(update(_mentions).where(_mentions.c.id.in_(ids)).values(judged=0, lane=sooner))


def _write_edits(tx: Transaction, edits: Sequence[tuple[Row[Any], Mention]], hearing: Hearing) -> None:
    """Keep what was said before. An edit of what was there before anyone listened is news."""
    now = hearing.now
    before = [
        {"mention_id": row.id, "revision": row.revision, "replaced_at": now}
        | {name: getattr(row, name) for name in ("lane", "title", "text", "stars", "out_of", "edited_at")}
        for row, _ in edits
    ]
    tx.execute(insert(table(RevisionRow)), before)
    after = [
        {
            "the_id": row.id,
            "revision": row.revision + 1,
            "lane": hearing.lane_of(mention.edited_at or mention.posted_at),
            **content_of(mention),
            # Where a place tells no time of edits ours is none: the next edit would be earlier than that.
            "edited_at": mention.edited_at,
        }
        for row, mention in edits
    ]
    tx.execute(update(_mentions).where(_mentions.c.id == bindparam("the_id")), after)


def _to_go(tx: Transaction, deleted: Sequence[MentionKey]) -> set[int]:
    """Return the ids of what is there by our knowledge, and was deleted."""
    gone = set()
    for key in deleted:
        identity = and_(*(_mentions.c[name] == getattr(key, name) for name in ("platform", "scope", "native_id")))
        query = select(_mentions.c.id).where(identity, _mentions.c.gone_at.is_(None))
        gone |= set(tx.execute(query).scalars())
    return gone


def _mark_gone(tx: Transaction, gone: set[int], now: datetime) -> None:
    """Erase the words of what its platform no longer shows, and judge it no more; that it was there stays."""
    if gone:
        blank = {"gone_at": now, "text": "", "title": None, "media": None, "judged": _mentions.c.revision}
        tx.execute(update(_mentions).where(_mentions.c.id.in_(gone)).values(**blank))
        revisions, verdicts = table(RevisionRow), table(VerdictRow)
        tx.execute(delete(revisions).where(revisions.c.mention_id.in_(gone)))
        tx.execute(update(verdicts).where(verdicts.c.mention_id.in_(gone)).values(reasons="[]"))
        traces.forget(tx, sorted(gone))
        quoting.word_anew(tx, gone, now)
