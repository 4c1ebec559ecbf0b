"""Judging as one configuration wants it, and what may be shown of a customer's words."""

from collections.abc import Sequence

from connectors.contract import Rating
from connectors.kit.query.field import Query
from monitor.config.schema import Config
from monitor.documents.judged import JudgedText, Name, Text, judged_text
from monitor.domain.brand import ANY, BrandTerms, KnownSpeaker
from monitor.domain.relevance import About, Relevance, Speaker
from monitor.domain.score import Severity, Topic
from monitor.domain.verdict import Circumstances, JudgingRules, PublicFrom, Thresholds, decide
from monitor.scoring import redact
from monitor.scoring.blend import stars_place
from monitor.scoring.judge import Judge, Trade
from monitor.scoring.layers import SHIPPED
from monitor.scoring.opinions import Opinion
from monitor.scoring.relevance import Brands
from monitor.scoring.stage import measure

_OURS = Relevance(about=About.US, speaker=Speaker.CUSTOMER)


def rules_for(config: Config) -> JudgingRules:
    """Return what `config` says of judging."""
    wanted = config.judgement
    return JudgingRules(
        thresholds=Thresholds(case=wanted.threshold.case, alert=wanted.threshold.alert),
        public_from=PublicFrom(**wanted.severity.reach.model_dump()),
        least={Topic(topic): Severity(severity) for topic, severity in wanted.severity.topics.items()},
    )


def speakers_of(config: Config) -> tuple[KnownSpeaker, ...]:
    """Return the accounts that `config` knows beside those of its brands."""
    return tuple(
        KnownSpeaker(
            who=Speaker(one.who),
            platform=one.platform,
            accounts=one.accounts,
            brand=one.brand or ANY,
            name=one.name or "",
        )
        for one in config.speakers
    )


def judge_for(config: Config, opinions: Sequence[Opinion] = ()) -> Judge:
    """Return the judge that `config` describes; `opinions` are heard after what ships."""
    speakers = speakers_of(config)
    brands = Brands(
        [
            BrandTerms(
                name=brand.name,
                keywords=brand.matched_by,
                exclude=brand.exclude,
                own_accounts=brand.own_accounts,
                speakers=tuple(one for one in speakers if one.brand in (ANY, brand.name)),
                wants=Query(brand.query).matches if brand.query else None,
                by_query=bool(brand.query and not brand.keywords),
            )
            for brand in config.brands
        ]
    )
    trade = Trade(**config.judgement.keywords.model_dump())
    layers = [layer for layer in SHIPPED if layer.name not in config.judgement.without]
    return Judge(brands, rules_for(config), trade, opinions=opinions, layers=layers)


def judged_alone(
    rules: JudgingRules,
    of: Name,
    text: str,
    *,
    title: str | None = None,
    rating: Rating | None = None,
    language: str | None = None,
) -> JudgedText:
    """Return what the sentiment stage alone says of a text: one that a customer says about us."""
    score = measure(text, title=title, rating=rating, language=language)
    return judged_text(of, score, decide(score, _OURS, rules, Circumstances(stars=stars_place(rating))))


def judged_as_asked(rules: JudgingRules, given: Text) -> JudgedText:
    """Return the same of what a program asks about."""
    stars = given.rating
    rating = None if stars is None else Rating(stars=stars.stars, out_of=stars.out_of)
    return judged_alone(rules, given.id, given.text, title=given.title, rating=rating, language=given.language)


def mask(text: str) -> str:
    """Return a customer's words as they may be shown: without personal data, and with abuse cut to its first letter."""
    return redact.mask_abuse(redact.mask(text))


def mask_personal(text: str) -> str:
    """Return a customer's words without personal data alone."""
    return redact.mask(text)
