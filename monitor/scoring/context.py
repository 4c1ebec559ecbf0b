"""The context layer: what a mention answers, who its author was to us, and where it stands move the score a little.

The weights are set by hand and small: no labelled set has threads or authors. None of it makes a complaint of a text
that has no word of one, but for assent: who writes "same here" under a complaint complains.
"""

import re
from collections.abc import Iterable, Mapping

from monitor.domain.score import Reason
from monitor.domain.surroundings import COMPLAINED, PRAISED, Surroundings, Under, times

MOST = 0.6
"""The most that the context adds to the log-odds, or takes away, beside assent."""

_UNDER: Mapping[Under, float] = {Under.COMPLAINT: 0.25, Under.OWN: 0.4, Under.OURS: 0.15}
_AGAIN, _CONTENT = 0.1, -0.1
_MOST_AGAIN = 2

ASSENT = 1.6
_SHORT = 80
"""Characters up to which a text is nothing but assent."""

_ASSENTS = re.compile(
    r"(?<!\w)(?:same (?:here|problem|issue|thing|error|story|with me|for me)|me too|mine too|us too|ditto|likewise"
    r"|happen(?:s|ed|ing) to me|here too|for me too|\+1"
    r"|a m[ií] tambi[eé]n|igual aqu[ií]|lo mismo"
    r"|moi aussi|pareil|idem|m[eê]me probl[eè]me"
    r"|bei mir auch|geht mir auch so|mir auch"
    r"|comigo tamb[eé]m|aqui tamb[eé]m|mesmo problema"
    r"|anche a me|anche io|stesso problema"
    r"|ook bij mij|bij mij ook|hier ook)(?!\w)",
    re.IGNORECASE,
)


def around(text: str, surroundings: Surroundings) -> Iterable[Reason]:
    """Yield what the surroundings of `text` add to the log-odds, each as a reason."""
    under = surroundings.under
    shares: list[Reason] = []
    if under is not None:
        shares.append(Reason(cue=under.value, weight=_UNDER[under]))
    if surroundings.complained:
        weight = _AGAIN * min(surroundings.complained, _MOST_AGAIN)
        shares.append(Reason(cue=COMPLAINED, words=(times(surroundings.complained),), weight=weight))
    elif surroundings.content:
        shares.append(Reason(cue=PRAISED, words=(times(surroundings.content),), weight=_CONTENT))
    yield from _bounded(shares)
    if under in {Under.COMPLAINT, Under.OWN} and len(text) <= _SHORT and (found := _ASSENTS.search(text)):
        yield Reason(cue="assent", words=(found.group(),), weight=ASSENT)


def _bounded(shares: list[Reason]) -> list[Reason]:
    whole = sum(reason.weight for reason in shares)
    part = min(1.0, MOST / abs(whole)) if whole else 1.0
    return [Reason(cue=reason.cue, words=reason.words, weight=round(reason.weight * part, 3)) for reason in shares]
