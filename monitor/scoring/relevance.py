"""Relevance before sentiment: which brands a mention is about, and who speaks.

What a search brings is mostly noise: news, vacancies, other things of the same name. Our own reviews are not searched,
so there only our own accounts, robots and staff are told apart from customers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectors.contract import Mention
from connectors.kit.query.terms import plain_terms
from monitor.domain.brand import BrandTerms
from monitor.domain.relevance import About, Relevance
from monitor.domain.score import Reason
from monitor.scoring.sense import sense_of
from monitor.scoring.speaker import MOST_CHARACTERS, speaker_of

AboutDefault = Literal["us", "brand"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The terms of one brand that stand in a mention, as they were configured."""

    words: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    words: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)


class Brands:
    """The brands that are listened for; all their terms are looked for in one pass."""

    def __init__(self, brands: Iterable[BrandTerms]) -> None:
        self.by_name: Mapping[str, BrandTerms] = {brand.name: brand for brand in brands}
        self._terms = [
            (brand.name, term, excludes)
            for brand in self.by_name.values()
            for terms, excludes in ((brand.keywords, False), (brand.exclude, True))
            for term in terms
        ]
        self._finder = plain_terms([term for _, term, _ in self._terms])
        self.words = frozenset(word for _, term, excludes in self._terms if not excludes for word in _words(term))
        """The words of all brands' names, in small letters."""

    def about(self, text: str, title: str | None = None) -> dict[str, Heard]:
        """Return the brands whose terms stand in `text` or `title`, with the terms."""
        found: defaultdict[str, _Found] = defaultdict(_Found)
        for place in self._finder.find(f"{title} \n{text}" if title else text):
            brand, term, excludes = self._terms[place]
            (found[brand].excluded if excludes else found[brand].words).append(term)
        return {name: Heard(words=tuple(one.words), excluded=tuple(one.excluded)) for name, one in found.items()}


def relevance(mention: Mention, brand: BrandTerms, about_default: AboutDefault, heard: Heard) -> Relevance:
    """Judge one mention for one brand. `heard` is what `Brands.about` found of it; `about_default` is its source's."""
    searched = about_default == "brand"
    about, why = _about(mention, heard, named=not brand.by_query) if searched else _ours(heard)
    if brand.wants is not None and not brand.wants(mention):
        about, why = About.OTHER, (Reason(cue="not_looked_for"),)
    speaking = speaker_of(mention, brand, searched=searched)
    reasons = (*why, *_excluded(heard), *speaking.reasons)
    return Relevance(about=about, speaker=speaking.speaker, words=heard.words, reasons=reasons)


def _ours(heard: Heard) -> tuple[About, tuple[Reason, ...]]:
    return About.OTHER if heard.excluded else About.US, ()


def _about(mention: Mention, heard: Heard, *, named: bool) -> tuple[About, tuple[Reason, ...]]:
    """What a search brought needs a keyword (where it must be `named`), and one that is no word of another thing."""
    if heard.excluded or (named and not heard.words):
        return About.OTHER, ()
    if not heard.words:
        return About.US, ()
    sense = sense_of(f"{mention.title or ''}\n{mention.text[:MOST_CHARACTERS]}", heard.words)
    if sense.about is About.US:
        return About.US, ()
    return sense.about, (Reason(cue=f"about_{sense.about}", words=sense.words),)


def _words(term: str) -> list[str]:
    return re.findall(r"\w+", term.lower())


def _excluded(heard: Heard) -> tuple[Reason, ...]:
    return (Reason(cue="excluded_words", words=heard.excluded),) if heard.excluded else ()
