"""Verdict: what was decided about a mention for one brand, and why. Pure: values in, a verdict out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from connectors.contract import Reach
from monitor.domain.relevance import COMPLAINING, About, Relevance, Speaker
from monitor.domain.score import Need, Reason, Score, Severity, Topic

SEVERE, GRAVE = 0.4, 0.75
"""Harm from which a complaint is of medium, and of high severity."""

WORST_STARS = 0.1
"""A rating that stands this low between the lowest (0) and the highest (1) makes a medium complaint at least."""

OLD = timedelta(days=3)
"""From this age on, unheard until now or unanswered, a complaint is one step more severe."""


MANY = 5
"""From this many distinct people on, what each of them tells is one step more severe."""


class Step(StrEnum):
    """What makes a complaint one step more severe, each once: that it is old, told by many, or public."""

    TIME = "time"
    PEOPLE = "people"
    PUBLIC = "public"


_STEPS: Mapping[str, Step] = {"age": Step.TIME, "unanswered": Step.TIME, "people": Step.PEOPLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The scores, 0 to 1, from which a mention is a case (leans to recall) and is alerted (leans to precision)."""

    case: float = 0.5
    alert: float = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFrom:
    """Counts from which a complaint is public enough to be one step more severe."""

    followers: int = 10_000
    likes: int = 100
    shares: int = 50
    replies: int = 50
    views: int = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingRules:
    """What can be set about judging. `least` is the least severity of a topic's complaints."""

    thresholds: Thresholds = Thresholds()
    public_from: PublicFrom = PublicFrom()
    least: Mapping[Topic, Severity] = field(default_factory=lambda: {Topic.SAFETY: Severity.HIGH})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """Words of the company's own trade that were found: they make a complaint, make it critical, or rule it out."""

    complaint: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What counts beside the words.

    `stars` is where the rating stands between the lowest (0) and the highest (1) that can be given; `age` is how long
    the mention was public before it was heard, `unanswered` how long its case has had no answer, where that is known.
    `people` is how many distinct people tell of the same trouble, this one included: not how many posts there are.
    """

    reach: Reach = field(default_factory=Reach)
    followers: int | None = None
    stars: float | None = None
    age: timedelta | None = None
    unanswered: timedelta | None = None
    people: int = 1
    own_words: OwnWords = OwnWords()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision. `complaint` opens a case, `alert` shows it at once; `needs_eyes` is what a person must read instead.

    `score` and `vader` are as measured; `severity` is None for what is no complaint. `topic`, `need` and the marks tell
    of the text, whatever was decided.
    """

    about: About
    speaker: Speaker
    language: str
    scored: bool
    needs_eyes: bool
    vader: float
    score: float | None
    complaint: bool
    alert: bool
    severity: Severity | None = None
    topic: Topic | None = None
    need: Need | None = None
    abusive: bool = False
    policy: bool = False
    critical: bool = False
    reasons: tuple[Reason, ...] = ()


def decide(score: Score, relevance: Relevance, rules: JudgingRules, circumstances: Circumstances) -> Verdict:
    """Decide what `score` means for the brand that `relevance` was judged for."""
    own = circumstances.own_words
    heard = relevance.speaker in COMPLAINING and not own.ignore
    ours = relevance.about is About.US and heard
    bad = _reaches(score, rules.thresholds.case) or bool(own.complaint or own.critical)
    complaint = ours and bad
    critical = complaint and (score.critical or bool(own.critical))
    severity, causes = severity_of(score, rules, circumstances, critical=critical) if complaint else (None, ())
    certain = _reaches(score, rules.thresholds.alert) or critical or bool(own.complaint)
    unread = (ours and not score.scored) or (heard and relevance.about is About.UNCLEAR and bad)
    return Verdict(
        about=relevance.about,
        speaker=relevance.speaker,
        language=score.language,
        scored=score.scored,
        needs_eyes=unread and not complaint,
        vader=score.vader,
        score=score.complaint,
        complaint=complaint,
        alert=complaint and certain,
        severity=severity,
        topic=score.topic or (Topic.OTHER if complaint else None),
        need=score.need or (Need.FUNCTIONAL if complaint else None),
        abusive=score.abusive,
        policy=score.policy,
        critical=critical,
        reasons=(*_own_reasons(own), *relevance.reasons, *_in_agreement(score), *causes),
    )


