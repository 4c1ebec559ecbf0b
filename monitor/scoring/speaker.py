"""Who speaks: a customer, or news, somebody who looks for a job, a competitor, staff, a robot, ourselves."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from connectors.contract import Author, Mention
from connectors.kit.query.fold import folded
from connectors.kit.query.terms import Terms, plain_terms
from monitor.domain.brand import BrandTerms, plain
from monitor.domain.relevance import Speaker
from monitor.domain.score import Reason

MOST_CHARACTERS = 2_000
"""This much of a text tells who speaks."""

HEADLINE_WORDS = 120
NEWS_FROM = 3
"""Signs of a report or an advertisement that are needed, a person's words counting against them."""

_ADVERTISEMENT = "advertisement"
_ROBOT_NAME = re.compile(r"(?:^|[\W_])(?i:bot|automoderator)$|[a-z]Bot$")
_REPORTED = re.compile(
    r"\b(?:announc(?:es?|ed|ing)|unveil(?:s|ed)?|launch(?:es|ed)?|reports?|reported|says|said|acquires?|acquired|joins?"
    r"|shares|stocks?|investors?|analysts?|quarter(?:ly)?|revenue|earnings|profits?|ceo|billion|million|according to"
    r"|lawsuit|regulators?|study|survey|breaking|exclusive|partnership|partners? with|expands?|appoints?|market"
    r"|releases?d?|reveals?|slams?|attacks|expects?|rumou?rs?|leaked|discontinued|explodes|review|hands-on|first drive"
    r"|available now|now available|rolling out|replaced|recalls|axes|named|buys|sold|writes to|govt|government)\b"
)
_I = re.compile(r"\b(?:i|i'm|i've|i'd|im|ive|my|me|mine|we|we're|we've|our|us|lol|lmao|omg|ugh|pls|plz)\b")
_YOU = re.compile(r"\b(?:you|your|you're|u|ur|thanks|thank|please|help|never|worst|hate|love|awesome|so)\b")
_FELT = re.compile(
    r"\b(?:horrible|terrible|awful|nasty|ouch|disgusting|pathetic|ridiculous|useless|shocking|rude|joke|scam|avoid|nobody"
    r"|no one|still|again|keeps?|trust|gonna|wtf|damn|fuck\w*|shit\w*|sucks?|fail|\w+n't|(?:it|that|he|she)'s)\b"
    r"|^(?:it|this|that|they|he|she|don't|must|just)\b"
)
"""How people speak, and reports do not."""

_PASSED_ON = re.compile(r"^(?:rt|retweeted)\b|\bvia\b|\bhttps?://\S+\s*$|\||\bread more\b|^#\w+ #\w+")
_LINK = re.compile(r"https?://\S+|\b(?:bit\.ly|t\.co)/\S+")
_CRY = re.compile("[!?\U0001f300-\U0001faff]|\\b[A-Z]{5,}\\b")
_DOES = (
    "(?:accepts|adds|admits|apologi[sz]es|approves|axes|backs|bans|beats|blames|boosts|bristle|buys|cancels|claims"
    "|closes|confirms|cuts|debuts|declares|denies|doubles|drops|expands|expects|explores|extends|faces|fined"
    "|gains|grounds|halts|hires|hits|investigates|joins|launches|leaves(?! (?:a|much))|names|named|opens|plans"
    "|posts|probes|promises|raises|recalls|releases|reports|resumes|sacks|scraps|seeks|sees|sells"
    "|shares|signs|slips|sued|sues|suspends|teams|tops|unveils|urges|warns"
    "|wins|(?:has|have) (?:joined|set|been|just)|will (?:be|receive|start))"
)
"""What a report says that somebody does."""

