"""One story in every form: text, Markdown, CSV, and a notice for a channel."""

import csv
import io
import re
from dataclasses import replace

import pytest

from monitor.domain.figures import (
    Count,
    Coverage,
    Line,
    Place,
    Praised,
    ReadBlind,
    Replied,
    Speed,
    Tally,
)
from monitor.domain.rivals import Rival
from monitor.domain.spoken import Spoken
from monitor.wording.digest.markdown import markdown
from monitor.wording.digest.notice import digest_notice
from monitor.wording.digest.page import letter
from monitor.wording.digest.sheet import COLUMNS, sheet
from monitor.wording.digest.text import text
from tests.domain.weeks import BUSY, QUIET, a_week

BASE = "https://monitor.example/"
HOSTILE = "| x |\n# <script>alert(1)</script> [a](javascript:b) \u202egnp\x1b[31m"


def section(words: str, title: str) -> list[str]:
    """The lines below a title of the text."""
    return words.split(f"{title}\n", 1)[1].split("\n\n", 1)[0].splitlines()


class TestText:
    def test_it_opens_with_three_sentences_and_the_decision(self):
        parts = text(BUSY).split("\n\n")
        assert parts[0] == "Week 47 · 16 to 22 November 2026 · all brands\nAs of Mon 23 Nov 2026 08:00 GMT."
        assert parts[1].startswith("84 complaints")
        assert parts[4].startswith("To decide: Who takes up billing?")

    def test_tables_are_aligned_and_name_their_cases(self):
        assert section(text(BUSY), "WHAT IT WAS ABOUT") == [
            "Topic     This week  Usually  Change           Cases",
            "Billing          48       12  more than usual  C-101, C-102, C-103, C-104, C-105 and 43 more",
            "Delivery         36       40                   C-130, C-131 and 34 more",
        ]

    def test_no_line_but_a_table_is_wider_than_a_terminal(self):
        assert max(map(len, text(BUSY, base_url=BASE).splitlines())) <= 110

    def test_what_says_nothing_is_left_out(self):
        quiet = text(QUIET)
        assert "WHAT IT WAS ABOUT" not in quiet
        assert "WAITING LONGEST" not in quiet
        assert "HOW WELL WE LISTENED" in quiet

    def test_brands_are_told_apart_only_where_there_are_several(self):
        assert "WHICH BRAND" not in text(BUSY)
        assert "WHICH BRAND" in text(a_week(brands=(*BUSY.brands, Line(name="Bolt", count=Count(now=1)))))

    def test_blind_spots_are_told(self):
        assert section(text(BUSY), "HOW WELL WE LISTENED") == [
            "Where        Heard  Polls  Failed  Gaps  Not understood  Silent",
            "acme-forum     300  1,700      24     1               2     2 h",
            "Google Play    904    672       0     0               0       -",
            "Heard 1,204, flagged 84. Nobody read a sample of what was not flagged, so it is not known what was",
            "missed. 6 mentions could not be read by the monitor and need a person's eyes.",
        ]

    @pytest.mark.parametrize(
        ("blind", "said"),
        [
            (ReadBlind(read=20, missed=1, low=4, high=310), "1 was a complaint: between 4 and 310 missed in the weeks"),
            (ReadBlind(read=2, missed=0), "Of 2 not flagged that people read blind, 0 were complaints."),
        ],
    )
    def test_what_was_missed_is_told_as_far_as_it_is_known(self, blind, said):
        assert said in " ".join(text(a_week(read_blind=blind)).split())

    def test_what_customers_can_see_is_told_apart_from_what_is_claimed(self):
        replied = Replied(
            speed=Speed(of=80, answered=40, timed=40, median=7200, p90=9000),
            copies=Tally(name="copies", count=2, cases=(101, 102)),
            claims=Tally(name="claims", count=1, cases=(103,)),
        )
        lines = section(text(a_week(replied=replied)), "HOW IT WAS ANSWERED")
        assert [" ".join(line.split()) for line in lines[4:8]] == [
            "A reply of substance seen there 40 of 80 (50%, 39-61%) -",
            "Half of these within 2 h -",
            "Only near copies of other replies 2 - C-101, C-102",
            "Told, not seen there 1 - C-103",
        ]

    def test_outcomes_of_answered_and_unanswered_stand_side_by_side(self):
        lines = section(text(a_week(outcomes_unanswered=(Tally(name="worsened", count=1),))), "WHAT CUSTOMERS DID THEN")
        assert [line.split()[:4] for line in lines[1:3]] == [["Recovered", "9", "9", "0"], ["Worsened", "2", "1", "1"]]

    def test_stars_of_too_few_ratings_make_no_score(self):
        assert section(text(BUSY), "WHAT THE STARS SAY")[1] == "Google Play    -20       60      too few"

    def test_people_are_thanked(self):
        assert "Won back by: Mia (6), Jo (3). Thank you." in text(BUSY)

    def test_rules_that_cost_goodwill_are_named_with_what_customers_quote(self):
        rule = Line(name="billing", count=Count(now=9, before=(2, 2, 2, 2)), cases=(101, 102))
        gone = Line(name="staff", count=Count(now=0, before=(1,)))
        said = Spoken(rules={"billing": ("no refunds", "your policy")})
        (_, line, note) = section(text(a_week(policies=(rule, gone)), quotes=said), "RULES THAT COST GOODWILL")
        assert " ".join(line.split()) == (
            "Billing 9 2 more than usual C-101, C-102 and 7 more “no refunds”, “your policy”"
        )
        assert note == "Complaints that quote a rule or a policy of ours."

    def test_praise_is_named_in_a_mail_and_told_where_words_may_be(self):
        week = a_week(praise=Praised(count=7, mentions=(11, 12, 13, 14, 15, 16)))
        (_, line) = section(text(week), "PRAISE FOR OUR PEOPLE")
        assert line.endswith("7  M-11, M-12, M-13, M-14, M-15 and 2 more")
        told = section(text(week, quotes=Spoken(praise={11: "Thank you, Priya!"})), "PRAISE FOR OUR PEOPLE")
        assert told[1:] == ["M-11    Thank you, Priya!", "6 more mentions praised staff this week."]

    def test_competitors_are_context_and_small_numbers_say_so(self):
        many = Rival(name="Rival", heard=2000, complaints=400, ours_heard=2000, ours_complaints=100, sources=2)
        few = Rival(name="Small", heard=8, complaints=3, ours_heard=2000, ours_complaints=100, sources=1)
        lines = section(text(a_week(rivals=(many, few))), "BESIDE COMPETITORS")
        assert [" ".join(line.split()) for line in lines[1:3]] == [
            "Rival 400 of 2,000 (20%) 100 of 2,000 (5%) more of theirs complain 2",
            "Small 3 of 8 (14-69%) 100 of 2,000 (5%) more of theirs complain 1",
        ]
        notice = digest_notice(a_week(rivals=(many,)), key="k")
        assert {fact.label: fact.value for fact in notice.facts}["Beside Rival"] == (
            "400 of 2,000 (20%), ours 100 of 2,000 (5%): more of theirs complain"
        )

    def test_how_well_was_listened_is_said_below_the_decision_in_every_form(self):
        blind = a_week(read_blind=ReadBlind(read=20, missed=1))
        said = "Heard 1,204, flagged 84; of 20 ignored that people read, missed 1; acme-forum blind for 2 h."
        assert text(blind).split("\n\n")[5] == said
        assert said in markdown(blind)
        assert said in letter(blind).html
        assert "nobody read a sample of what was ignored." in text(QUIET)
        dark = tuple(Coverage(source=f"s{n}", kind="rss", silent=7200) for n in range(5))
        assert "s2 blind for 2 h; 2 more sources blind for a while." in text(a_week(coverage=dark))

    def test_a_departments_quiet_week_speaks_of_its_own(self):
        quiet = replace(QUIET, department="billing", complaints=Count(now=9))
        assert "no complaint for billing among the 812 mentions heard" in text(quiet)

    def test_words_of_customers_stand_on_one_line_without_what_a_terminal_obeys(self):
        (_, line) = section(text(BUSY, quotes=Spoken(cases={17: HOSTILE})), "WAITING LONGEST")
        assert line.startswith("C-17       23 d  high      staff and service  | x | # <script>")
        assert line.endswith("</script> [a](javascript:b) gnp[31m")

    def test_wide_letters_keep_columns_aligned(self):
        wide = a_week(sources=(Place(name="日本語", count=Count(now=1)), Place(name="abc", count=Count(now=1))))
        (_, first, second) = section(text(wide), "WHERE IT WAS SAID")
        assert first.index("1") + 3 == second.index("1")


