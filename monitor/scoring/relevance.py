"""Relevance before sentiment: which brands a mention is about, and who speaks. A first, cautious version.

What a search brings is mostly noise: news, vacancies, other things of the same name. Our own reviews are not searched,
so there only our own accounts and robots are told apart from customers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from connectors.contract import Author, Mention
from monitor.domain.brand import BrandTerms
from monitor.domain.relevance import About, Relevance, Speaker
from monitor.scoring.fold import folded
from monitor.scoring.terms import Terms

AboutDefault = Literal["us", "brand"]

_ROBOT = ("i am a bot", "i'm a bot", "i am a robot", "beep boop", "performed automatically", "automated account")
_ROBOT_NAME = re.compile(r"(?:^|[\W_])(?i:bot|automoderator)$|[a-z]Bot$")
_VACANCY = (
    "we're hiring", "we are hiring", "is hiring", "are hiring", "now hiring", "currently hiring", "is recruiting",
    "we're recruiting", "we are recruiting", "join our team", "join the team", "join our growing team", "#job",
    "#hiring", "#vacanc", "#career", "job opening", "job alert", "job vacancy", "job fair", "job posting", "apply now",
    "apply here", "apply today", "apply via", "vacancies",
)  # fmt: skip
_REPORTED = re.compile(
    r"\b(?:announces?|announced|unveils?|unveiled|launches|launched|reports?|reported|says|said|acquires?|acquired"
    r"|shares|stocks?|investors?|analysts?|quarter(?:ly)?|revenue|earnings|profits?|ceo|billion|million|according to"
    r"|lawsuit|regulators?|study|survey|breaking|exclusive|partnership|partners with|expands?|appoints?|market)\b"
)
_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|im|ive|my|me|mine|we|we're|we've|our|us|you|your|you're|u|ur)\b")
_LINK = re.compile(r"https?://\S+")
HEADLINE_WORDS = 40


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
        self._finder = Terms([term for _, term, _ in self._terms])

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
    about = About.US
    if heard.excluded or (searched and not heard.words):
        about = About.OTHER
    return Relevance(about=about, speaker=_speaker(mention, brand, searched=searched), words=heard.words)


def _speaker(mention: Mention, brand: BrandTerms, *, searched: bool) -> Speaker:
    if _is_own(mention.author, brand.own_accounts.get(mention.key.platform, ())):
        return Speaker.OURSELVES
    text = folded(f"{mention.title or ''}\n{mention.text[:2000]}")
    if any(words in text for words in _ROBOT) or (mention.author.name and _ROBOT_NAME.search(mention.author.name)):
        return Speaker.BOT
    if searched and any(words in text for words in _VACANCY):
        return Speaker.JOB_SEEKER
    return Speaker.NEWS if searched and _is_news(mention, text) else Speaker.CUSTOMER


def _is_own(author: Author, accounts: tuple[str, ...]) -> bool:
    """By the platform's id; by name only where it gives no id, because names can be taken."""
    known = author.id or author.name
    return known is not None and _account(known) in {_account(account) for account in accounts}


def _account(name: str) -> str:
    return name.strip().lstrip("@").casefold()


def _is_news(mention: Mention, text: str) -> bool:
    """A headline: short, with a title or a link, nobody speaks of "I" or "you", and it reports."""
    if not (mention.title or _LINK.search(text)) or len(text.split()) > 3 * HEADLINE_WORDS:
        return False
    plain = _LINK.sub(" ", text)
    return _REPORTED.search(plain) is not None and not _PERSON.search(plain)
