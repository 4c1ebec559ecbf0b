"""The sums of a week are those that anyone would count by hand, and are read within limits."""

from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from monitor.domain.access import Limits
from monitor.domain.figures import NO_DEPARTMENT, Stars
from monitor.domain.insights import Cell, added, spread
from monitor.domain.venue import Venue
from monitor.domain.week import parse
from monitor.store import insights
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.insight_counts import Place, count, since
from monitor.store.insights import View
from monitor.store.tables import CaseRow, MentionRow, ReplyRow, SourceRow
from tests.store.history import DAY, HOUR, MONDAY, History, five_weeks

PLAY = Venue(platform="google_play", source="play").key
UTC_ZONE, WEEK, NOW = ZoneInfo("UTC"), parse("2026-W47"), MONDAY + 7 * DAY
ANSWER = "We have sent the refund for {} back to your card; it is there in three days, and we are sorry for it."


def counted(db: Database, now: datetime = NOW) -> dict[Place, Cell]:
    with db.read() as tx:
        return count(tx, WEEK, zone=UTC_ZONE, now=now)


def rows(db: Database, kind: Any) -> list[SimpleNamespace]:
    with db.read() as tx:
        return [SimpleNamespace(**row._mapping) for row in tx.execute(select(table(kind)))]


def test_sums_are_those_counted_by_hand(db: Database) -> None:
    five_weeks(db, cases=8)
    cells = counted(db)
    all_of_it = added(cells.values())
    cases = [case for case in rows(db, CaseRow) if MONDAY <= case.opened_at < NOW]
    names = {source.id: source.name for source in rows(db, SourceRow)}
    held = [case for case in cases if case.state != "dismissed"]
    decided = [
        case for case in held if (case.responded_at or case.resolved_at or NOW) >= case.due_at or case.responded_at
    ]
    late = [case for case in decided if (case.responded_at or NOW) > case.due_at]
    assert all_of_it.cases == len(cases)
    assert all_of_it.topics == Counter(case.topic for case in cases)
    assert all_of_it.severities == Counter(case.severity for case in cases)
    said_at = {mention.id: mention.platform for mention in rows(db, MentionRow)}
    venues = (Venue(platform=said_at[case.mention_id], source=names[case.source_id]).key for case in cases)
    assert all_of_it.venues == Counter(venues)
    assert all_of_it.needs == Counter(case.need or "unclear" for case in cases)
    assert all_of_it.outcomes == Counter(case.outcome for case in cases if case.outcome)
    assert all_of_it.held == len(held) == all_of_it.answered + all_of_it.unanswered
    assert all_of_it.answered == all_of_it.claims == sum(case.responded_at is not None for case in held)
    assert (all_of_it.due, all_of_it.due - all_of_it.kept) == (len(decided), len(late))
    assert all_of_it.acted == sum(case.state != "open" for case in cases)
    assert all_of_it.wrong == sum(case.dismissal == "not_a_complaint" for case in cases)
    assert {place for place in cells if place[1]} == {("Acme Air", case.department or NO_DEPARTMENT) for case in cases}
    assert cells["Acme Air", "support"].cases == sum(case.department == "support" for case in cases)
    assert all_of_it.heard.keys() == {"acme-play", "acme-forum"}
    assert all_of_it.needs_eyes == 6


