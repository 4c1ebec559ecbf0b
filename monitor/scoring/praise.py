"""Praise that names staff: by name, or by what they do. It is what a manager passes on."""

import re
from collections.abc import Iterator, Mapping, Set

from monitor.scoring.lexicon.cues import Cue, lexicon
from monitor.scoring.words import Reading

MOST_CHARACTERS = 2_000
MOST_WORDS = 3

_ROLES = (
    "driver|drivers|courier|agent|advisor|adviser|rep|operator|waiter|waitress|server|barista|chef|bartender|manager|"
    "supervisor|clerk|cashier|receptionist|attendant|stewardess|steward|pilot|crew|nurse|doctor|dentist|mechanic|"
    "technician|engineer|plumber|fitter|porter|concierge|housekeeper|teller|banker|stylist|salesman|saleswoman|"
    "assistant|associate|lad|lass|lady|gentleman|chap|staff|employee|employees|colleague|postman|postwoman|guard|"
    "conductor|host|hostess|trainer|tutor"
)
_ROLE_WORDS = frozenset(_ROLES.split("|"))
_TELLING = _ROLE_WORDS | frozenset(
    (
        "from",
        "at",
        "man",
        "woman",
        "young",
        "called",
        "named",
        "to",
        "thank",
        "thanks",
        "by",
        "bless",
        "stayed",
        "helped",
    )
)
"""Without one of these words nobody is named."""

_ROLE = re.compile(rf"\b(?:[\w'-]{{1,20}}\s){{0,2}}(?:{_ROLES})\b", re.IGNORECASE)
_CALLED = re.compile(
    rf"(?:\b(?:{_ROLES}|lad|man|woman|young|called|named|to|thank|thanks|by|bless|ask\sfor|legend)\b,?\s)"
    r"([A-Z][a-z]{2,})\b(?!\s(?:Street|Road|Station|Airport))"
)
_OF_US = re.compile(r"\b([A-Z][a-z]{2,})\s(?:from|at)\s(?=(?:the|your|our|\W?\w+))")
_SUBJECT = re.compile(
    r"\b([A-Z][a-z]{2,})\s(?:stayed|helped|did everything|was so|was very|carried|went above|had a new)\b"
)
_NOBODY = frozenset(("no", "without", "another", "seeks", "says", "hiring", "need", "needs"))
"""Beside these a role is nobody's who did well."""

_NO_NAMES = frozenset(
    """
    The This That There These They Thanks Thank Great Good Best Love Loved Fruit Meat Bread Food Delivery
    Delivered Service Order Ordered App Update Credit Flight Half Three Two Five Years Rang Called Used Not
    Never Always Everything Nothing Fresh New Back Just Lunch Dinner Breakfast Christmas Monday Tuesday
    Wednesday Thursday Friday Saturday Sunday January February March April June July August September October
    November December Customer Staff Team Crew And But Was Were Still Our Your Their His Her She You When What
    Where Why How Who All Everyone Everybody Nobody Only Really Arrived Came Got Bought Went Stayed Been Had
    Works Worked Looking Waiting Sitting Stuck Today Tonight Tomorrow
    """.split()  # noqa: SIM905  a list of words reads better than one string each
)


def praised_in(text: str, reading: Reading, cues: Mapping[str, Cue], ours: Set[str] = frozenset()) -> tuple[str, ...]:
    """Return whom of the staff `text`, which is no complaint, speaks well of: names first, else what they are.

    Words of `ours`, in small letters, are the company's name and nobody's.
    """
    heard = _TELLING.intersection(reading.words)
    if not heard:
        return ()
    good = sum(cue.count for name, cue in cues.items() if name in lexicon().praise)
    if 2 * good < sum(cue.count for cue in cues.values()):
        return ()
    seen = text[:MOST_CHARACTERS]
    named = (match.group(1) for pattern in (_CALLED, _OF_US, _SUBJECT) for match in pattern.finditer(seen))
    names = [name for name in dict.fromkeys(named) if name not in _NO_NAMES and name.lower() not in ours]
    roles = list(_roles(seen)) if good and heard & _ROLE_WORDS else []
    return tuple((names or list(dict.fromkeys(roles)))[:MOST_WORDS])


def _roles(text: str) -> Iterator[str]:
    for match in _ROLE.finditer(text):
        words = match.group().split()
        if _NOBODY.isdisjoint(word.lower() for word in words):
            yield " ".join(words)
