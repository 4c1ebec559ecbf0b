"""What a text tells beside its tone: how bad it is, and the marks that must never be lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monitor.scoring.lexicon.cues import Cue, CueLexicon, lexicon
from monitor.scoring.words import Reading

HARM_SHARE = 0.6

MUCH = 500
"""Units of a currency that are much to most people."""

MONEY_SHARE = 0.4

_CURRENCIES = ("$", "£", "€", "dollar", "pound", "euro", "quid", "bucks", "USD", "GBP", "EUR")
_SUM = re.compile(
    r"[$£€]\s?(?P<before>\d{1,9}(?:[.,]\d{2,3}){0,3})\s?(?P<thousands>k\b)?"
    r"|\b(?P<after>\d{1,9}(?:[.,]\d{2,3}){0,3})\s?(?:€|£|dollars?|pounds?|euros?|quid|bucks|USD|GBP|EUR)(?!\w)"
)

OF_PRAISE = frozenset(("injury", "vulnerable", "fraud"))
"""Marks that praise tells of, too: "you were so kind when my mother had chemotherapy". A threat is never praise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """`critical` are the critical marks that were found, with their words; `shares` what each adds to the log-odds."""

    critical: dict[str, Cue]
    shares: dict[str, float]
    harm: float
    abusive: bool
    policy: bool
    amount: str = ""
    """A sum of money that is much to most people, as it is written."""


UNMARKED = Marks(critical={}, shares={}, harm=0.0, abusive=False, policy=False)


def marks_of(text: str, reading: Reading, cues: Mapping[str, Cue], lexicon_of_marks: CueLexicon) -> Marks:
    """Find the marks in `text`, read as `reading`, in which `cues` were found, and how bad what it tells is."""
    marks = lexicon_of_marks.cues(reading)
    groups_of = lexicon_of_marks.groups
    critical = {name: mark for name, mark in marks.items() if groups_of[name].critical}
    spared = OF_PRAISE if _praises(cues) else frozenset[str]()
    amount = _amount(text)
    return Marks(
        critical=critical,
        shares={name: 0.0 if name in spared else groups_of[name].weight for name in critical},
        harm=_harm(cues, marks, lexicon_of_marks, MONEY_SHARE if amount else 0.0),
        abusive="abusive" in marks,
        policy="policy" in marks,
        amount=amount,
    )


def _amount(text: str) -> str:
    """The first sum that is `MUCH` or more, as it is written; empty for none."""
    if not any(sign in text for sign in _CURRENCIES):
        return ""
    return next((found.group().strip() for found in _SUM.finditer(text) if _worth(found) >= MUCH), "")


def _worth(found: re.Match[str]) -> float:
    """The number of a sum, of which a dot or comma before two last digits is the decimal one."""
    digits = re.sub(r"[.,](?=\d{3}\b)", "", found["before"] or found["after"])
    return float(re.split(r"[.,]", digits)[0]) * (1_000 if found["thousands"] else 1)


def _praises(cues: Mapping[str, Cue]) -> bool:
    """Whether more is said in praise than in complaint."""
    praise = sum(cue.count for name, cue in cues.items() if name in lexicon().praise)
    return 2 * praise > sum(cue.count for cue in cues.values())


def _harm(cues: Mapping[str, Cue], marks: Mapping[str, Cue], lexicon_of_marks: CueLexicon, money: float) -> float:
    """How bad what is told is: several troubles add up, and never beyond 1."""
    spared = 1.0 - money
    for name in cues:
        spared *= 1.0 - HARM_SHARE * lexicon().groups[name].harm
    for name in marks:
        spared *= 1.0 - lexicon_of_marks.groups[name].harm
    return round(1.0 - spared, 3)