_SUBJECT = re.compile(rf"^\W*(?:[\w'&.-]+\s){{1,6}}{_DOES}\s")
_PRESS = re.compile(
    r"\b(?:Reuters|Associated Press|Bloomberg|AFP|CNBC|CNET|BBC|CNN|Financial Times|Wall Street Journal|WSJ"
    r"|New York Times|NYT|Washington Post|USA ?Today|Telegraph|Guardian|Forbes|TechCrunch|Engadget|The Verge|Mashable"
    r"|Business Daily|Business Insider|Newswire|PRNewswire)\b"
)
_SOURCE = re.compile(r"\s[-\u2013\u2014|]\s(?:[A-Z][\w'&.]*\s){0,4}[A-Z][\w'&.]*$")
"""How a headline names where it stood, at its end: "... - The Morning Post"."""

_ROUNDUP = re.compile(
    r"\b(?:round-?up|weekly|daily|headlines?|top \d+|\d+ (?:things|ways|reasons|products|tips)|infographic|how to"
    r"|review:|video:|photos?:|watch:|update:|analysis|overview|preview|magazine|edition|in pictures|box office)(?!\w)"
)
_LABEL = re.compile(r"^\s*(?:RECALL|BREAKING|JUST IN|NOTICE|WATCH|VIDEO|REPORT|ALERT)\b\W")
_PUBLIC = re.compile(
    r"\b(?:shoppers|customers|passengers|travell?ers|commuters|residents|workers|growers|patients|tenants|consumers"
    r"|gamers|investors|drivers|shares)\b"
)
"""Whom a report tells of; whoever tells of themselves says "I"."""

MANY_TITLED = 6
"""So many long words, most of them with a capital, are a title by themselves."""

_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """Who speaks, and why we think so; a customer needs no reason."""

    speaker: Speaker
    reasons: tuple[Reason, ...] = ()


def speaker_of(mention: Mention, brand: BrandTerms, *, searched: bool) -> Speaking:
    """Tell who speaks in `mention`; `searched` ones may be anybody's, others are reviews or messages to us."""
    if (known := _known(mention, brand)) is not None:
        return known
    if mention.author.name and _ROBOT_NAME.search(mention.author.name):
        return _by(Speaker.BOT, mention.author.name)
    text = f"{mention.title or ''}\n{mention.text[:MOST_CHARACTERS]}"
    given_away = _given_away(text, searched=searched)
    for speaker in (Speaker.BOT, Speaker.JOB_SEEKER, Speaker.STAFF, Speaker.COMPETITOR):
        if speaker in given_away:
            return _by(speaker, given_away[speaker])
    if not searched or mention.rating is not None:  # no report gives stars
        return Speaking(speaker=Speaker.CUSTOMER)
    named = _named(brand)
    if rival := named.rival.search(text):
        return _by(Speaker.COMPETITOR, rival.group()[:40])
    return _reported(
        mention, text, _Told(advertised=given_away.get(_ADVERTISEMENT), headline=named.headline.search(text))
    )


def _by(speaker: Speaker, *words: str) -> Speaking:
    return Speaking(speaker=speaker, reasons=(Reason(cue=f"speaker_{speaker}", words=words),))


def _known(mention: Mention, brand: BrandTerms) -> Speaking | None:
    """Who speaks by an account that is known, whatever the words sound like."""
    author, platform = mention.author, mention.key.platform
    if _is_own(author, brand.own_accounts.get(platform, ())):
        return _by(Speaker.OURSELVES, author.name or author.id or "")
    known = next((one for one in brand.speakers if one.speaks(platform, author)), None)
    if known is None:
        return None
    if known.who is Speaker.CUSTOMER:
        return Speaking(speaker=known.who)
    return _by(known.who, known.name or author.name or author.id or "")


def _is_own(author: Author, accounts: tuple[str, ...]) -> bool:
    """By the platform's id; by name only where it gives no id, because names can be taken."""
    known = author.id or author.name
    return known is not None and plain(known) in {plain(account) for account in accounts}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """How a report begins with a brand's name, and how a rival speaks of it."""

    headline: re.Pattern[str]
    rival: re.Pattern[str]


