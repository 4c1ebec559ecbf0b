"""The search for cases: the newest first, a page at a time, by keyset (a deep OFFSET costs seconds)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal_column, or_, select

from monitor.domain.access import UNLIMITED, Limits
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, Outcome, State
from monitor.domain.score import Severity, Topic
from monitor.store.answer_tables import AnswerRow
from monitor.store.case_rows import case_of
from monitor.store.columns import table
from monitor.store.database import Transaction
from monitor.store.tables import UNSETTLED, CaseRow, MentionRow, SourceRow
from monitor.store.within import cases_within
from monitor.store.word_search import few_saying, says

PAGE = 50
MOST, NEWEST = 1_000, 20_000
"""So many are counted at most, and among so many of the newest where no index leads to them."""
_A_WEEK = timedelta(days=7, hours=1)  # one in which clocks change is an hour longer
_ANSWERS, _CASES, _MENTIONS, _SOURCES = table(AnswerRow), table(CaseRow), table(MentionRow), table(SourceRow)
LIVE: ColumnElement[bool] = literal_column("cases.state IN ('open', 'acknowledged', 'responded')")
"""In these very words, without parameters: only so do the partial indexes of live cases serve."""
_UNSETTLED: ColumnElement[bool] = literal_column(f"cases.{UNSETTLED}")
"""The same in words that no index by state serves: else SQLite sorts all live cases to show the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many there are; with `more` there may be further ones that were not counted."""

    count: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseQuery:
    """What to look for; None does not matter. `states` is any of, none of them: all.

    `owner`, `department` and `need` empty: cases that have none. `opened`: from the first moment up to the second; None
    for without end. `overdue` at this moment: unanswered and past its time. `to_approve`: an answer to it waits for a
    second person. `awake` at this moment: not snoozed. `text` are beginnings of words in title and text. `language` is
    that in which it was judged when it was opened; `place` any part of where it happened; `platform` where it was said.
    `incidents` are those that it may be in. `before_id` continues a list. `within` is what whoever asks may see.
    """

    states: frozenset[State] = frozenset()
    brand: str | None = None
    source: str | None = None
    topic: Topic | None = None
    severity: Severity | None = None
    department: str | None = None
    need: str | None = None
    outcome: Outcome | None = None
    opened: tuple[datetime | None, datetime | None] | None = None
    owner: str | None = None
    overdue: datetime | None = None
    to_approve: bool = False
    awake: datetime | None = None
    text: str | None = None
    language: str | None = None
    place: str | None = None
    platform: str | None = None
    incidents: tuple[int, ...] | None = None
    before_id: int | None = None
    within: Limits = UNLIMITED
    limit: int = PAGE


def search(tx: Transaction, query: CaseQuery) -> list[Case]:
    """Return the cases that match, the newest first."""
    wanted = select(_CASES).where(*conditions(tx, query)).order_by(_CASES.c.id.desc()).limit(query.limit)
    return [case_of(row) for row in tx.execute(wanted)]


def soonest(tx: Transaction, query: CaseQuery) -> list[Case]:
    """Return the live cases that match, the one that is due first before the others, those without a time last."""
    due = (_CASES.c.due_at.is_(None), _CASES.c.due_at, _CASES.c.id)
    wanted = select(_CASES).where(LIVE, *conditions(tx, query)).order_by(*due).limit(query.limit)
    return [case_of(row) for row in tx.execute(wanted)]


def count_live(tx: Transaction, query: CaseQuery) -> int:
    """Return how many live cases match, whatever the query's limit."""
    return tx.execute(select(func.count()).select_from(_CASES).where(LIVE, *conditions(tx, query))).scalar_one()


def count(tx: Transaction, query: CaseQuery) -> Counted:
    """Count the cases that match, whatever the query's limit, as far as that is cheap.

    Live ones and those of a week are counted by their index, others among the newest; and never more than `MOST`.
    """
    holds, below = [*conditions(tx, replace(query, before_id=None))], None
    if query.states == LIVE_STATES:
        holds.append(LIVE)
    elif query.overdue is None and not query.to_approve and not _is_of_a_week(query):
        below = tx.execute(select(_CASES.c.id).order_by(_CASES.c.id.desc()).offset(NEWEST).limit(1)).scalar()
        holds += [] if below is None else [_CASES.c.id > below]
    some = select(_CASES.c.id).where(*holds).limit(MOST + 1).subquery()
    found: int = tx.execute(select(func.count()).select_from(some)).scalar_one()
    return Counted(count=min(found, MOST), more=found > MOST or below is not None)


def conditions(tx: Transaction, query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    """Yield what holds of the cases that match."""
    yield from cases_within(query.within)
    if query.states == LIVE_STATES:
        yield _UNSETTLED if query.source is None else LIVE
    elif query.states:
        yield _CASES.c.state.in_(sorted(query.states))
    for name in ("brand", "topic", "severity", "department", "need", "outcome", "owner", "language"):
        if (value := getattr(query, name)) is not None:
            yield _CASES.c[name] == value if value else _CASES.c[name].is_(None)
    if query.incidents is not None:
        yield _CASES.c.incident_id.in_(query.incidents)
    if query.source is not None:
        yield _CASES.c.source_id == select(_SOURCES.c.id).where(_SOURCES.c.name == query.source).scalar_subquery()
    if query.before_id is not None:
        yield _CASES.c.id < query.before_id
    yield from _of_moment(query)
    yield from _of_mention(tx, query)


def _is_of_a_week(query: CaseQuery) -> bool:
    since, until = query.opened or (None, None)
    return since is not None and until is not None and until - since <= _A_WEEK


def _of_moment(query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    if query.overdue is not None:
        yield LIVE
        yield _CASES.c.state.in_(sorted(UNANSWERED_STATES))
        yield _CASES.c.due_at < query.overdue
    if query.to_approve:
        waiting: ColumnElement[bool] = literal_column(
            "answers.state = 'waiting'"
        )  # in these very words, for the index of such answers
        yield _CASES.c.id.in_(select(_ANSWERS.c.case_id).where(waiting))
    if query.opened is not None:
        since, until = query.opened
        yield from [] if since is None else [_CASES.c.opened_at >= since]
        yield from [] if until is None else [_CASES.c.opened_at < until]
    if query.awake is not None:
        yield or_(_CASES.c.snoozed_until.is_(None), _CASES.c.snoozed_until <= query.awake)


def _of_mention(tx: Transaction, query: CaseQuery) -> Iterator[ColumnElement[bool]]:
    if query.text is not None:
        few = few_saying(tx, query.text)
        yield _mention(says(tx, query.text)) if few is None else _CASES.c.mention_id.in_(few)
    if query.platform is not None:
        yield _mention(_MENTIONS.c.platform == query.platform)
    if query.place is not None:
        yield _mention(_MENTIONS.c.place.icontains(query.place, autoescape=True))


def _mention(is_so: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(_MENTIONS.c.id).where(_MENTIONS.c.id == _CASES.c.mention_id, is_so).exists()
