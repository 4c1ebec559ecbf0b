"""Match: which complaints a rule is about. Routes and silences use the same."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from connectors.contract import Mention
from monitor.domain.score import Severity, Topic


class Trait(StrEnum):
    """What is looked at, by the names that the configuration uses."""

    BRAND = "brand"
    TOPIC = "topic"
    SEVERITY = "severity"
    SOURCE = "source"
    PLATFORM = "platform"
    PLACE = "place"
    LANGUAGE = "language"
    FOLLOWERS = "followers"
    REACH = "reach"
    KEYWORD = "keyword"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What must hold of a complaint; empty and None do not matter, of several in one place any will do.

    `severity` is the least; `followers` are the author's, and `reach` is the largest count of all (followers, likes,
    shares, replies, views); both are the least. `language` `en` is also `en-GB`. Keywords are whole words. Letters'
    case matters nowhere.
    """

    brand: tuple[str, ...] = ()
    topic: tuple[Topic, ...] = ()
    severity: Severity | None = None
    source: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    followers: int | None = None
    reach: int | None = None
    keyword: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether it asks for nothing."""
        return all(getattr(self, one.name) in ((), None) for one in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is known of a complaint when it is routed."""

    brand: str
    topic: Topic
    severity: Severity
    source: str
    platform: str
    place: str | None = None
    language: str | None = None
    followers: int | None = None
    reach: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One trait that a rule asks for: what was wanted, what was found, and whether it fits."""

    trait: Trait
    wanted: str
    found: str
    fits: bool


def subject_of(
    mention: Mention, *, brand: str, topic: Topic, severity: Severity, source: str, language: str | None = None
) -> Subject:
    """Return what a rule looks at in a complaint of `brand` that `source` heard; `language` as it was judged."""
    reach, followers = mention.reach, mention.author.followers
    counts = (followers, reach.likes, reach.shares, reach.replies, reach.views)
    return Subject(
        brand=brand,
        topic=topic,
        severity=severity,
        source=source,
        platform=mention.key.platform,
        place=mention.place,
        language=mention.language or (None if language == "und" else language),
        followers=followers,
        reach=max((count for count in counts if count is not None), default=0),
        text="\n".join(filter(None, (mention.title, mention.text))),
    )


def compare(match: Match, subject: Subject) -> tuple[Compared, ...]:
    """Return every trait that `match` asks for, fit or not."""
    return tuple(_compared(match, subject))


def fits(match: Match, subject: Subject) -> bool:
    """Tell whether all that `match` asks for holds."""
    return all(one.fits for one in _compared(match, subject))


def _compared(match: Match, subject: Subject) -> Iterator[Compared]:
    for trait in (Trait.BRAND, Trait.TOPIC, Trait.SOURCE, Trait.PLATFORM, Trait.PLACE):
        if wanted := getattr(match, trait):
            found = getattr(subject, trait) or ""
            yield _one_of(trait, wanted, found, found.casefold() in {one.casefold() for one in wanted})
    if match.language:
        spoken = (subject.language or "").casefold()
        yield _one_of(Trait.LANGUAGE, match.language, spoken, any(_speaks(one, spoken) for one in match.language))
    if match.severity is not None:
        bad = subject.severity.rank >= match.severity.rank
        wanted = match.severity.value
        yield Compared(trait=Trait.SEVERITY, wanted=wanted, found=subject.severity.value, fits=bad)
    for trait, least, count in (
        (Trait.FOLLOWERS, match.followers, subject.followers),
        (Trait.REACH, match.reach, subject.reach),
    ):
        if least is not None:
            yield Compared(trait=trait, wanted=f"{least:,}", found=f"{count or 0:,}", fits=(count or 0) >= least)
    if match.keyword:
        said = tuple(word for word in match.keyword if _says(subject.text, word))
        yield _one_of(Trait.KEYWORD, match.keyword, ", ".join(said), bool(said))


def _one_of(trait: Trait, wanted: tuple[str, ...], found: str, fit: bool) -> Compared:
    return Compared(trait=trait, wanted=", ".join(wanted), found=found, fits=fit)


def _speaks(wanted: str, spoken: str) -> bool:
    wanted = wanted.casefold().replace("_", "-")
    return spoken.replace("_", "-") == wanted or spoken.startswith((f"{wanted}-", f"{wanted}_"))


def _says(text: str, word: str) -> bool:
    """Whole words: written as they are, so that what a user writes is never a pattern."""
    return bool(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text.casefold()))
