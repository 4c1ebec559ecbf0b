"""Salient words: what is said again and again in a burst of complaints, and hardly ever before it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from connectors.kit.query.fold import folded

MOST_CHARACTERS = 1_200
MOST_WORDS = 12
LEAST_TEXTS = 3
LEAST_SHARE = 0.12
"""Of the burst's texts, so many hold a salient word at least."""
LIFT = 4.0
"""And this many times the share of the texts before it."""

_NOISE = re.compile(r"https?://\S+|www\.\S+|@\w+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = ("ing", "ed", "es", "s")
_SAID_ALWAYS = frozenset(
    """
    the and for you your our ours are was were this that with have has had not but can cant from all its what when
    why how who will just out get got been they them their there here now would could should dont didnt doesnt
    wont isnt about into over than then after before again still even only any more most very too one two also
    because been being she her his him use way day days today time hour hours minute minutes week weeks please
    help thanks thank need want tried trying try anyone else nothing something someone everyone every never always
    really like made make back told say says said know see let
    """.split()  # noqa: SIM905  (a column of strings reads worse)
)


def words_of(text: str) -> frozenset[str]:
    """Return the words of `text` that can be salient, without their commonest endings."""
    plain = folded(_NOISE.sub(" ", text[:MOST_CHARACTERS])).replace("'", "")
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in _SAID_ALWAYS)


def salient(burst: Sequence[str], before: Sequence[str], *, besides: Iterable[str] = ()) -> frozenset[str]:
    """Return the words that tell a burst from the texts before it, at most `MOST_WORDS`; none of those in `besides`."""
    now = Counter(word for text in burst for word in words_of(text))
    then = Counter(word for text in before for word in words_of(text))
    unwanted = {_stem(word) for name in besides for word in _WORD.findall(folded(name))}
    weights = {
        word: count / len(burst) / ((then[word] + 0.5) / (len(before) + 1))
        for word, count in now.items()
        if count >= max(LEAST_TEXTS, LEAST_SHARE * len(burst)) and word not in unwanted
    }
    telling = sorted((word for word in weights if weights[word] >= LIFT), key=lambda word: (-now[word], word))
    return frozenset(telling[:MOST_WORDS])


def _stem(word: str) -> str:
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= 4), "")
    return word.removesuffix(ending) if ending else word
