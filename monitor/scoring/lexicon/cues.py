"""The cues of a text: which groups of the lexicon speak, how often, and in which words."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from monitor.scoring.lexicon.finder import ENGLISH, Finder, Grammar
from monitor.scoring.lexicon.phrases import DROP, KEEP, Group, groups
from monitor.scoring.words import Reader, Reading

MOST_WORDS = 3


@dataclass(slots=True)
class Cue:
    """A group that speaks in a text: how often, the first words it was heard in (three at most), and where."""

    count: int = 0
    first: int = -1
    last: int = -1
    words: list[str] = field(default_factory=list)

    def add(self, other: "Cue") -> None:
        """Hear what another cue heard, too."""
        self.count += other.count
        self.first = other.first if self.first < 0 else min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.words = [*self.words, *other.words][:MOST_WORDS]


class CueLexicon:
    """The cue groups and topics, ready to read texts with."""

    def __init__(self, cues: tuple[Group, ...], grammar: Grammar = ENGLISH) -> None:
        self.groups = {group.name: group for group in cues}
        self.praise = frozenset(group.name for group in cues if group.weight < 0)
        self._cues = cues
        self._finder = Finder(cues, grammar=grammar)
        self._moved = [group.name if group.negated in (DROP, KEEP) else group.negated for group in cues]
        self._mocking = {group.name: group for group in cues if group.beside}
        self._facts = frozenset(group.name for group in cues if group.harm and not group.beside)

    def cues(self, reading: Reading) -> dict[str, Cue]:
        """Return the groups that speak in `reading`, by name."""
        phrases = self._finder.find(reading.words)
        if not phrases:
            return {}
        found: defaultdict[str, Cue] = defaultdict(Cue)
        for number, start, end, negated in phrases:
            group = self._cues[number]
            if negated and group.negated == DROP:
                continue
            cue = found[self._moved[number] if negated else group.name]
            cue.count += 1
            cue.first, cue.last = (start if cue.first < 0 else cue.first), start
            if len(cue.words) < MOST_WORDS:
                cue.words.append(reading.quote(start, end))
        for mocking in self._mocking.keys() & found.keys():
            self._take(mocking, found)
        return dict(found)

    def _take(self, mocking: str, found: defaultdict[str, Cue]) -> None:
        """Take kind words for mockery where a bad fact is told beside them, and as they are elsewhere."""
        group, cue = self._mocking[mocking], found.pop(mocking)
        found[group.alone if self._facts.isdisjoint(found) else group.beside].add(cue)


@cache
def lexicon() -> CueLexicon:
    """The shipped lexicon, read on first use."""
    return CueLexicon(groups("cues"))


@cache
def marks() -> CueLexicon:
    """What must not be lost in the crowd, abuse and quoted rules, read on first use."""
    return CueLexicon(groups("marks"))


@cache
def reader() -> Reader:
    """A reader that knows the lexicon's words."""
    return Reader(
        frozenset(word for group in lexicon().groups.values() for phrase in group.phrases for word in phrase.split())
    )
