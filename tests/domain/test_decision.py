"""A week asks for one decision: the most pressing."""

from dataclasses import replace

import pytest

from monitor.domain.decision import Ask, decide
from monitor.domain.figures import Count, Coverage, Kept, Line, Open, Precision, Tally
from tests.domain.weeks import BUSY, QUIET, a_week

BLIND = (Coverage(source="acme-forum", kind="rss", silent=25 * 3600),)
LATE = Kept(due=40, kept=28, broken=(1, 2))
OLD = Open(open=1, earlier=Tally(name="earlier", count=1, cases=(17,)))
URGENT = replace(OLD, urgent=Tally(name="urgent", count=2, cases=(101, 140)))
NOISY = Precision(acted=12, wrong=6)


@pytest.mark.parametrize(
    ("changes", "ask"),
    [
        ({"open": URGENT, "coverage": BLIND, "kept": LATE}, Ask.URGENT),
        ({"open": OLD, "coverage": BLIND, "kept": LATE}, Ask.BLIND),
        ({"open": OLD, "kept": LATE}, Ask.RISING),
        ({"open": OLD, "kept": LATE, "topics": ()}, Ask.LATE),
        ({"open": OLD, "topics": (), "precision": NOISY}, Ask.OLD),
        ({"open": Open(), "topics": (), "precision": NOISY}, Ask.NOISE),
        ({"open": Open(), "topics": ()}, Ask.NOTHING),
    ],
)
def test_what_presses_most_is_asked_first(changes, ask):
    assert decide(a_week(**changes)).ask is ask


def test_a_decision_names_what_it_is_about_and_its_cases():
    rising = decide(a_week(open=Open()))
    assert (rising.about, rising.cases.count, rising.cases.cases[:2]) == ("billing", 48, (101, 102))
    assert decide(a_week(open=URGENT)).cases.cases == (101, 140)
    assert decide(a_week(coverage=BLIND)).about == "acme-forum"


def test_the_topic_that_rose_most_is_named():
    lines = (
        Line(name="price", count=Count(now=12, before=(1, 1))),
        Line(name="delivery", count=Count(now=90, before=(40, 40))),
    )
    assert decide(a_week(topics=lines, open=Open())).about == "delivery"


def test_what_is_about_nothing_in_particular_is_nobodys_to_take_up():
    other = Line(name="other", count=Count(now=40, before=(19, 20)))
    assert decide(a_week(topics=(other,), open=Open())).ask is Ask.NOTHING


def test_few_cases_are_no_reason_to_change_anything():
    few = {"kept": Kept(due=9, kept=1), "precision": Precision(acted=9, wrong=8)}
    assert decide(replace(QUIET, **few)).ask is Ask.NOTHING


def test_a_quiet_week_asks_for_nothing():
    assert decide(QUIET).ask is Ask.NOTHING
    assert decide(BUSY).ask is Ask.RISING