def unjudged() -> Verdict:
    """Return the verdict on what could not be judged: a person must read it."""
    return Verdict(
        about=About.UNCLEAR,
        speaker=Speaker.CUSTOMER,
        language="und",
        scored=False,
        needs_eyes=True,
        vader=0.0,
        score=None,
        complaint=False,
        alert=False,
    )


def severity_of(
    score: Score, rules: JudgingRules, circumstances: Circumstances, *, critical: bool
) -> tuple[Severity, tuple[Reason, ...]]:
    """How severe a complaint is, and what made it more severe than its words do.

    How bad what it tells is comes from its words (harm, money, danger, leaving, repetition). One step more is for
    being public, one for being old or left without an answer, one for many people who tell of it.
    """
    causes = tuple(_causes(rules.public_from, circumstances))
    if critical:
        return Severity.CRITICAL, causes
    rank = (score.harm >= SEVERE) + (score.harm >= GRAVE)
    if circumstances.stars is not None and circumstances.stars <= WORST_STARS:
        rank = max(rank, Severity.MEDIUM.rank)
    rank += len({step_of(cause) for cause in causes})
    least = max((rules.least[topic].rank for topic in score.topics[:1] if topic in rules.least), default=0)
    return list(Severity)[min(max(rank, least), Severity.HIGH.rank)], causes


def step_of(cause: Reason) -> Step:
    """Return the step that a cause makes: old and unanswered are the same one, and so is all that makes it public."""
    return _STEPS.get(cause.cue, Step.PUBLIC)


def _reaches(score: Score, threshold: float) -> bool:
    return score.complaint is not None and score.complaint >= threshold


def _causes(public_from: PublicFrom, circumstances: Circumstances) -> Iterator[Reason]:
    reach = circumstances.reach
    counted = (
        ("followers", circumstances.followers, public_from.followers),
        ("likes", reach.likes, public_from.likes),
        ("shares", reach.shares, public_from.shares),
        ("replies", reach.replies, public_from.replies),
        ("views", reach.views, public_from.views),
    )
    for cue, count, enough in counted:
        if count is not None and count >= enough:
            yield Reason(cue=cue, words=(f"{count:,}",))
    for cue, time in (("age", circumstances.age), ("unanswered", circumstances.unanswered)):
        if time is not None and time >= OLD:
            yield Reason(cue=cue, words=(f"{time.days} days",))
    if circumstances.people >= MANY:
        yield Reason(cue="people", words=(f"{circumstances.people} people",))


_TONE: Mapping[str, tuple[float, str]] = {"tone_bad": (-1.0, "trade_bad"), "tone_good": (1.0, "trade_good")}
"""The mood that each reason tells of, and what it is called where that is not the mood that is shown."""


def _in_agreement(score: Score) -> Iterator[Reason]:
    """A score hears its tone with the words of the trade. Where the exact one disagrees, these words are the reason."""
    for reason in score.reasons:
        mood, instead = _TONE.get(reason.cue, (0.0, ""))
        agrees = not instead or mood * score.vader > 0
        yield reason if agrees else replace(reason, cue=instead)


def _own_reasons(own: OwnWords) -> Iterator[Reason]:
    """The company's own words weigh most: they were set on purpose."""
    if own.complaint or own.critical:
        yield Reason(cue="own_words", words=(*own.critical, *own.complaint), weight=5.0)
    if own.ignore:
        yield Reason(cue="ignored_words", words=own.ignore, weight=-5.0)
