"""What a query is made of once it is read. Values only; `read` makes them, `match` and `search` use them."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class QueryError(ValueError):
    """A query that cannot be understood or used. `at` is the place of the character that is wrong, from 0."""

    def __init__(self, what: str, *, query: str, at: int) -> None:
        super().__init__(f"{what}, at character {at + 1}: {_pointed(query, at)}")
        self.what = what
        self.at = at


class Place(StrEnum):
    """Where a term is looked for."""

    TEXT = "text"  # the title and the words
    TITLE = "title"
    AUTHOR = "author"  # the name or the id, whole
    LANGUAGE = "lang"
    SITE = "site"  # the host of the link, and perhaps the beginning of its path


class Count(StrEnum):
    """What a number is compared with. Stars are of five, whatever the platform counts to."""

    STARS = "stars"
    FOLLOWERS = "followers"
    LIKES = "likes"
    SHARES = "shares"
    REPLIES = "replies"
    VIEWS = "views"


COMPARED: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or a phrase. `exact` minds its case and its accents; `open_ended` finds what begins like it."""

    words: str
    place: Place = Place.TEXT
    exact: bool = False
    open_ended: bool = False

    def __str__(self) -> str:
        where = "" if self.place is Place.TEXT else f"{self.place}:"
        return f"{where}{'=' if self.exact else ''}“{self.words}{'*' if self.open_ended else ''}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure of the mention compared with a number; one that is not known never holds."""

    count: Count
    compared: str
    number: float

    def __str__(self) -> str:
        return f"{self.count}{self.compared}{self.number:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One of `left` and one of `right`, in any order, with at most `within` words between them."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    within: int


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Every part holds."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """The part does not hold."""

    part: "Node"


Node = Term | Measure | Near | All | AnyOf | Not


def _pointed(query: str, at: int) -> str:
    """Return the surroundings of a place with a mark before it."""
    start, end = max(at - 20, 0), at + 20
    before, after = query[start:at], query[at:end]
    return f"{'…' if start else ''}{before}▸{after}{'…' if end < len(query) else ''}"
