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
from monitor.store import deltas, tombstones
from monitor.store.columns import table
from monitor.store.database import Transaction, take_turns
from monitor.store.mention_rows import content_hash, content_of, reach_of, row_of, storable
from monitor.store.rows import next_ids, upsert
from monitor.store.tables import MentionRow, RejectedRow, ReplyRow, RevisionRow, SightingRow, VerdictRow

_CHUNK = 500  # ids a query: SQLite takes 32,766 variables, and short queries leave room for others

_mentions = table(MentionRow)
_sightings = table(SightingRow)
_replies = table(ReplyRow)


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
    """Save everything a page holds. Hearing a mention again changes nothing; hearing it changed makes a revision."""
    heard = _latest(page.mentions)
    _one_writer_per_platform(tx, heard)
    known = _known(tx, heard, hearing.source_id)
    wanted = (mention for key, mention in heard.items() if key not in known)
    fresh = tombstones.without_erased(tx, list(filter(hearing.keeps, wanted) if hearing.keeps else wanted))
    ids = _insert(tx, fresh, hearing)
    edited = _revise(tx, [(known[key], mention) for key, mention in heard.items() if key in known], hearing)
    ids |= {key: row.id for key, row in known.items() if row.gone_at is None}
    replies = _add_replies(tx, [(ids[key], mention) for key, mention in heard.items() if key in ids], hearing.now)
    gone = _mark_gone(tx, page.deleted, hearing.now)
    add_rejected(tx, hearing.source_id, page.rejected, hearing.now)
    return Saved(
        heard=len(page.mentions),
        new=len(fresh),
        edited=edited,
        rejected=len(page.rejected),
        replies=tuple(replies),
        gone=tuple(gone),
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


def _one_writer_per_platform(tx: Transaction, heard: Iterable[MentionKey]) -> None:
    """On PostgreSQL two sources may hear one post in the same moment; SQLite has one writer anyway."""
    for place in sorted({f"{key.platform}/{key.scope}" for key in heard}):
        take_turns(tx, place)


def _known(tx: Transaction, keys: Iterable[MentionKey], source_id: int) -> dict[MentionKey, Row[Any]]:
    by_place: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in keys:
        by_place[key.platform, key.scope].append(key.native_id)
    sighted = _sightings.c.source_id.is_not(None).label("sighted")
    join = _mentions.outerjoin(
        _sightings, and_(_sightings.c.mention_id == _mentions.c.id, _sightings.c.source_id == source_id)
    )
    columns: list[Any] = [*(_mentions.c[name] for name in _COMPARED), sighted]
    query: Select[Any] = select(*columns).select_from(join)
    known: dict[MentionKey, Row[Any]] = {}
    for (platform, scope), native_ids in by_place.items():
        place = query.where(_mentions.c.platform == platform, _mentions.c.scope == scope)
        for start in range(0, len(native_ids), _CHUNK):
            for row in tx.execute(place.where(_mentions.c.native_id.in_(native_ids[start : start + _CHUNK]))):
                known[MentionKey(platform=platform, scope=scope, native_id=row.native_id)] = row
    return known


_COMPARED = (
    "id", "native_id", "content_hash", "lane", "revision", "edited_at", "gone_at",
    "title", "text", "stars", "out_of", "followers", "likes", "shares", "reply_count", "views",
)  # fmt: skip


def _insert(tx: Transaction, fresh: Sequence[Mention], hearing: Hearing) -> dict[MentionKey, int]:
    if not fresh:
        return {}
    rows = []
    for mention, number in zip(fresh, next_ids(tx, _mentions, len(fresh)), strict=True):
        lane = hearing.lane_of(mention.posted_at)
        heard_at = min(mention.posted_at, hearing.now) if hearing.backdated else hearing.now
        rows.append({"id": number, **row_of(mention, source_id=hearing.source_id, lane=lane, heard_at=heard_at)})
    tx.execute(insert(_mentions), rows)
    sightings = [{"mention_id": row["id"], "source_id": hearing.source_id, "heard_at": row["heard_at"]} for row in rows]
    tx.execute(insert(_sightings), sightings)
    deltas.add(tx, *(deltas.Delta(measure="heard", at=row["heard_at"], source=hearing.source) for row in rows))
    return {mention.key: row["id"] for mention, row in zip(fresh, rows, strict=True)}


def _revise(tx: Transaction, pairs: Sequence[tuple[Row[Any], Mention]], hearing: Hearing) -> int:
    """Note first sightings, new counts, and edits; return how many were edits."""
    edits, reached = [], []
    sighted: dict[Lane, list[int]] = defaultdict(list)
    for row, mention in pairs:
        if row.gone_at is not None:
            continue
        if not row.sighted:
            sighted[hearing.lane_of(mention.posted_at)].append(row.id)
        stale = row.edited_at is not None and (mention.edited_at or mention.posted_at) < row.edited_at
        if row.content_hash != content_hash(mention) and not stale:
            edits.append((row, mention))
        reach = reach_of(mention)
        if any(getattr(row, name) != value for name, value in reach.items() if value is not None):
            kept = {name: getattr(row, name) if value is None else value for name, value in reach.items()}
            reached.append({"the_id": row.id, **kept})
    for lane, ids in sighted.items():
        _sight(tx, ids, lane, hearing)
    if reached:
        tx.execute(update(_mentions).where(_mentions.c.id == bindparam("the_id")), reached)
    if edits:
        _write_edits(tx, edits, hearing)
    return len(edits)


def _sight(tx: Transaction, ids: Sequence[int], lane: Lane, hearing: Hearing) -> None:
    """Note that a further source heard these. What is news to it is judged again: it may listen for another brand, or
    be the first to which it is news."""
    rows = [{"mention_id": number, "source_id": hearing.source_id, "heard_at": hearing.now} for number in ids]
    tx.execute(insert(_sightings), rows)
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
            "edited_at": mention.edited_at or now,
        }
        for row, mention in edits
    ]
    tx.execute(update(_mentions).where(_mentions.c.id == bindparam("the_id")), after)


