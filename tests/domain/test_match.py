"""A rule fits when all that it asks for holds."""

import pytest

from connectors.contract import Author, Mention, MentionKey, Reach
from monitor.domain.match import Match, Trait, compare, fits, subject_of
from monitor.domain.score import Severity, Topic
from tests.domain.routes import subject
from tests.store.seeds import NOON


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        (Match(), True),
        (Match(brand=("acme air",)), True),
        (Match(brand=("Acme Rail",)), False),
        (Match(topic=(Topic.PRICE, Topic.BILLING)), True),
        (Match(topic=(Topic.PRICE,)), False),
        (Match(severity=Severity.HIGH), True),
        (Match(severity=Severity.CRITICAL), False),
        (Match(source=("play",)), True),
        (Match(platform=("steam",)), False),
        (Match(place=("PARIS ORLY",)), True),
        (Match(place=("Paris",)), False),
        (Match(language=("fr",)), True),
        (Match(language=("fr_CA",)), True),
        (Match(language=("f",)), False),
        (Match(language=("fr-FR", "en")), False),
        (Match(followers=120), True),
        (Match(followers=121), False),
        (Match(reach=900), True),
        (Match(reach=901), False),
        (Match(keyword=("lawyer",)), True),
        (Match(keyword=("law",)), False),
        (Match(keyword=("court", "will write")), True),
        (Match(keyword=(".*",)), False),
        (Match(topic=(Topic.BILLING,), severity=Severity.LOW, keyword=("court",)), False),
    ],
)
def test_what_fits(match: Match, expected: bool) -> None:
    assert fits(match, subject()) is expected


def test_a_comparison_tells_what_was_wanted_and_found() -> None:
    severe, said = compare(Match(severity=Severity.CRITICAL, keyword=("court", "lawyer")), subject())
    assert (severe.trait, severe.wanted, severe.found, severe.fits) == (Trait.SEVERITY, "critical", "high", False)
    assert (said.trait, said.wanted, said.found, said.fits) == (Trait.KEYWORD, "court, lawyer", "lawyer", True)


def test_what_is_not_known_fits_no_rule_that_asks_for_it() -> None:
    nameless = subject(place=None, language=None, followers=None)
    for match in (Match(place=("Paris Orly",)), Match(language=("fr",)), Match(followers=1)):
        assert not fits(match, nameless)


def test_reach_is_the_largest_count_there_is() -> None:
    said = Mention(
        key=MentionKey(platform="mastodon", scope="", native_id="1"),
        title="Refund",
        text="Where is it?",
        posted_at=NOON,
        author=Author(followers=40),
        reach=Reach(likes=3, views=7_000),
    )
    found = subject_of(said, brand="Acme Air", topic=Topic.BILLING, severity=Severity.LOW, source="m", language="und")
    assert (found.reach, found.followers, found.language, found.text) == (7_000, 40, None, "Refund\nWhere is it?")


def test_a_match_knows_whether_it_asks_for_anything() -> None:
    assert Match().everything
    assert not Match(followers=0).everything