class TestOneWeek:
    """A week in which little happened, all of it known."""

    @pytest.fixture(autouse=True)
    def _a_week(self, sqlite_db: Database) -> None:
        self.db = sqlite_db
        with self.db.write() as tx:
            history = History(tx)
            play = history.source("play")
            opened = [MONDAY + hour * HOUR for hour in range(4)]
            first, copy, same, told = (
                history.case(
                    play,
                    at,
                    policy=at == opened[1],
                    acknowledged_at=at + HOUR,
                    state="responded",
                    responded_at=at + HOUR,
                )
                for at in opened
            )
            mentions = {row.id: row.mention_id for row in tx.execute(select(table(CaseRow)))}
            for case, at, text in (
                (first, opened[0] + 2 * HOUR, ANSWER.format("the case of the blue bag that went to Lisbon")),
                (
                    first,
                    opened[0] + 5 * HOUR,
                    "Your new bag is on its way: the courier has it, and it comes to your door on Friday.",
                ),
                (copy, opened[1] + HOUR, "Sorry to hear that."),
                (same, opened[2] + HOUR, "Thanks!"),
            ):
                values = {
                    "mention_id": mentions[case],
                    "native_id": str(at),
                    "posted_at": at,
                    "heard_at": at,
                    "text": text,
                }
                tx.execute(insert(table(ReplyRow)).values(values))
            for stars, gone in ((5.0, None), (4.0, None), (1.0, None), (1.0, MONDAY + DAY)):
                rated = history.mention(play, MONDAY, stars=stars, out_of=5.0, gone_at=gone)
                history.verdict(rated)
                history.verdict(rated, about="other", brand="Another")
            history.delta("negative", MONDAY, 3, folded=True)
            history.delta("positive", MONDAY, 2)
            self.told = told

    def test_replies_of_substance_are_told_apart_from_boilerplate_and_from_claims(self) -> None:
        cell = counted(self.db)["Acme Air", "support"]
        assert (cell.replied, cell.untimed, cell.copies, cell.claims) == ((7200,), 0, 2, 1)

    def test_what_people_noted_of_those_won_back_is_summed_by_currency(self) -> None:
        cases = table(CaseRow)
        with self.db.write() as tx:
            for number, kept, outcome in (
                (1, "120 GBP", "recovered"),
                (2, "0.50 GBP", "recovered"),
                (3, "9 EUR", "worsened"),
            ):
                tx.execute(update(cases).where(cases.c.id == number).values(kept=kept, outcome=outcome))
        assert added(counted(self.db).values()).noted == {"GBP": 12_050}

    def test_claims_are_timed_from_the_post(self) -> None:
        cell = counted(self.db)["Acme Air", "support"]
        assert (cell.claimable, cell.claimed) == ({PLAY: 4}, {PLAY: (3600,) * 4})

    def test_a_claim_after_the_answer_is_none_of_what_was_posted_first(self) -> None:
        cases = table(CaseRow)
        with self.db.write() as tx:
            late = (cases.c.id == 1) & cases.c.responded_at.is_not(None)
            assert tx.execute(update(cases).where(late).values(acknowledged_at=MONDAY + 5 * DAY)).rowcount == 1
        cell = counted(self.db)["Acme Air", "support"]
        assert (cell.claimable, cell.claimed) == ({PLAY: 4}, {PLAY: (3600,) * 3})

    def test_ratings_and_tones_are_of_the_brand(self) -> None:
        cells = counted(self.db)
        assert cells["Acme Air", ""].stars == {PLAY: Stars(promoters=1, passives=1, detractors=1)}
        assert cells["Acme Air", ""].tones == {"negative": 3, "positive": 2}
        assert ("Another", "") not in cells

    def test_who_objects_to_a_rule_is_named(self) -> None:
        cell = counted(self.db)["Acme Air", "support"]
        assert (cell.rules, cell.quoting) == ({"billing": 1}, (2,))

    def test_the_first_moment_of_all_is_known(self) -> None:
        with self.db.read() as tx:
            assert since(tx) == MONDAY


def test_sums_are_saved_and_read_within_limits(db: Database) -> None:
    cells = {
        ("", ""): Cell(heard={"play": 90}),
        ("Acme Air", ""): Cell(ours={"play": 50}, stars={"play": Stars(promoters=2)}),
        ("Acme Air", "support"): Cell(cases=3, replied=(10, 30), claimed={"play": (5,)}),
        ("Acme Air", NO_DEPARTMENT): Cell(cases=1, replied=(20,), claimed={"play": (4,)}),
        ("Other Air", "support"): Cell(cases=7),
    }
    with db.write() as tx:
        insights.save(tx, WEEK, {("", ""): Cell(heard={"old": 1})}, zone="UTC", now=NOW - HOUR)
        insights.save(tx, WEEK, cells, zone="UTC", now=NOW)

    def seen(**view: Any) -> Cell:
        with db.read() as tx:
            return added(insights.load(tx, WEEK.after(-3), WEEK, View(**view)).get(WEEK, []))

    agency = Limits(brands=frozenset({"Acme Air"}))
    desk = Limits(departments=frozenset({"support"}))
    assert (seen().heard, seen().cases) == ({"play": 90}, 11)
    assert (seen().replied, seen().claimed) == ((10, 20, 30), {"play": (4, 5)})
    assert (seen(within=agency).heard, seen(within=agency).ours, seen(within=agency).cases) == ({}, {"play": 50}, 4)
    assert (seen(within=desk).ours, seen(within=desk).stars, seen(within=desk).cases) == ({}, {}, 10)
    assert seen(brand="Other Air", within=agency) == Cell()
    assert seen(brand="Acme Air", department=NO_DEPARTMENT).cases == 1
    with db.read() as tx:
        assert insights.places(tx, WEEK, WEEK, agency) == (("Acme Air",), (NO_DEPARTMENT, "support"))
        assert [(each.week, each.made_at) for each in insights.counted(tx)] == [(WEEK, NOW)]


def test_a_spread_names_the_middle_and_the_slowest_but_one_in_twenty() -> None:
    assert spread(tuple(range(1, 41))).p95 == 38
    assert (spread((1, 2)).median, spread(()).median) == (2, None)
    assert timedelta(seconds=spread((60,)).p95 or 0) == timedelta(minutes=1)