def _add_replies(tx: Transaction, pairs: Sequence[tuple[int, Mention]], now: datetime) -> list[tuple[int, OwnReply]]:
    answered = [(number, mention) for number, mention in pairs if mention.own_replies]
    if not answered:
        return []
    query = select(_replies.c.mention_id, _replies.c.native_id)
    seen = {
        (row.mention_id, row.native_id)
        for row in tx.execute(query.where(_replies.c.mention_id.in_([number for number, _ in answered])))
    }
    fresh = {
        (number, reply.native_id): reply
        for number, mention in answered
        for reply in mention.own_replies
        if (number, reply.native_id) not in seen
    }
    rows = [
        {
            "mention_id": number,
            "native_id": native_id,
            "author": reply.author,
            "text": storable(reply.text),
            "posted_at": reply.posted_at,
            "heard_at": now,
        }
        for (number, native_id), reply in fresh.items()
    ]
    if rows:
        tx.execute(insert(_replies), rows)
    return [(number, reply) for (number, _), reply in fresh.items()]


def _mark_gone(tx: Transaction, deleted: Sequence[MentionKey], now: datetime) -> list[int]:
    """Erase the words of what its platform no longer shows, and judge it no more; that it was there stays."""
    gone = []
    for key in deleted:
        identity = and_(*(_mentions.c[name] == getattr(key, name) for name in ("platform", "scope", "native_id")))
        query = select(_mentions.c.id).where(identity, _mentions.c.gone_at.is_(None))
        number = tx.execute(query).scalar_one_or_none()
        if number is not None:
            gone.append(number)
    if gone:
        blank = {"gone_at": now, "text": "", "title": None, "media": None, "judged": _mentions.c.revision}
        tx.execute(update(_mentions).where(_mentions.c.id.in_(gone)).values(**blank))
        revisions, verdicts = table(RevisionRow), table(VerdictRow)
        tx.execute(delete(revisions).where(revisions.c.mention_id.in_(gone)))
        tx.execute(update(verdicts).where(verdicts.c.mention_id.in_(gone)).values(reasons="[]"))
    return gone
