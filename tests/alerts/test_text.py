"""Strangers' words made safe, and cut as Slack counts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.slack.text import cut, escape, length
from alerts.text import clean, one_line

FAMILY = "👨‍👩‍👧‍👦"


class TestCleaning:
    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            ("\x1b[31mred\x07", "[31mred"),
            ("a\u202eb\u2066c", "abc"),
            ("zero\u200bwidth\ufeff", "zerowidth"),
            ("lone \ud800 surrogate", "lone  surrogate"),
            ("unassigned \U000e1000.", "unassigned ."),
            ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne"),
            ("a\n\n \n\n\nb", "a\n\nb"),
            ("tab\there", "tab here"),
            ("  around \n", "around"),
            ("plain", "plain"),
            ("naïve Größe 東京 ไทย", "naïve Größe 東京 ไทย"),
        ],
    )
    def test_takes_out_what_hides_or_steers(self, words: str, shown: str) -> None:
        assert clean(words) == shown

    @pytest.mark.parametrize("words", [FAMILY, "❤️‍🔥", "👩🏽‍💻", "🏳️‍🌈 ok"])
    def test_keeps_the_joiner_between_emoji(self, words: str) -> None:
        assert clean(words) == words

    @pytest.mark.parametrize("words", ["a\u200db", "👩\u200d", "\u200d👩", "👩\u200da"])
    def test_takes_out_a_joiner_that_joins_nothing(self, words: str) -> None:
        assert "\u200d" not in clean(words)

    def test_stacked_accents_do_not_bury_the_line_above(self) -> None:
        assert clean("Z" + "\u0351" * 400 + "A") == "Z" + "\u0351" * 6 + "A"

    def test_one_line_is_one(self) -> None:
        assert one_line("a\n b\u2028\tc") == "a b c"

    @given(st.text())
    def test_leaves_nothing_hidden_and_is_done_at_once(self, words: str) -> None:
        shown = clean(words)
        assert clean(shown) == shown
        hidden = [char for char in shown if unicodedata.category(char) in {"Cc", "Cs", "Cn"} and char != "\n"]
        assert not hidden


class TestCutting:
    def test_counts_what_is_escaped_and_wide(self) -> None:
        assert length("a&<>") == 1 + 5 + 4 + 4
        assert length("😀") == 2

    def test_leaves_alone_what_fits(self) -> None:
        assert cut("a & b", 9) == "a & b"

    def test_ends_between_words(self) -> None:
        assert cut("three weeks of waiting", 14) == "three weeks…"

    def test_ends_inside_a_word_that_has_no_end(self) -> None:
        assert cut("x" * 100, 10) == "x" * 9 + "…"

    def test_keeps_an_emoji_and_an_accent_whole(self) -> None:
        assert cut("abc" + FAMILY + "xyz", 8) == "abc…"
        assert cut("abc👩🏽xyz", 6) == "abc…"
        assert cut("cafe\u0301s and bars", 5) == "caf…"

    @given(st.text(), st.integers(min_value=0, max_value=60))
    def test_is_never_longer_than_asked_and_breaks_no_entity(self, words: str, limit: int) -> None:
        short = cut(words, limit)
        assert length(short) <= limit
        assert escape(short).replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").find("&") == -1
        assert short in {words, ""} or words.startswith(short[:-1])
