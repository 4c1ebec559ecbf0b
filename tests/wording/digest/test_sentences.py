"""The digest's first words: honest about small numbers, and about what was not heard."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.decision import Ask, Decision, decide
from monitor.domain.figures import Count, Coverage, Figures, Kept, Line, Open, Speed, Tally, Waiting
from monitor.domain.score import Severity, Topic
from monitor.wording.digest import sentences
from monitor.wording.digest.question import question
from tests.domain.weeks import BUSY, MADE, QUIET, a_week


def test_a_week_is_named_by_its_days():
    assert sentences.heading(BUSY) == "Week 47 · 16 to 22 November 2026 · all brands"
    acme = replace(BUSY, scope="Acme Air")
    assert sentences.heading(acme).endswith("· Acme Air")


def test_preliminary_figures_say_so():
    assert sentences.as_of(BUSY) == "As of Mon 23 Nov 2026 08:00 GMT."
    written = "Preliminary: as of Mon 23 Nov 2026 08:00 GMT; the week's digest is not written yet."
    assert sentences.as_of(a_week(preliminary=True)) == written
    half = a_week(preliminary=True, made_at=MADE - timedelta(days=3))
    assert sentences.as_of(half).endswith("It is compared with the same days of the weeks before.")


def test_a_busy_week_says_how_much_compared_with_what_is_usual_and_about_what():
    assert sentences.said(BUSY) == (
        "84 complaints in 1,204 mentions heard, more than usual (52 a week); most about billing (48) and delivery (36)."
    )


def test_a_young_store_compares_with_nothing():
    told = sentences.said(a_week(cases=Count(now=84), topics=BUSY.topics[:1]))
    assert told == "84 complaints in 1,204 mentions heard, no full week to compare with; most about billing (48)."


def test_the_topics_named_are_those_that_are_known():
    other = Line(name="other", count=Count(now=70))
    assert sentences.said(a_week(topics=(other, *BUSY.topics))).endswith("; most about billing (48) and delivery (36).")
    assert sentences.said(a_week(topics=(other,))).endswith("more than usual (52 a week).")


def test_half_a_week_is_told_against_half_weeks():
    assert "more than usual (52 by then)" in sentences.said(a_week(made_at=MADE - timedelta(days=3)))


def test_a_quiet_week_proves_that_it_listened():
    assert sentences.said(QUIET) == (
        "A quiet week: no complaint among the 812 mentions heard in 672 polls of 1 source, about as usual (1.5 a week)."
    )
    brought_in = sentences.said(replace(QUIET, complaints=Count(now=4)))
    assert brought_in.startswith(
        "A quiet week: no new case; 4 complaints among the 812 mentions heard opened none, in "
    )
    silent = replace(QUIET, heard=Count(), cases=Count(), coverage=())
    assert sentences.said(silent) == (
        "A quiet week: nothing was heard in 0 polls of 0 sources, no full week to compare with."
    )


def test_answers_are_told_with_how_fast_and_how_reliably():
    assert sentences.answered(BUSY) == (
        "71 of 80 (89%) answered so far, half of them within 1 h 40 min and nine in ten within 9 h 10 min; "
        "60 of 66 (91%) answers that were due came in time."
    )


def test_few_answers_make_no_percentages_and_no_nine_in_ten():
    few = a_week(speed=Speed(of=4, answered=3, timed=3, median=600, p90=900), kept=Kept(due=2, kept=1))
    assert sentences.answered(few) == (
        "3 of 4 answered so far, half of them within 10 min; 1 of 2 answers that were due came in time."
    )


def test_where_nothing_was_asked_nothing_is_answered():
    assert sentences.answered(QUIET) == "None waited for a first answer."


def test_what_became_of_customers_and_what_still_waits():
    assert sentences.became(BUSY) == (
        "9 customers won back, 2 more unhappy than before; "
        "13 complaints wait for an answer, the oldest (C-17) for 23 d."
    )
    assert sentences.became(QUIET) == "No customer was seen to be won back; nothing waits for an answer."


def test_a_single_complaint_that_waits_is_told_as_one():
    waiting = Waiting(case=17, opened_at=MADE - timedelta(days=2), severity=Severity.LOW, topic=Topic.OTHER)
    told = sentences.became(replace(QUIET, open=Open(open=1, oldest=(waiting,))))
    assert told.endswith("1 complaint waits for an answer, since 2 d ago (C-17).")


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        (
            {"open": Open(open=2, urgent=Tally(name="urgent", count=2, cases=(101, 140)))},
            "Who answers today? 2 critical complaints without an answer: C-101, C-140.",
        ),
        (
            {"coverage": (Coverage(source="acme-forum", kind="rss", silent=61 * 3600),)},
            "Who repairs acme-forum? It was silent for 2 d 13 h: there is more than these figures show.",
        ),
        (
            {},
            "Who takes up billing? 48 complaints, usually 12: C-101, C-102, C-103, C-104, C-105 and 43 more.",
        ),
        (
            {"topics": (), "kept": Kept(due=40, kept=28, broken=(1, 2))},
            (
                "More hands, or a longer promise? 12 of 40 (30%) answers that were due came late or not at all: "
                "C-1, C-2 and 10 more."
            ),
        ),
        (
            {"topics": ()},
            "Answer them or close them? 2 complaints of earlier weeks still without an answer: C-17, C-60.",
        ),
        ({"topics": (), "open": Open()}, "Nothing needs a decision this week."),
    ],
)
def test_the_decision_is_a_question_with_its_cases(changes, asked):
    week = a_week(**changes)
    assert question(week, decide(week)) == asked


def test_every_decision_has_its_words():
    for ask in Ask:
        about = {Ask.BLIND: "acme-forum", Ask.RISING: "billing"}.get(ask, "")
        assert question(BUSY, Decision(ask=ask, about=about)).endswith(".")


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count(now=1), "-"),
        (Count(now=1, before=(2, 3)), "2.5"),
        (Count(now=1, before=(2, 2)), "2"),
        (Count(now=1, before=(20, 21)), "20"),
        (Count(now=1, before=(2000, 3001)), "2,500"),
    ],
)
def test_what_is_usual_is_told_as_finely_as_it_deserves(count, shown):
    assert sentences.mean(count) == shown


def test_ids_are_named_or_counted():
    assert sentences.ids(Tally(name="x", count=9, cases=(1, 2))) == "C-1, C-2 and 7 more"
    assert sentences.ids(Line(name="x", count=Count(now=2), cases=(1, 2))) == "C-1, C-2"
    assert sentences.ids(()) == ""


def test_a_topic_that_is_unknown_here_is_shown_as_it_is():
    strange: Figures = a_week(topics=(Line(name="weather", count=Count(now=1)),))
    assert "weather (1)" in sentences.said(strange)