@cache
def _named_by(keywords: tuple[str, ...]) -> _Named:
    name = "|".join(sorted(map(re.escape, keywords), key=len, reverse=True)) or r"(?!)"
    return _Named(
        headline=re.compile(rf"^\W*(?:{name})(?:'s)?\s(?:to|{_DOES})\b", re.IGNORECASE),
        rival=re.compile(
            rf"\b(?:unlike|tired of|fed up with|better than|switch(?:ed|ing)? from)\b[^.!?\n]{{0,40}}(?:{name})\b"
            r".{0,60}\b(?:half price|free delivery|first (?:basket|order|month)|never charges|no fees|delivers in)",
            re.IGNORECASE | re.DOTALL,
        ),
    )


def _named(brand: BrandTerms) -> _Named:
    return _named_by(brand.keywords)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    advertised: str | None
    headline: re.Match[str] | None


def _reported(mention: Mention, text: str, told: _Told) -> Speaking:
    signs = list(_signs(mention, text, told))
    if sum(weight for weight, _ in signs) < NEWS_FROM or len(text.split()) > HEADLINE_WORDS:
        return Speaking(speaker=Speaker.CUSTOMER)
    return _by(Speaker.NEWS, *dict.fromkeys(words for weight, words in signs if weight > 0 and words))


def _signs(mention: Mention, text: str, told: _Told) -> Iterator[tuple[int, str]]:
    """What speaks for a report or an advertisement, each with the words that do, and against it."""
    small = folded(text).strip()
    plain = _LINK.sub(" ", small)
    bare = _LINK.sub(" ", text).strip()
    linked = _LINK.search(text) is not None
    subject = _SUBJECT.search(bare.split("\n")[0]) if told.headline is None and _is_declared(text) else None
    named = _PRESS.search(text)
    label, titled = _LABEL.match(text), _is_titled(bare)
    reported = linked or titled or any((told.headline, subject, named, label))
    found = (
        (3, told.advertised),
        (2, told.headline),
        (2, _REPORTED.search(plain)),
        (2, subject),
        (2, named),
        (1, _SOURCE.search(bare)),
        (1, _ROUNDUP.search(plain)),
        (1, _PUBLIC.search(plain)),
        (1, linked or bool(mention.title)),
        (1, _PASSED_ON.search(small)),
        (2, label),
        (1, reported and _is_declared(text[label.end() :] if label else text)),
        (2 if len(_LONG_WORD.findall(bare)) >= MANY_TITLED else 1, titled),
        (1, plain.count("#") >= 3),
        (-4, _I.search(plain)),
        (-2, _YOU.search(plain)),
        (-2, _FELT.search(plain.strip())),
        (-3, plain.startswith((".@", "@"))),
    )
    yield from ((weight, _quoted(sign)) for weight, sign in found if sign)


def _quoted(sign: str | bool | re.Match[str]) -> str:
    if isinstance(sign, re.Match):
        return " ".join(sign.group().split())[:20].strip("| ")
    return sign if isinstance(sign, str) else ""


def _is_declared(text: str) -> bool:
    """Whether it is told as news is: begun with a capital, without a cry, a question or an emoji."""
    return text.lstrip()[:1].isupper() and not _CRY.search(text)


def _is_titled(text: str) -> bool:
    """Whether most long words have a capital, like a headline."""
    words = _LONG_WORD.findall(text)
    return len(words) >= 4 and 10 * sum(word.istitle() for word in words) >= 6 * len(words)


def _given_away(text: str, *, searched: bool) -> dict[str, str]:
    """Who is given away by a phrase, and by which; the first of each."""
    terms, whose, anywhere = _phrases()
    found: dict[str, str] = {}
    for place in terms.find(text):
        who, phrase = whose[place]
        if searched or who in anywhere:
            found.setdefault(who, phrase)
    return found


@cache
def _phrases() -> tuple[Terms, list[tuple[str, str]], frozenset[str]]:
    path = files(__package__).joinpath("lexicon", "speakers.toml")
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    searched = document.pop("searched")
    whose = [(who, phrase.strip()) for who, listed in {**document, **searched}.items() for phrase in listed.split(",")]
    return plain_terms([phrase for _, phrase in whose]), whose, frozenset(document)
