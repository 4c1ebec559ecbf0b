"""The week's figures are those that anyone would count by hand from the rows."""

from collections import Counter
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from monitor.domain.edition import Edition
from monitor.domain.figures import Count, Figures, Kept, Line, Speed, Stars, Tally
from monitor.domain.week import Week, parse
from monitor.store.columns import EPOCH, table
from monitor.store.database import Database
from monitor.store.figures import compute
from monitor.store.outbox_tables import DeltaRow, RollupRow
from monitor.store.tables import CaseRow, EventRow, MentionRow, SourceRow
from tests.store.history import DAY, HOUR, MONDAY, History

UTC_ZONE = ZoneInfo("UTC")
WEEK = parse("2026-W47")
DUE = MONDAY + 7 * DAY + 8 * HOUR


def figures(
    db: Database, week: Week = WEEK, *, now: datetime = DUE, zone: ZoneInfo = UTC_ZONE, **scope: Any
) -> Figures:
    with db.read() as tx:
        return compute(tx, week, zone=zone, now=now, **scope)


def rows(db: Database, kind: Any) -> list[SimpleNamespace]:
    with db.read() as tx:
        return [SimpleNamespace(**row._mapping) for row in tx.execute(select(table(kind)))]


def in_week(moment: datetime | None, back: int = 0) -> bool:
    start = MONDAY - back * 7 * DAY
    return moment is not None and start <= moment < start + 7 * DAY


def plain(lines: tuple[Line, ...]) -> dict[str, tuple[int, tuple[int, ...]]]:
    return {line.name: (line.count.now, line.count.before) for line in lines}


