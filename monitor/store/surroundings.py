"""Surroundings: what is known around mentions that wait to be judged, read for a batch in a few queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select

from connectors.contract import Mention
from monitor.domain.case import State
from monitor.domain.relevance import About, Speaker
from monitor.domain.surroundings import Surroundings, Under
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.judgements import Pending
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, VerdictRow

_MENTIONS, _VERDICTS = table(MentionRow), table(VerdictRow)
_CASES, _REPLIES = table(CaseRow), table(ReplyRow)

CONTENT = 0.2
"""What scored below this about us was surely no complaint."""

_Author = tuple[str, str]
"""Platform and the id there."""
_Place = tuple[str, str, str]
"""Platform, scope and native id."""


def around(tx: Transaction, waiting: Sequence[Pending]) -> dict[int, Surroundings]:
    """Return what stands around each of these mentions, by its id, in as many queries however many they are."""
    answered = _answered(tx, [one.mention for one in waiting if one.mention.parent_id])
    complained, content = _histories(tx, waiting)
    return {
        one.mention_id: Surroundings(
            under=answered.get(one.mention.key.native_id),
            complained=complained[_author(one.mention)],
            content=content[_author(one.mention)],
            age=max(one.heard_at - one.mention.posted_at, timedelta()),
        )
        for one in waiting
    }


def _answered(tx: Transaction, replies: Sequence[Mention]) -> dict[str, Under]:
    """Return what these replies stand under, by their native id."""
    known = {_place(row): row for row in _known(tx, replies)} if replies else {}
    ours = _answers(tx, known.values(), replies) if known else frozenset()
    found = {}
    for reply in replies:
        where = (reply.key.platform, reply.key.scope)
        parent = known.get((*where, reply.parent_id or ""))
        root = known.get((*where, reply.thread_id or ""))
        if (root is not None and (root.id, reply.parent_id) in ours) or (parent is not None and parent.ours):
            found[reply.key.native_id] = Under.OURS
        elif parent is not None and parent.complaint:
            own = reply.author.id is not None and reply.author.id == parent.author_id
            found[reply.key.native_id] = Under.OWN if own else Under.COMPLAINT
    return found


def _known(tx: Transaction, replies: Sequence[Mention]) -> Sequence[Row[Any]]:
    """Return the mentions that replies answer or whose thread they are in, and what was decided about them."""
    wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for reply in replies:
        wanted[reply.key.platform, reply.key.scope].update(filter(None, (reply.parent_id, reply.thread_id)))
    of_it = _VERDICTS.c.mention_id == _MENTIONS.c.id
    dismissed = exists().where(_CASES.c.mention_id == _MENTIONS.c.id, _CASES.c.state == State.DISMISSED.value)
    complaint = exists().where(of_it, _VERDICTS.c.complaint) & ~dismissed
    ours = exists().where(of_it, _VERDICTS.c.speaker == Speaker.OURSELVES.value)
    columns = [_MENTIONS.c[name] for name in ("id", "platform", "scope", "native_id", "author_id")]
    here = (
        and_(_MENTIONS.c.platform == platform, _MENTIONS.c.scope == scope, _MENTIONS.c.native_id.in_(sorted(names)))
        for (platform, scope), names in wanted.items()
    )
    found: Select[Any] = select(*columns, complaint.label("complaint"), ours.label("ours")).where(or_(*here))
    return tx.execute(found).all()


def _answers(tx: Transaction, known: Iterable[Row[Any]], replies: Sequence[Mention]) -> frozenset[tuple[int, str]]:
    """Return which of the posts that replies answer are answers of ours to a mention that is known."""
    roots, parents = {row.id for row in known}, {reply.parent_id for reply in replies if reply.parent_id}
    mine = (_REPLIES.c.mention_id.in_(sorted(roots)), _REPLIES.c.native_id.in_(sorted(parents)))
    return frozenset(
        (row.mention_id, row.native_id)
        for row in tx.execute(select(_REPLIES.c.mention_id, _REPLIES.c.native_id).where(*mine))
    )


def _histories(tx: Transaction, waiting: Sequence[Pending]) -> tuple[Mapping[_Author, int], Mapping[_Author, int]]:
    """Count the cases of these authors that nobody dismissed, and their mentions that were surely no complaint."""
    complained: Counter[_Author] = Counter()
    content: Counter[_Author] = Counter()
    authors: defaultdict[str, set[str]] = defaultdict(set)
    for one in waiting:
        if one.mention.author.id:
            authors[one.mention.key.platform].add(one.mention.author.id)
    if not authors:
        return complained, content
    earlier = or_(*(_theirs(platform, names) for platform, names in authors.items()))
    earlier &= _MENTIONS.c.id.not_in([one.mention_id for one in waiting])
    who = (_MENTIONS.c.platform, _MENTIONS.c.author_id)
    counted = func.count(_MENTIONS.c.id.distinct()).label("counted")
    cases = select(*who, counted).join(_CASES, _CASES.c.mention_id == _MENTIONS.c.id)
    cases = cases.where(earlier, _CASES.c.state != State.DISMISSED.value).group_by(*who)
    calm = select(*who, counted).join(_VERDICTS, _VERDICTS.c.mention_id == _MENTIONS.c.id)
    calm = calm.where(earlier, _VERDICTS.c.about == About.US.value, _VERDICTS.c.score < CONTENT).group_by(*who)
    complained.update({(row.platform, row.author_id): row.counted for row in tx.execute(cases)})
    content.update({(row.platform, row.author_id): row.counted for row in tx.execute(calm)})
    return complained, content


def _theirs(platform: str, names: Iterable[str]) -> ColumnElement[bool]:
    return and_(_MENTIONS.c.platform == platform, _MENTIONS.c.author_id.in_(sorted(names)))


def _author(mention: Mention) -> _Author:
    return mention.key.platform, mention.author.id or ""


def _place(row: Row[Any]) -> _Place:
    return row.platform, row.scope, row.native_id
