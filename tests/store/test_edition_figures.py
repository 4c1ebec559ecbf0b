"""What a week's figures tell of one department, of rules, of competitors and of praise."""

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from monitor.domain.edition import Edition
from monitor.domain.figures import Figures, Praised
from monitor.domain.rivals import Rival
from monitor.domain.week import parse
from monitor.store import insight_counts
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.figures import compute
from monitor.store.tables import CaseRow
from tests.store.history import DAY, HOUR, MONDAY, History, five_weeks


def figures(db: Database, **changes: Any) -> Figures:
    with db.read() as tx:
        return compute(tx, parse("2026-W47"), zone=ZoneInfo("UTC"), now=MONDAY + 7 * DAY + 8 * HOUR, **changes)


def test_a_departments_cases_are_all_that_is_told_of_cases(db: Database) -> None:
    five_weeks(db, cases=8)
    whole, desk = figures(db), figures(db, edition=Edition(name="desks", department="support"))
    (line,) = [line for line in whole.departments if line.name == "support"]
    assert (desk.cases, desk.edition.department) == (line.count, "support")
    assert {line.name for line in desk.departments} == {"support"}
    with db.read() as tx:
        cases = table(CaseRow)
        own = set(tx.execute(select(cases.c.id).where(cases.c.department == "support")).scalars())
    parts = (desk.outcomes, desk.dismissals, desk.policies, (desk.open.earlier, desk.critical, desk.replied.claims))
    assert {case for part in parts for tally in part for case in tally.cases} <= own
    assert {each.case for each in desk.open.oldest} <= own
    assert (desk.heard, desk.promoters, whole.promoters != ()) == (whole.heard, (), True)


def test_rules_that_cost_goodwill_are_counted_by_topic_against_the_weeks_before(db: Database) -> None:
    with db.write() as tx:
        history = History(tx)
        play = history.source("play")
        for back, topic in ((0, "billing"), (0, "billing"), (0, "delivery"), (1, "billing"), (2, "staff")):
            history.case(play, MONDAY + DAY - back * 7 * DAY, topic=topic, policy=True)
        history.case(play, MONDAY + DAY, topic="quality")
        history.delta("heard", MONDAY - 30 * DAY)
    told = figures(db)
    assert {line.name: (line.count.now, line.count.before[:2]) for line in told.policies} == {
        "billing": (2, (1, 0)), "delivery": (1, (0, 0)), "staff": (0, (0, 1)),
    }  # fmt: skip
    assert told.policy.count == 3


def test_a_competitor_stands_beside_us_where_both_are_heard_and_is_never_ours(db: Database) -> None:
    with db.write() as tx:
        history = History(tx)
        for folded, source, brand, heard, complaints in (
            (True, "forum", "Acme Air", 40, 6), (False, "forum", "Acme Air", 10, 1),
            (True, "play", "Acme Air", 90, 70),
            (False, "forum", "Bolt Air", 20, 2), (True, "forum", "Rival", 30, 9), (True, "play", "Elsewhere", 0, 0),
        ):  # fmt: skip
            for measure, times in (("about_us", heard), ("complaint", complaints)):
                history.delta(measure, MONDAY + DAY, times, folded=folded, source=source, brand=brand)
        history.delta("about_us", MONDAY - DAY, 500, source="forum", brand="Rival")
    whole = figures(db, rivals=("Rival", "Elsewhere", "Silent"))
    assert whole.rivals == (Rival(name="Rival", heard=30, complaints=9, ours_heard=70, ours_complaints=9, sources=1),)
    assert whole.complaints.now == 79
    (of_one,) = figures(db, edition=Edition(brand="Acme Air"), rivals=("Rival",)).rivals
    assert (of_one.ours_heard, of_one.ours_complaints) == (50, 7)
    assert figures(db, edition=Edition(department="support"), rivals=("Rival",)).rivals == ()
    with db.read() as tx:
        counted = insight_counts.count(tx, parse("2026-W47"), zone=ZoneInfo("UTC"), now=MONDAY, rivals=("Rival",))
    assert {brand for brand, _ in counted} == {"", "Acme Air", "Bolt Air", "Elsewhere"}


def test_praise_is_counted_once_in_the_week_it_was_heard(db: Database) -> None:
    with db.write() as tx:
        history = History(tx)
        play = history.source("play")
        heard = [history.mention(play, MONDAY + at * DAY) for at in (1, 2, 8)]
        gone = history.mention(play, MONDAY + DAY, gone_at=MONDAY + 2 * DAY)
        for number in (*heard, heard[0], gone):
            history.verdict(number, complaint=False, praise=True)
        history.verdict(history.mention(play, MONDAY + DAY), complaint=False)
    assert figures(db).praise == Praised(count=2, mentions=tuple(heard[:2]))
    assert figures(db, edition=Edition(brand="Another")).praise == Praised()