class TestAgainstCountingByHand:
    """A store of five weeks, every figure counted again from its rows in the plainest way."""

    @pytest.fixture(autouse=True)
    def _a_store_with_a_past(self, past: Database) -> None:
        self.db, self.told = past, figures(past)
        self.cases = rows(past, CaseRow)
        self.sources = {source.id: source.name for source in rows(past, SourceRow)}
        self.weeks = [[case for case in self.cases if in_week(case.opened_at, back)] for back in range(5)]

    def by(self, name_of: Any) -> dict[str, tuple[int, tuple[int, ...]]]:
        counts = [Counter(map(name_of, week)) for week in self.weeks]
        names = set().union(*counts)
        return {name: (counts[0][name], tuple(count[name] for count in counts[1:])) for name in names}

    def test_cases_by_everything(self):
        assert self.told.cases == Count(now=len(self.weeks[0]), before=tuple(map(len, self.weeks[1:])))
        assert plain(self.told.topics) == self.by(lambda case: case.topic)
        assert plain(self.told.brands) == self.by(lambda case: case.brand)
        assert plain(self.told.severities) == self.by(lambda case: case.severity)
        assert plain(self.told.needs) == self.by(lambda case: case.need or "unclear")
        assert plain(self.told.departments) == self.by(lambda case: case.department or "no department")
        platforms = {mention.id: mention.platform for mention in rows(self.db, MentionRow)}
        places = {f"{one.name} {one.platform}": (one.count.now, one.count.before) for one in self.told.sources}
        assert places == self.by(lambda case: f"{self.sources[case.source_id]} {platforms[case.mention_id]}")

    def test_the_ids_behind_a_figure_are_its_oldest_cases(self):
        for line in self.told.topics:
            mine = [case for case in self.weeks[0] if case.topic == line.name]
            mine.sort(key=lambda case: (case.opened_at, case.id))
            assert line.cases == tuple(case.id for case in mine[:20])

    def test_what_was_heard(self):
        counted = [0] * 5
        for row in rows(self.db, DeltaRow) + rows(self.db, RollupRow):
            at = EPOCH + row.bucket * timedelta(minutes=15)
            for back in range(5):
                counted[back] += row.count if row.measure == "heard" and in_week(at, back) else 0
        assert self.told.heard == Count(now=counted[0], before=tuple(counted[1:]))

    def test_how_fast_it_was_answered(self):
        for week, told in zip(self.weeks, (self.told.speed, *self.told.speed_before), strict=True):
            real = [case for case in week if case.state != "dismissed"]
            taken = sorted((case.responded_at - case.opened_at).total_seconds() for case in real if case.responded_at)
            within = next(time for time in taken if sum(other <= time for other in taken) >= 0.9 * len(taken))
            assert told == Speed(
                of=len(real),
                answered=len(taken),
                timed=len(taken),
                median=round(median(taken)),
                p90=round(within),
            )
            assert within == taken[ceil(0.9 * len(taken)) - 1]

    def test_what_was_promised_and_kept(self):
        due = [case for case in self.cases if in_week(case.due_at) and case.state != "dismissed"]
        kept = [case for case in due if (case.responded_at or case.resolved_at or DUE) <= case.due_at]
        assert (self.told.kept.due, self.told.kept.kept) == (len(due), len(kept))
        assert not set(self.told.kept.broken) & {case.id for case in kept}

    def test_what_is_live(self):
        states = Counter(case.state for case in self.cases)
        live = self.told.open
        assert (live.open, live.acknowledged, live.responded) == tuple(
            states[name] for name in ("open", "acknowledged", "responded")
        )
        unanswered = [case for case in self.cases if case.state in {"open", "acknowledged"}]
        unanswered.sort(key=lambda case: (case.opened_at, case.id))
        assert [each.case for each in live.oldest] == [case.id for case in unanswered[:10]]
        assert live.overdue == sum(case.due_at < DUE for case in unanswered)
        earlier = [case.id for case in unanswered if case.opened_at < MONDAY]
        assert live.earlier == Tally(name="earlier", count=len(earlier), cases=tuple(earlier[:20]))
        urgent = [case.id for case in unanswered if case.severity == "critical"]
        assert live.urgent == Tally(name="urgent", count=len(urgent), cases=tuple(urgent))

    def test_what_customers_did_and_what_was_set_aside(self):
        moves = [event for event in rows(self.db, EventRow) if in_week(event.at)]
        outcomes = Counter(event.became for event in moves if event.kind == "outcome")
        assert {tally.name: tally.count for tally in self.told.outcomes} == outcomes
        dismissed = Counter(event.became for event in moves if event.kind == "dismissed")
        assert {tally.name: tally.count for tally in self.told.dismissals} == dismissed
        won = {event.case_id for event in moves if event.became == "recovered"}
        owners = Counter(case.owner for case in self.cases if case.id in won and case.owner)
        assert {tally.name: tally.count for tally in self.told.thanks} == owners

    def test_how_often_the_judge_was_right(self):
        acted = [case for case in self.weeks[0] if case.state != "open"]
        assert self.told.precision.acted == len(acted)
        assert self.told.precision.wrong == sum(case.dismissal == "not_a_complaint" for case in acted)

    def test_the_stars(self):
        rated = [mention for mention in rows(self.db, MentionRow) if mention.stars]
        for back, told in enumerate((self.told.promoters[0].now, self.told.promoters[0].before)):
            stars = Counter(mention.stars for mention in rated if in_week(mention.posted_at, back))
            assert told == Stars(promoters=stars[5], passives=stars[4], detractors=stars[1] + stars[2] + stars[3])

    def test_a_brand_alone_is_the_same_where_there_is_one(self):
        told = figures(self.db, edition=Edition(brand="Acme Air"))
        assert told.topics == self.told.topics
        assert told.open == self.told.open
        assert figures(self.db, edition=Edition(brand="Another")).cases.now == 0


def test_an_empty_store_has_a_week_of_nothing(db: Database):
    told = figures(db)
    assert told.cases == told.heard == Count()
    assert told.speed == Speed()
    assert told.coverage == ()


