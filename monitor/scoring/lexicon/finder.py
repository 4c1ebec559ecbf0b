"""Finds phrases among words: one walk, the longest phrase at each place, time linear in the words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.scoring.lexicon.phrases import Group
from monitor.scoring.words import NUMBER, NUMBER_WORDS, STOP

SMALL = """
the a an my our your their his her this that these those so very really even just actually still quite ever too at all
literally currently now please fucking freaking damn bloody always also already any much only completely totally
absolutely such been being be
"""
SKIPPED = frozenset(SMALL.split())
"""Small words that may stand inside a phrase."""

MOST_SKIPPED = 2

NEGATIONS = "not no never without nor neither hardly barely nothing none rarely nobody lacks"
NEGATORS = frozenset(NEGATIONS.split())
CONTRASTS = frozenset(("but", "however", "although", "though", "except", "yet", "because"))
NOT_ONLY = frozenset(("only", "just", "sure", "surprised", "surprising"))
NEGATION_REACH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The small words of a language: those that negate, those that turn a sentence, those that say nothing."""

    negators: frozenset[str]
    contrasts: frozenset[str]
    small: frozenset[str]


ENGLISH = Grammar(negators=NEGATORS, contrasts=CONTRASTS, small=SKIPPED)


class Found(NamedTuple):
    """A phrase of a group, at words `start` to before `end`, and whether a negation stands before it."""

    group: int
    start: int
    end: int
    negated: bool


@dataclass(slots=True)
class _Node:
    after: "dict[str, _Node]" = field(default_factory=dict)
    groups: tuple[int, ...] = ()


class Finder:
    """The phrases of some groups, ready to be found. Groups are told apart by their place in the sequence.

    Where it does not heed negations, it takes no phrase for negated, which is quicker.
    """

    def __init__(self, groups: Sequence[Group], *, heeds_negations: bool = True, grammar: Grammar = ENGLISH) -> None:
        self._root = _Node()
        self._grammar = grammar
        self._heeds_negations = heeds_negations
        for number, group in enumerate(groups):
            for phrase in group.phrases:
                self._add(phrase.split(), number)
        self._firsts = {**self._numbers(), **self._root.after}

    def _numbers(self) -> "dict[str, _Node]":
        """Numbers written as words begin what any number begins."""
        node = self._root.after.get(NUMBER)
        return dict.fromkeys(NUMBER_WORDS, node) if node else {}

    def _add(self, words: Iterable[str], group: int) -> None:
        node = self._root
        for word in words:
            node = node.after.setdefault(word, _Node())
        if group not in node.groups:
            node.groups = (*node.groups, group)

    def find(self, words: Sequence[str]) -> list[Found]:
        """Return the phrases in `words`, none inside another."""
        found: list[Found] = []
        firsts, small = self._firsts, self._grammar.small
        taken, last = 0, len(words) - 1
        for start in [place for place, word in enumerate(words) if word in firsts]:
            if start < taken:
                continue
            node = firsts[words[start]]
            if not node.groups:
                # Most places end here: the word begins no phrase that goes on with the next.
                if start == last:
                    continue
                after = words[start + 1]
                if after not in node.after and after not in small and after not in NUMBER_WORDS:
                    continue
            begin, end, groups = self._at(words, start) if node.after else (start, start + 1, node.groups)
            if groups:
                negated = self._heeds_negations and _negated(words, begin, self._grammar)
                found += [Found(group, begin, end, negated) for group in groups]
                taken = end
        return found

    def _at(self, words: Sequence[str], start: int) -> tuple[int, int, tuple[int, ...]]:
        """The phrase at `start`, or that which its last word begins where it is a "not": "is not", "not working"."""
        small = self._grammar.small
        end, groups = _longest(self._firsts[words[start]], words, start, small)
        last = end - 1
        if groups and last > start and words[last] in self._grammar.negators and words[last] in self._firsts:
            further, others = _longest(self._firsts[words[last]], words, last, small)
            if others and further > end:
                return last, further, others
        return start, end, groups


def _longest(node: _Node, words: Sequence[str], start: int, small: frozenset[str]) -> tuple[int, tuple[int, ...]]:
    end, groups = start + 1, node.groups
    place, skipped = start + 1, 0
    while place < len(words) and node.after:
        word = words[place]
        after = node.after.get(word)
        if after is None and word in NUMBER_WORDS:
            after = node.after.get(NUMBER)
        if after is not None:
            node, skipped = after, 0
            if node.groups:
                end, groups = place + 1, node.groups
        elif word in small and skipped < MOST_SKIPPED:
            skipped += 1
        else:
            break
        place += 1
    return end, groups


def _negated(words: Sequence[str], start: int, grammar: Grammar) -> bool:
    """Whether a negation stands within reach before `start`, in the same clause."""
    reach = NEGATION_REACH
    for place in range(start - 1, -1, -1):
        word = words[place]
        if word in grammar.negators:
            return words[place + 1] not in NOT_ONLY
        if word == STOP or word in grammar.contrasts:
            return False
        if word not in grammar.small:
            reach -= 1
            if reach == 0:
                return False
    return False
