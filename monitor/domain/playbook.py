"""Playbook: for a topic, what to answer, what may be offered without asking and up to how much, what to do and avoid.

A company's own playbooks are laid over the shipped ones: what one leaves out, the next that fits supplies. Suggested
replies never offer anything, and nothing in them speaks of changing a review.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from monitor.domain.money import Money
from monitor.domain.score import Topic

ENGLISH = "en"
"""The language of what comes with the monitor."""
PLACEHOLDERS = ("name", "brand", "place", "contact")
"""What a suggested reply may leave to be filled in."""
_HOLE = re.compile(r"(?P<space>[ \t]*)\{(?P<what>\w+)(?:\|(?P<otherwise>[^{}|]*))?\}")
_NAME = re.compile(r"[^\W\d_]+(?:['\u2019.-][^\W\d_]+)*\.?(?: [^\W\d_]+(?:['\u2019.-][^\W\d_]+)*\.?){0,2}")
_LONGEST_NAME = 30
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)|\n")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What may be offered: in words, up to which worth a case in all, and up to which share of a price in per cent.

    Without `up_to` and `percent` nothing may be.
    """

    what: str = ""
    up_to: Money | None = None
    percent: Decimal | None = None


NOTHING = Offer()


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """None and empty: this one says nothing of it. Without `topic`, `brand` or `language` it is for all of them.

    `approval`: whether a second person must approve an answer; None leaves it to the department. `language` is an
    ISO 639-1 code.
    """

    topic: Topic | None = None
    brand: str | None = None
    language: str | None = None
    reply: str = ""
    offer: Offer | None = None
    do: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    approval: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What stands in a suggestion's holes; None where it is not known."""

    name: str | None = None
    brand: str | None = None
    place: str | None = None
    contact: str | None = None


def choose(
    own: Sequence[Playbook], shipped: Sequence[Playbook], *, topic: Topic, brand: str, language: str | None
) -> Playbook:
    """Return what holds for a case: of each thing what the most special playbook says of it, own before shipped.

    A reply in the customer's language goes before one in English, and that before any other; `language` of the result
    is that of its reply. What is for those who write in another language than theirs or English rules nothing beside.
    """
    spoken = (language or ENGLISH).partition("-")[0].lower()
    fits = [*_fitting(own, topic, brand), *(_fitting(shipped, topic, brand) or _fitting(shipped, Topic.OTHER, brand))]
    ruling = sorted(
        (one for one in fits if one.language in (None, spoken, ENGLISH)),
        key=lambda one: one.language not in (None, spoken),
    )
    written = next((one for one in (*ruling, *fits) if one.reply), Playbook())
    return Playbook(
        topic=topic,
        brand=brand,
        language=written.language,
        reply=written.reply,
        offer=_first(ruling, lambda one: one.offer) or NOTHING,
        do=_first(ruling, lambda one: one.do or None) or (),
        avoid=_first(ruling, lambda one: one.avoid or None) or (),
        approval=_first(ruling, lambda one: one.approval),
    )


def without_offers(playbook: Playbook) -> Playbook:
    """Return `playbook` as it holds against extortion: nothing is offered."""
    return replace(playbook, offer=NOTHING)


def suggestion(reply: str, filling: Filling, *, longest: int | None = None) -> str:
    """Return `reply` with its holes filled, cut behind its last whole sentence within `longest` characters.

    `{name|there}` has words for where the name is not known, or is none that may be repeated; `{name}` takes the white
    space before it along then. What is no hole of ours is left as it is, for whoever checks the words.
    """

    def fill(hole: re.Match[str]) -> str:
        if hole["what"] not in PLACEHOLDERS:
            return hole.group()
        value = _known(filling, hole["what"]) or hole["otherwise"]
        return f"{hole['space']}{value}" if value else ""

    text = _HOLE.sub(fill, reply).strip()
    if longest is None or length(text) <= longest:
        return text
    ends = [end.end() for end in _SENTENCE_END.finditer(text) if length(text[: end.end()].rstrip()) <= longest]
    return text[: ends[-1]].rstrip() if ends else ""


def holes(reply: str) -> tuple[str, ...]:
    """Return the names of the holes in `reply`."""
    return tuple(hole["what"] for hole in _HOLE.finditer(reply))


def length(text: str) -> int:
    """Return how long a text is as platforms count it, who count an emoji as two."""
    return len(text) + sum(ord(sign) > 0xFFFF for sign in text)


def _fitting(playbooks: Iterable[Playbook], topic: Topic, brand: str) -> list[Playbook]:
    """Return those that hold, the most special first."""
    fit = [one for one in playbooks if one.topic in (None, topic) and one.brand in (None, brand)]
    return sorted(fit, key=lambda one: (one.topic is None, one.brand is None, one.language is None))


def _first(playbooks: Iterable[Playbook], read: Callable[[Playbook], _Value | None]) -> _Value | None:
    return next((value for one in playbooks if (value := read(one)) is not None), None)


def _known(filling: Filling, what: str) -> str | None:
    value = getattr(filling, what)
    return _safe_name(value) if what == "name" and value else value


def _safe_name(name: str) -> str | None:
    """A name that strangers chose for themselves is repeated only where it looks like one: letters, three words."""
    told = " ".join(unicodedata.normalize("NFC", name).split())
    return told if len(told) <= _LONGEST_NAME and _NAME.fullmatch(told) and not _is_address(told) else None


def _is_address(name: str) -> bool:
    """A dot within a word, as `www.evil` has it, is none of an initial's."""
    return any("." in word.rstrip(".") for word in name.split())
