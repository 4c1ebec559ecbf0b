"""In which sense a name is used: a brand's, or that of the everyday word that it is ("orange juice")."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from connectors.kit.query.fold import readable
from monitor.domain.relevance import About

_WORD = re.compile(r"[@#]?\w+(?:[.'&-]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """Whom a name speaks of, and the words that say so."""

    about: About
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Homonym:
    before: frozenset[str]
    after: frozenset[str]


def sense_of(text: str, names: Sequence[str]) -> Sense:
    """Tell in which sense `names` stand in `text`. One that is no everyday word, or is used once as a name, is ours."""
    if not all(name in _homonyms() for name in map(_bare, names)):
        return Sense(about=About.US)
    words = _WORD.findall(readable(text))
    senses = [_sense(words, place) for place, word in enumerate(words) if _bare(word) in set(map(_bare, names))]
    if not senses or any(sense.about is About.US for sense in senses):
        return Sense(about=About.US)
    return next((sense for sense in senses if sense.about is About.UNCLEAR), senses[0])


def _sense(words: Sequence[str], place: int) -> Sense:
    word = words[place]
    if word[0] in "@#":
        return Sense(about=About.US)
    beside = _homonyms()[_bare(word)]
    after = words[place + 1].lower() if place + 1 < len(words) else ""
    before = words[place - 1].lower() if place else ""
    if after in beside.after:
        return Sense(about=About.OTHER, words=(f"{word} {words[place + 1]}",))
    if before in beside.before:
        return Sense(about=About.OTHER, words=(f"{words[place - 1]} {word}",))
    small = word.islower() and any(other[0].isupper() for other in words if other != "I")
    return Sense(about=About.UNCLEAR, words=(word,)) if small else Sense(about=About.US)


def _bare(name: str) -> str:
    return name.lstrip("@#").lower()


@cache
def _homonyms() -> dict[str, _Homonym]:
    document = tomllib.loads(files(__package__).joinpath("lexicon", "homonyms.toml").read_text(encoding="utf-8"))
    return {
        name: _Homonym(
            before=frozenset(beside.get("before", "").split()), after=frozenset(beside.get("after", "").split())
        )
        for name, beside in document.items()
    }