def test_weeks_in_which_nobody_listened_are_nothing_to_compare_with(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.case(source, MONDAY - 10 * DAY)
        history.case(source, MONDAY - 2 * DAY)
    assert figures(db).cases == Count(now=0, before=(1,))


def test_half_a_week_is_compared_with_half_weeks(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        for back in (0, 7, 14):
            history.case(source, MONDAY - back * DAY + HOUR)
            history.delta("heard", MONDAY - back * DAY + HOUR, 10)
            history.case(source, MONDAY - back * DAY + 4 * DAY)
            history.delta("heard", MONDAY - back * DAY + 4 * DAY, 100)
    half = figures(db, now=MONDAY + 3 * DAY, preliminary=True)
    assert half.cases.before == (1, 1)
    assert half.heard.before == (10, 10)
    assert figures(db).heard == Count(now=110, before=(110, 110))


def test_a_week_is_that_of_the_zone(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        case = history.case(source, MONDAY - HOUR)
        history.delta("heard", MONDAY - HOUR)
    told = figures(db, zone=ZoneInfo("Europe/Berlin"))
    assert told.topics[0].cases == (case,)
    assert told.heard.now == 1
    assert told.zone == "Europe/Berlin"
    assert figures(db).cases.now == 0


def test_folding_changes_no_figure(db: Database):
    with db.write() as tx:
        history = History(tx)
        history.delta("heard", MONDAY, 3)
        history.delta("heard", MONDAY, 4, folded=True)
        history.delta("heard", MONDAY, -1, source="other")
        history.delta("needs_eyes", MONDAY, 2)
    told = figures(db)
    assert (told.heard.now, told.needs_eyes.now) == (6, 2)


def test_the_scope_of_a_brand_counts_what_was_about_it(db: Database):
    with db.write() as tx:
        history = History(tx)
        history.delta("heard", MONDAY, 9, brand="")
        history.delta("about_us", MONDAY, 5)
        history.delta("about_us", MONDAY, 2, brand="Another")
    assert figures(db).heard.now == 9
    assert figures(db, edition=Edition(brand="Acme Air")).heard.now == 5


def test_an_answer_from_before_we_heard_is_an_answer_but_no_speed(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.case(source, MONDAY, state="responded", responded_at=MONDAY)
        history.case(source, MONDAY, state="responded", responded_at=MONDAY + HOUR)
    assert figures(db).speed == Speed(of=2, answered=2, timed=1, median=3600, p90=3600)


def test_what_is_not_due_yet_is_neither_kept_nor_broken(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.case(source, MONDAY, due_at=MONDAY + 3 * DAY)
        late = history.case(source, MONDAY, due_at=MONDAY + DAY)
        history.case(source, MONDAY, due_at=MONDAY + DAY, state="resolved", resolved_at=MONDAY + HOUR)
    told = figures(db, now=MONDAY + 2 * DAY, preliminary=True)
    assert told.preliminary
    assert told.kept == Kept(due=2, kept=1, broken=(late,))


def test_the_last_word_of_the_week_is_the_outcome(db: Database):
    with db.write() as tx:
        history = History(tx)
        case = history.case(history.source("play"), MONDAY - 20 * DAY, state="resolved", outcome="recovered")
        history.event(case, "resolved", MONDAY + HOUR, became="unknown")
        history.event(case, "outcome", MONDAY + DAY, became="worsened", by="customer")
        history.event(case, "outcome", MONDAY + 8 * DAY, became="recovered", by="customer")
    assert figures(db).outcomes == (Tally(name="worsened", count=1, cases=(case,)),)


def test_a_dismissal_that_was_taken_back_does_not_count(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        back = history.case(source, MONDAY, state="open")
        gone = history.case(source, MONDAY, state="dismissed", dismissal="spam")
        history.event(back, "dismissed", MONDAY + HOUR, became="spam")
        history.event(gone, "dismissed", MONDAY + HOUR, became="spam")
    assert figures(db).dismissals == (Tally(name="spam", count=1, cases=(gone,)),)


def test_cases_that_object_to_a_rule_are_named(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.case(source, MONDAY)
        objecting = history.case(source, MONDAY + HOUR, policy=True)
        history.case(source, MONDAY - DAY, policy=True)
    assert figures(db).policy == Tally(name="policy", count=1, cases=(objecting,))


@pytest.mark.parametrize(
    ("stars", "out_of", "sorted_as"),
    [
        (5, 5, Stars(promoters=1)),
        (4, 5, Stars(passives=1)),
        (3, 5, Stars(detractors=1)),
        (9, 10, Stars(promoters=1)),
        (6, 10, Stars(detractors=1)),
        (0, 1, Stars(detractors=1)),
    ],
)
def test_ratings_are_sorted_by_their_share_of_the_whole(db: Database, stars, out_of, sorted_as):
    with db.write() as tx:
        history = History(tx)
        history.mention(history.source("play"), MONDAY, stars=float(stars), out_of=float(out_of))
    assert figures(db).promoters[0].now == sorted_as


def test_a_rating_that_is_gone_or_of_another_brand_does_not_count(db: Database):
    with db.write() as tx:
        history = History(tx)
        source = history.source("play")
        history.mention(source, MONDAY, stars=1.0, out_of=5.0, gone_at=MONDAY + DAY)
        history.verdict(history.mention(source, MONDAY, stars=5.0, out_of=5.0), brand="Another")
    assert figures(db).promoters[0].now == Stars(promoters=1)
    assert figures(db, edition=Edition(brand="Acme Air")).promoters == ()
    assert figures(db, sources=("other",)).promoters == ()
