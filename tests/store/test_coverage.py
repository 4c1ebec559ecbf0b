"""A source that was not heard is told of, never mistaken for a quiet one."""

from datetime import timedelta

from sqlalchemy import update

from monitor.domain.figures import Coverage
from monitor.store.columns import table
from monitor.store.coverage import of_span
from monitor.store.database import Database
from monitor.store.spans import Span
from monitor.store.tables import SourceRow
from tests.store.history import DAY, HOUR, MONDAY, History

WEEK = Span(start=MONDAY, end=MONDAY + 7 * DAY)
FIVE = timedelta(minutes=5)


def covered(db: Database, *, heard: dict[str, int] | None = None, sources: tuple[str, ...] | None = None):
    with db.read() as tx:
        return of_span(tx, WEEK, heard or {}, sources)


def test_a_source_polled_all_week_was_never_silent(db: Database):
    with db.write() as tx:
        history = History(tx)
        history.polls(history.source("play"), MONDAY, WEEK.end, FIVE)
    assert covered(db, heard={"play": 7}) == (Coverage(source="play", kind="rss", heard=7, polls=2016),)


def test_failures_gaps_and_what_was_not_understood_are_counted(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.polls(source, MONDAY, WEEK.end, FIVE)
        history.polls(source, MONDAY, MONDAY + 3 * HOUR, HOUR, outcome="unavailable")
        history.polls(source, MONDAY, MONDAY + HOUR, HOUR, gap="every item was new", rejected=4)
    (play,) = covered(db)
    assert (play.polls, play.failed, play.gaps, play.rejected, play.silent) == (2020, 3, 1, 4, 0)


def test_polls_that_fail_are_silence(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.polls(source, MONDAY, MONDAY + 2 * DAY, FIVE)
        history.polls(source, MONDAY + 2 * DAY, MONDAY + 3 * DAY, FIVE, outcome="refused")
        history.polls(source, MONDAY + 3 * DAY, WEEK.end, FIVE)
    (play,) = covered(db)
    assert play.silent == (DAY + FIVE).total_seconds()


def test_a_machine_that_slept_is_silence_at_either_end(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.polls(source, MONDAY - DAY, MONDAY - DAY + HOUR, FIVE)
        history.polls(source, MONDAY + DAY, MONDAY + 5 * DAY, FIVE)
    (play,) = covered(db)
    assert play.silent == (3 * DAY + FIVE).total_seconds()


def test_a_source_that_came_in_the_week_was_not_silent_before(db: Database):
    with db.write() as tx:
        history = History(tx)
        history.polls(history.source("play"), MONDAY + 4 * DAY, WEEK.end, FIVE)
        history.polls(history.source("later"), WEEK.end + DAY, WEEK.end + 2 * DAY, FIVE)
    assert [(each.source, each.silent) for each in covered(db)] == [("play", 0)]


def test_a_source_that_was_never_polled_was_silent_all_week(db: Database):
    with db.write() as tx:
        History(tx).source("play")
    (play,) = covered(db)
    assert (play.polls, play.silent) == (0, (7 * DAY).total_seconds())


def test_a_source_that_was_configured_a_moment_ago_was_not_silent(db: Database):
    with db.write() as tx:
        History(tx).source("play")
        tx.execute(update(table(SourceRow)).values(due_at=WEEK.end - FIVE))
    (play,) = covered(db)
    assert (play.polls, play.silent) == (0, 0)


def test_a_source_that_was_taken_out_is_told_of_while_it_was_polled(db: Database):
    with db.write() as tx:
        history = History(tx)
        history.polls(history.source("old", configured=False), MONDAY - DAY, MONDAY, FIVE)
        history.polls(history.source("taken out", configured=False), MONDAY, WEEK.end, FIVE)
    assert [each.source for each in covered(db)] == ["taken out"]


def test_the_most_silent_comes_first_and_only_those_asked_for(db: Database):
    with db.write() as tx:
        history = History(tx)
        history.polls(history.source("a"), MONDAY, WEEK.end, FIVE)
        history.polls(history.source("b"), MONDAY, MONDAY + DAY, FIVE)
        history.source("c")
    assert [each.source for each in covered(db)] == ["c", "b", "a"]
    assert [each.source for each in covered(db, sources=("a", "b"))] == ["b", "a"]
