"""The complaint lexicons of other languages: the cue groups of English, in their own words, and how they negate."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from connectors.kit.query.fold import folded
from monitor.scoring.lexicon.cues import CueLexicon
from monitor.scoring.lexicon.cues import lexicon as english
from monitor.scoring.lexicon.cues import marks as english_marks
from monitor.scoring.lexicon.finder import Grammar
from monitor.scoring.lexicon.phrases import KEEP, Group, chosen
from monitor.scoring.words import HANDLE, LINK, NUMBER, STOP, UNSPOKEN, Memo, Reading, shortened, tokens

MEASURED = ("es", "fr", "de", "pt", "it")
"""Languages whose lexicon ships and was measured; each is `abroad/<language>.toml`."""

EXPERIMENTAL = ("nl",)
"""Languages whose lexicon ships and that nobody has measured: it says what it heard, and is no judgement."""

SIGNS = ("anger_signs", "joy_signs")
"""Groups of English that everybody shares: emoji."""

SHORTEST_STEM = 2
_APOSTROPHE = re.compile("'")


class Tongue:
    """One language: reads its texts and finds the cues in them."""

    def __init__(self, cues: tuple[Group, ...], marks: tuple[Group, ...], grammar: Grammar) -> None:
        vocabulary = _Vocabulary((*cues, *marks), grammar)
        self.turns = grammar.contrasts
        self.cues = CueLexicon(_once(tuple(map(vocabulary.widened, cues))), grammar)
        self.marks = CueLexicon(tuple(map(vocabulary.widened, marks)), grammar)
        self._words = Memo(vocabulary.words)

    def read(self, text: str) -> Reading:
        """Split `text`, made readable before, into the words that the lexicon is written in."""
        found = tokens(text)
        return Reading(found, list(map(self._words.__getitem__, found)))


def _once(cues: tuple[Group, ...]) -> tuple[Group, ...]:
    """Leave each phrase to the group that it says most for: the weights were fitted to the doubles of English alone."""
    owner: dict[str, Group] = {}
    for group in cues:
        for phrase in group.phrases:
            if phrase not in owner or abs(group.weight) > abs(owner[phrase].weight):
                owner[phrase] = group
    return tuple(
        replace(group, phrases=tuple(phrase for phrase in group.phrases if owner[phrase] is group)) for group in cues
    )


class _Vocabulary:
    """Turns a token into words as the lexicon has them: whole ones first, else the longest stem."""

    def __init__(self, groups: tuple[Group, ...], grammar: Grammar) -> None:
        known = {word for group in groups for phrase in group.phrases for word in phrase.split()}
        self._whole = frozenset(word for word in known if not word.endswith("~")) | grammar.negators | grammar.small
        self._stems = frozenset(word[:-1] for word in known if word.endswith("~"))

    def widened(self, group: Group) -> Group:
        """Add to each phrase with a stem the same phrase with the whole words that begin so."""
        phrases = (" ".join(words) for phrase in group.phrases for words in product(*map(self._meant, phrase.split())))
        return replace(group, phrases=tuple(dict.fromkeys(phrases)))

    def _meant(self, word: str) -> tuple[str, ...]:
        if not word.endswith("~"):
            return (word,)
        return (word, *sorted(whole for whole in self._whole if whole.startswith(word[:-1])))

    def words(self, token: str) -> tuple[str, ...]:
        if len(token) > 1 and token[0] == "@":
            return (HANDLE,)
        if token.startswith(("http://", "https://", "www.")):
            return (LINK,)
        word = folded(token).lstrip("#")
        if word in UNSPOKEN or not word:
            return ()
        if word in '.,;:!?()"\n':
            return (STOP,)
        if word[0].isdigit():
            return (NUMBER,)
        return tuple(self._known(part) for part in _APOSTROPHE.split(word) if part)

    def _known(self, word: str) -> str:
        word = shortened(word, self._is_known)
        if word in self._whole:
            return word
        stems = (word[:length] for length in range(len(word), SHORTEST_STEM - 1, -1))
        return next((f"{stem}~" for stem in stems if stem in self._stems), word)

    def _is_known(self, word: str) -> bool:
        return word in self._whole or word in self._stems


@cache
def tongue(language: str) -> Tongue | None:
    """The lexicon of `language`, read on first use; None where none ships."""
    if language not in MEASURED and language not in EXPERIMENTAL:
        return None
    document = tomllib.loads(files(__package__).joinpath("abroad", f"{language}.toml").read_text(encoding="utf-8"))
    small = document.pop("grammar")
    grammar = _grammar(small)
    denials = grammar.negators | frozenset(small.get("denials", "").split())
    signs = tuple(english().groups[name] for name in SIGNS)
    marks = _spoken(document.pop("marks"), english_marks(), denials)
    return Tongue((*_spoken(document, english(), denials), *signs), marks, grammar)


def _spoken(tables: dict[str, Any], namesakes: CueLexicon, denials: frozenset[str]) -> tuple[Group, ...]:
    spoken = (group for name, fields in tables.items() for group in _groups(namesakes.groups[name], fields, denials))
    return tuple(spoken)


def _groups(namesake: Group, fields: dict[str, Any], negators: frozenset[str]) -> Iterator[Group]:
    """A group says what its namesake of English says. A phrase with a "not" of its own is not negated by another."""
    listed = dict.fromkeys(_phrases(fields["phrases"]))
    own = tuple(phrase for phrase in listed if not negators.isdisjoint(phrase.split()))
    others = tuple(phrase for phrase in listed if negators.isdisjoint(phrase.split()))
    yield replace(namesake, phrases=others)
    if own:
        yield replace(namesake, phrases=own, negated=KEEP)


def _phrases(listed: str) -> Iterator[str]:
    for phrase in listed.split(","):
        for choice in chosen(phrase):
            words = choice.split()
            if words:
                yield " ".join(words)


def _grammar(fields: dict[str, str]) -> Grammar:
    words = {name: frozenset(listed.split()) for name, listed in fields.items()}
    return Grammar(negators=words["negators"], contrasts=words["turns"], small=words["small"])