class TestMarkdown:
    def test_figures_link_to_the_rows_behind_them(self):
        told = markdown(BUSY, base_url=BASE)
        assert "[48](<https://monitor.example/cases?week=2026-W47&state=all&topic=billing>)" in told
        assert "[C-17](<https://monitor.example/cases/C-17>)" in told

    def test_a_digest_of_one_brand_links_to_its_cases_alone(self):
        told = markdown(replace(BUSY, scope="Acme Air"), base_url=BASE)
        assert "cases?week=2026-W47&state=all&brand=Acme+Air&topic=billing" in told

    def test_without_pages_nothing_is_linked(self):
        assert "](" not in markdown(BUSY)

    def test_every_table_has_as_many_cells_in_each_row(self):
        told = markdown(BUSY, base_url=BASE, quotes=Spoken(cases={17: HOSTILE}))
        for table in re.findall(r"(?:^\|.*\n?)+", told, re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1

    def test_words_of_customers_are_no_markup(self):
        told = markdown(BUSY, quotes=Spoken(cases={17: HOSTILE}))
        assert r"\| x \| \# \<script\>alert\(1\)\</script\> \[a\]\(javascript:b\)" in told
        assert "<script" not in told.replace(r"\<", "")


class TestSheet:
    def rows(self, figures=BUSY) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(sheet(figures))))

    def value(self, section: str, name: str, measure: str) -> str:
        (row,) = [
            row for row in self.rows() if (row["section"], row["name"], row["measure"]) == (section, name, measure)
        ]
        return row["value"]

    def test_every_figure_is_a_row(self):
        assert tuple(self.rows()[0]) == COLUMNS
        assert self.value("total", "heard", "this_week") == "1204"
        assert self.value("topics", "billing", "this_week") == "48"
        assert self.value("topics", "billing", "2_before") == "11"
        assert self.value("answers", "median", "this_week") == "6000"
        assert self.value("answers", "median", "1_before") == "7500"
        assert self.value("promises", "broken", "this_week") == "6"
        assert self.value("open", "overdue", "now") == "4"
        assert self.value("coverage", "acme-forum", "silent") == "7200"
        assert self.value("praise", "mentions", "this_week") == "0"
        assert self.value("stars", "Google Play", "score") == "-20"

    def test_what_is_not_known_is_empty(self):
        (median,) = [row for row in self.rows(QUIET) if (row["section"], row["name"]) == ("answers", "median")]
        assert median["value"] == ""

    def test_figures_name_their_cases(self):
        (row,) = [row for row in self.rows() if row["name"] == "recovered"]
        assert row["cases"] == "C-90 C-91"

    @pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", "\uff1d1", "\u200b=1"])
    def test_nothing_that_a_spreadsheet_would_run(self, formula):
        (row,) = [
            row for row in self.rows(a_week(thanks=(Tally(name=formula, count=1),))) if row["section"] == "thanks"
        ]
        assert row["name"] == f"'{formula.strip()}"


