"""Cue groups and topics as they are written in the TOML files beside this one, and their phrases spelled out.

`(a|b)` is a choice and `(a|)` an option; `ask~` stands for ask, asks, asked, asking; `stop~~` doubles its last letter.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import Any

DROP, KEEP = "drop", "keep"

_CHOICE = re.compile(r"\(([^()]*)\)")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Phrases that say the same thing.

    `weight` is the hand-set share in the log-odds of a complaint (in needs.toml, on the emotional side); `negated` is
    `drop`, `keep` or the group that a negated phrase belongs to; `harm` is how bad it is, 0 to 1; `critical` marks what
    always breaks out of the crowd. What mocks only `beside` a bad fact belongs to that group there, and to the group
    `alone` elsewhere; neither in most.
    """

    name: str
    phrases: tuple[str, ...]
    weight: float = 0.0
    negated: str = DROP
    harm: float = 0.0
    critical: bool = False
    beside: str = ""
    alone: str = ""


def groups(name: str) -> tuple[Group, ...]:
    """Read the groups of `<name>.toml`."""
    document = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return tuple(_group(group, fields) for group, fields in document.items())


def _group(name: str, fields: dict[str, Any]) -> Group:
    phrases = tuple(dict.fromkeys(spelled_out(fields.pop("phrases"))))
    return Group(name=name, phrases=phrases, **fields)


def spelled_out(phrases: str) -> Iterator[str]:
    """Yield each phrase of a comma-separated list, every choice and form of it."""
    for phrase in phrases.split(","):
        for choice in chosen(phrase):
            for forms in product(*(tuple(_forms(word)) for word in choice.split())):
                if forms:
                    yield " ".join(forms)


def chosen(phrase: str) -> Iterator[str]:
    """Every way to choose in a phrase, the innermost choice first."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        yield phrase
        return
    for option in choice.group(1).split("|"):
        yield from chosen(f"{phrase[: choice.start()]}{option}{phrase[choice.end() :]}")


def _forms(word: str) -> Iterator[str]:
    """The regular forms of a verb (or a noun) marked with a tilde."""
    stem = word.rstrip("~")
    yield stem
    if stem == word:
        return
    if word.endswith("~~"):
        yield from (f"{stem}s", *(f"{stem}{last}{ending}" for last in ("", stem[-1]) for ending in ("ed", "ing", "er")))
    elif stem.endswith("e"):
        yield from (f"{stem}s", f"{stem}d", f"{stem[:-1]}ing")
    elif stem.endswith("y") and stem[-2] not in _VOWELS:
        yield from (f"{stem[:-1]}ies", f"{stem[:-1]}ied", f"{stem}ing")
    else:
        plural = f"{stem}es" if stem.endswith(("s", "x", "z", "ch", "sh")) else f"{stem}s"
        yield from (plural, f"{stem}ed", f"{stem}ing")
