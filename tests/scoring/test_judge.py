"""The judge puts relevance, measure and decision together, once for each brand that a mention was heard for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contract import Author, Mention, MentionKey, Rating, Reach
from monitor.domain.brand import BrandTerms
from monitor.domain.relevance import About, Speaker
from monitor.domain.score import Score, Severity, Topic
from monitor.domain.surroundings import Surroundings
from monitor.domain.verdict import JudgingRules, Thresholds
from monitor.scoring.judge import JUDGE_VERSION, Judge, Trade
from monitor.scoring.relevance import AboutDefault, Brands
from monitor.scoring.stage import measure

POSTED = datetime(2026, 11, 1, 12, tzinfo=UTC)
OURS: list[tuple[str, AboutDefault]] = [("Acme Air", "us")]
BRANDS = Brands(
    [
        BrandTerms(name="Acme Air", keywords=("acme air",), own_accounts={"reddit": ("acmeair",)}),
        BrandTerms(name="Orange", keywords=("orange",), exclude=("orange juice",)),
    ]
)


def mention(
    text: str, *, author: Author | None = None, rating: Rating | None = None, reach: Reach | None = None
) -> Mention:
    return Mention(
        key=MentionKey(platform="reddit", scope="", native_id="1"),
        text=text,
        posted_at=POSTED,
        author=author or Author(),
        rating=rating,
        reach=reach or Reach(),
    )


def test_a_complaint_is_judged_for_each_brand_it_was_heard_for() -> None:
    verdicts = Judge(BRANDS).judge(
        mention("Acme Air lost my bag and nobody answers. At least the orange juice was cold"),
        [("Acme Air", "brand"), ("Orange", "brand")],
    )
    assert verdicts["Acme Air"].complaint
    assert verdicts["Acme Air"].topic in (Topic.LOST_OR_DAMAGED, Topic.NO_ANSWER)
    assert (verdicts["Orange"].about, verdicts["Orange"].complaint) == (About.OTHER, False)


def test_a_text_is_measured_once_for_all_its_brands(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []

    def counted(text: str, **around: Any) -> Score:
        measured.append(text)
        return measure(text, **around)

    monkeypatch.setattr("monitor.scoring.judge.measure", counted)
    Judge(BRANDS).judge(mention("Acme Air and Orange are awful"), [("Acme Air", "brand"), ("Orange", "us")])
    assert len(measured) == 1


def test_our_own_account_never_complains() -> None:
    sorry = mention("So sorry, Acme Air is awful today, worst delays", author=Author(id="acmeair"))
    verdict = Judge(BRANDS).judge(sorry, [("Acme Air", "us")])["Acme Air"]
    assert (verdict.speaker, verdict.complaint) == (Speaker.OURSELVES, False)


def test_stars_reach_and_age_count() -> None:
    loud = mention("ok", rating=Rating(stars=1), reach=Reach(views=80_000))
    old = Surroundings(age=timedelta(days=5))
    verdict = Judge(BRANDS).judge(loud, [("Acme Air", "us")], old)["Acme Air"]
    assert verdict.complaint
    assert verdict.severity is Severity.HIGH
    assert {"stars", "views", "age"} <= {reason.cue for reason in verdict.reasons}


def test_where_its_age_is_not_known_it_plays_no_part() -> None:
    verdict = Judge(BRANDS).judge(mention("worst flight ever"), [("Acme Air", "us")])["Acme Air"]
    assert "age" not in {reason.cue for reason in verdict.reasons}


def test_words_of_the_trade_are_found_as_whole_terms() -> None:
    trade = Trade(complaint=("gate lice",), critical=("smoke in cabin",), ignore=("trip report",))
    judge = Judge(BRANDS, trade=trade)
    assert judge.judge(mention("Gate-lice? GATE  LICE again"), OURS)["Acme Air"].complaint
    assert judge.judge(mention("there was Smoke in Cabin"), OURS)["Acme Air"].severity is Severity.CRITICAL
    assert not judge.judge(mention("Trip report: awful delays, lost bag"), OURS)["Acme Air"].complaint


def test_other_rules_judge_otherwise() -> None:
    strict = JudgingRules(thresholds=Thresholds(case=0.999, alert=0.999))
    assert not Judge(BRANDS, strict).judge(mention("a bit slow"), [("Acme Air", "us")])["Acme Air"].complaint


def test_a_batch_is_judged_in_its_order() -> None:
    batch = [(mention("Acme Air lost my bag"), OURS), (mention("lovely day"), OURS)]
    verdicts = Judge(BRANDS).judge_all(batch)
    assert [one["Acme Air"].complaint for one in verdicts] == [True, False]


def test_what_judged_is_named() -> None:
    assert Judge(BRANDS).version == JUDGE_VERSION
