"""What the week's figures say of answers as customers see them, and of how soon cases were claimed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import ceil
from statistics import median
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from monitor.domain.boilerplate import boilerplate
from monitor.domain.case import State
from monitor.domain.claims import claimed_at
from monitor.domain.edition import Edition
from monitor.domain.figures import Claimed, Figures, Replied, Speed
from monitor.domain.venue import Venue
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.editions import cases_of
from monitor.store.spans import Span
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, SourceRow
from monitor.store.tallies import tally

_CASES, _MENTIONS, _REPLIES, _SOURCES = table(CaseRow), table(MentionRow), table(ReplyRow), table(SourceRow)


class _Case(NamedTuple):
    """A case of the week that was not dismissed."""

    id: int
    source: str
    platform: str
    opened_at: datetime
    acknowledged_at: datetime | None
    responded_at: datetime | None
    posted_at: datetime

    @property
    def claimed_at(self) -> datetime | None:
        return claimed_at(self.acknowledged_at, self.responded_at)


class _Reply(NamedTuple):
    """An answer of ours that was seen beside a case's mention."""

    id: int
    case: int
    text: str
    posted_at: datetime


def added(told: Figures, tx: Transaction, week: Span) -> Figures:
    """Return `told` with what is known of the answers and claims of the cases that were opened in `week`."""
    cases = [_Case(*row) for row in tx.execute(_of_week(_cases(), week, told.edition).order_by(_CASES.c.id))]
    replies = [_Reply(*row) for row in tx.execute(_of_week(_replies(), week, told.edition).order_by(_REPLIES.c.id))]
    return replace(told, replied=_replied(cases, replies), claimed=_claimed(cases))


def speed(of: int, answered: int, taken: Sequence[float]) -> Speed:
    """Return how fast `answered` of `of` cases were answered; `taken` are the seconds of those that are timed."""
    ordered = sorted(taken)
    return Speed(
        of=of,
        answered=answered,
        timed=len(ordered),
        median=round(median(ordered)) if ordered else None,
        p90=round(ordered[ceil(0.9 * len(ordered)) - 1]) if ordered else None,
    )


def _cases() -> Select[Any]:
    own = (_CASES.c[name] for name in ("opened_at", "acknowledged_at", "responded_at"))
    found = select(_CASES.c.id, _SOURCES.c.name, _MENTIONS.c.platform, *own, _MENTIONS.c.posted_at)
    return found.join(_SOURCES, _SOURCES.c.id == _CASES.c.source_id).join(
        _MENTIONS, _MENTIONS.c.id == _CASES.c.mention_id
    )


def _replies() -> Select[Any]:
    found = select(_REPLIES.c.id, _CASES.c.id, _REPLIES.c.text, _REPLIES.c.posted_at)
    return found.join(_CASES, _CASES.c.mention_id == _REPLIES.c.mention_id)


def _of_week(found: Select[Any], week: Span, edition: Edition) -> Select[Any]:
    return found.where(week.has(_CASES.c.opened_at), _CASES.c.state != State.DISMISSED, cases_of(edition))


def _replied(cases: Sequence[_Case], replies: Sequence[_Reply]) -> Replied:
    empty = boilerplate({reply.id: reply.text for reply in replies})
    seen = {reply.case for reply in replies}
    first: dict[int, datetime] = {}
    for reply in replies:
        if reply.id not in empty:
            first[reply.case] = min(first.get(reply.case, reply.posted_at), reply.posted_at)
    taken = [(first[case.id] - case.opened_at).total_seconds() for case in cases if case.id in first]
    return Replied(
        speed=speed(len(cases), len(first), [length for length in taken if length > 0]),
        copies=tally("copies", (case.id for case in cases if case.id in seen and case.id not in first)),
        claims=tally("claims", (case.id for case in cases if case.responded_at and case.id not in seen)),
    )


def _claimed(cases: Sequence[_Case]) -> tuple[Claimed, ...]:
    said: dict[Venue, list[_Case]] = defaultdict(list)
    for case in cases:
        said[Venue(platform=case.platform, source=case.source)].append(case)
    return tuple(_claimed_of(venue, said[venue]) for venue in sorted(said, key=lambda one: (one.source, one.platform)))


def _claimed_of(venue: Venue, cases: Sequence[_Case]) -> Claimed:
    taken = [(case.claimed_at - case.posted_at).total_seconds() for case in cases if case.claimed_at]
    middle = round(median(taken)) if taken else None
    return Claimed(source=venue.source, platform=venue.platform, of=len(cases), claimed=len(taken), median=middle)