class TestNotice:
    def test_a_manager_reads_it_without_opening_anything(self):
        notice = digest_notice(BUSY, key="digest:2026-W47:all:cx", base_url=BASE)
        lines = notice.body.splitlines()
        assert notice.title == "Week 47 · 16 to 22 November 2026 · all brands"
        assert lines[0].startswith("84 complaints")
        assert lines[3].startswith("To decide: Who takes up billing?")
        assert lines[4] == "About: billing 48 (usually 12), delivery 36 (usually 40)."
        assert lines[5] == "Thanks for winning customers back: Mia (6), Jo (3)."
        assert {fact.label: fact.value for fact in notice.facts} == {
            "Complaints": "84 (more than usual)",
            "Critical": "2: C-101, C-140",
            "Answered": "71 of 80 (89%)",
            "In time": "60 of 66 (91%)",
            "Waiting for an answer": "13, overdue 4",
            "From earlier weeks": "C-17, C-60",
            "Not a complaint": "4 of 76 (5%)",
            "Could not be read": "6 mentions",
            "Listening": "2,372 polls of 2 sources; 24 failed; acme-forum silent for 2 h",
        }
        assert notice.buttons[0].url == "https://monitor.example/cases?week=2026-W47&state=all"
        assert notice.quote is None

    def test_it_fits_into_a_message(self):
        many = tuple(Coverage(source=f"source-{n}" * 5, kind="rss", silent=9000) for n in range(500))
        notice = digest_notice(a_week(coverage=many), key="k")
        size = len(notice.body) + sum(len(fact.label) + len(fact.value) for fact in notice.facts)
        assert size < 3000

    def test_a_quiet_week_is_told_as_one(self):
        notice = digest_notice(QUIET, key="k")
        assert notice.body.startswith("A quiet week: no complaint among the 812 mentions heard")
        assert "About:" not in notice.body
        assert notice.buttons == ()
