"""Repaired VADER hears what the exact one does not, and leaves the exact one alone."""

import pytest

from connectors.kit.query.fold import readable
from monitor.scoring.repaired import differs, repaired
from monitor.scoring.vader import compound


@pytest.mark.parametrize(
    "text",
    ["The app has a bug", "outage again", "my refund is late", "it crashed", "so slow", "💔", "scammed", "unusable"],
)
def test_bad_news_that_vader_does_not_know(text: str) -> None:
    assert repaired(readable(text)) < 0
    assert compound(text) >= repaired(readable(text))


def test_a_curly_apostrophe_negates_too() -> None:
    assert repaired(readable("I don’t love it")) == compound("I don't love it") < 0  # noqa: RUF001


def test_an_emoji_does_not_swallow_the_word_after_it() -> None:
    assert repaired("😀good") > repaired("😀")


@pytest.mark.parametrize("text", ["please", "share", "customer support", "sure"])
def test_everyday_words_are_no_feelings(text: str) -> None:
    assert repaired(text) == 0.0


@pytest.mark.parametrize("text", ["lovely weather", "not good at all!", "a disaster, really"])
def test_where_no_changed_word_stands_both_agree(text: str) -> None:
    assert not differs(text, text.replace(",", "").replace("!", "").split())
    assert repaired(text) == compound(text)


def test_the_exact_one_stays_exact() -> None:
    before = compound("please help, the app has a bug 💔")
    repaired("please help, the app has a bug 💔")
    assert compound("please help, the app has a bug 💔") == before
