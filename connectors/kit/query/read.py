"""A query as it is written, read.

    refund AND (late OR "never arrived") NOT job
    app NEAR/5 (crash* OR freezes)      title:outage      author:@acmeair      lang:en      site:reddit.com/r/acme
    stars<=2      followers>1000        =Orange  or  ="Orange Money" for exactly this case

Two things beside each other mean both; OR binds least, then AND, then NOT (or `-`), then NEAR. Operators are capitals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from connectors.kit.query.fold import folded
from connectors.kit.query.syntax import COMPARED, All, AnyOf, Count, Measure, Near, Node, Not, Place, QueryError, Term

MOST_CHARACTERS = 200_000
DEEPEST = 50
"""Groups within groups."""
FARTHEST = 100
"""The most words that NEAR may leap over."""

_QUOTES = '"“”„'
_NAMES = tuple(place.value for place in Place if place is not Place.TEXT)
_COUNTS = tuple(count.value for count in Count)
_SPACE = re.compile(r"\s+")
_NEAR = re.compile(r"NEAR(?:/(\d+))?(?=[\s(]|$)")
_OPERATOR = re.compile(r"(AND|OR|NOT)(?=[\s()\-" + _QUOTES + r"]|$)")
_MEASURE = re.compile(r"([A-Za-z]+)(<=|>=|<|>|=)(\d+(?:\.\d+)?)?(?=[\s()]|$)")
_FIELD = re.compile(r"([A-Za-z]+):(?!//)")
_PHRASE = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_WORD = re.compile(rf"[^\s(){_QUOTES}]+")
_USUAL_NEAR = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    kind: str  # ( ) AND OR NOT NEAR, `is` for what can be looked for, `end`
    at: int
    node: Node | None = None
    within: int = 0


def read(query: str) -> Node:
    """Return what `query` says. Raises `QueryError`, which points at what is wrong."""
    if len(query) > MOST_CHARACTERS:
        raise QueryError(f"the query is longer than {MOST_CHARACTERS:,} characters", query=query, at=MOST_CHARACTERS)
    reader = _Reader(query)
    node = reader.any_of(0)
    if reader.token.kind != "end":
        raise reader.wrong("a closing bracket without an opening one")
    return node


class _Reader:
    """Descends through the grammar, one token ahead."""

    def __init__(self, query: str) -> None:
        self._query = query
        self._tokens = _tokens(query)
        self.token = next(self._tokens)

    def any_of(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise self.wrong(f"more than {DEEPEST} groups within each other")
        parts = [self._all(depth)]
        while self.token.kind == "OR":
            self._advance()
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else AnyOf(parts=tuple(parts))

    def wrong(self, what: str) -> QueryError:
        return QueryError(what, query=self._query, at=self.token.at)

    def _all(self, depth: int) -> Node:
        parts = [self._not(depth)]
        while self.token.kind in {"AND", "NOT", "(", "is"}:
            if self.token.kind == "AND":
                self._advance()
            parts.append(self._not(depth))
        return parts[0] if len(parts) == 1 else All(parts=tuple(parts))

    def _not(self, depth: int) -> Node:
        negated = False
        while self.token.kind == "NOT":
            negated = not negated
            self._advance()
        node = self._near(depth)
        return Not(part=node) if negated else node

    def _near(self, depth: int) -> Node:
        at = self.token
        node = self._one(depth)
        if self.token.kind != "NEAR":
            return node
        near = self.token
        self._advance()
        right_at = self.token
        right = self._one(depth)
        if self.token.kind == "NEAR":
            raise self.wrong("a second NEAR; put one pair in a group of its own with AND")
        return Near(left=self._terms(node, at), right=self._terms(right, right_at), within=near.within)

    def _terms(self, node: Node, token: _Token) -> tuple[Term, ...]:
        """What may stand beside NEAR: words of the text, or several with OR."""
        parts = node.parts if isinstance(node, AnyOf) else (node,)
        terms = tuple(part for part in parts if isinstance(part, Term) and part.place is Place.TEXT)
        if len(terms) != len(parts):
            raise QueryError("NEAR stands between words, phrases or (one OR another)", query=self._query, at=token.at)
        return terms

    def _one(self, depth: int) -> Node:
        token = self.token
        if token.kind == "(":
            self._advance()
            node = self.any_of(depth + 1)
            if self.token.kind != ")":
                raise QueryError("a bracket that is never closed", query=self._query, at=token.at)
            self._advance()
            return node
        if token.node is None:
            raise self.wrong(_MISSING.get(token.kind, f"{token.kind} where something to look for belongs"))
        self._advance()
        return token.node

    def _advance(self) -> None:
        self.token = next(self._tokens)


_MISSING = {
    "end": "the query ends where something to look for belongs",
    ")": "nothing to look for before this bracket",
}


def _tokens(query: str) -> Iterator[_Token]:
    at = 0
    while at < len(query):
        if space := _SPACE.match(query, at):
            at = space.end()
            continue
        token, at = _token(query, at)
        yield token
    while True:
        yield _Token(kind="end", at=len(query))


def _token(query: str, at: int) -> tuple[_Token, int]:
    if query[at] in "()":
        return _Token(kind=query[at], at=at), at + 1
    if query[at] == "-" and at + 1 < len(query) and not query[at + 1].isspace():
        return _Token(kind="NOT", at=at), at + 1
    if found := _OPERATOR.match(query, at):
        return _Token(kind=found[1], at=at), found.end()
    if found := _NEAR.match(query, at):
        within = int(found[1] or _USUAL_NEAR)
        if within > FARTHEST:
            raise QueryError(f"NEAR leaps over {FARTHEST} words at most", query=query, at=at)
        return _Token(kind="NEAR", at=at, within=within), found.end()
    node, end = _measure(query, at) or _term(query, at)
    return _Token(kind="is", at=at, node=node), end


def _measure(query: str, at: int) -> tuple[Node, int] | None:
    found = _MEASURE.match(query, at)
    if found is None:
        return None
    name = found[1].lower()
    if name not in _COUNTS:
        raise QueryError(f"{found[1]} is not a figure{_meant(name, _COUNTS)}", query=query, at=at)
    if found[3] is None:
        raise QueryError(f"{name} is compared with a number, as in {name}{found[2]}2", query=query, at=found.end(2))
    assert found[2] in COMPARED  # noqa: S101  the pattern takes no other
    return Measure(count=Count(name), compared=found[2], number=float(found[3])), found.end()


def _term(query: str, at: int) -> tuple[Node, int]:
    place, start = Place.TEXT, at
    if field := _FIELD.match(query, at):
        name = field[1].lower()
        if name not in _NAMES:
            meant = _meant(name, _NAMES)
            raise QueryError(f'{name}: is not known{meant}; in "quotes" it is a word', query=query, at=at)
        place, start = Place(name), field.end()
    exact = query.startswith("=", start)
    start += exact
    if found := _PHRASE.match(query, start):
        written = found[1]
    elif start < len(query) and query[start] in _QUOTES:
        raise QueryError("a quotation mark that is never closed", query=query, at=start)
    else:
        found = _WORD.match(query, start)
        written = found[0] if found else ""
    open_ended = written.endswith("*") and len(written) > 1
    words = written.removesuffix("*") if open_ended else written
    if found is None or not folded(words).strip():
        raise QueryError("no word to look for", query=query, at=start)
    return Term(words=" ".join(words.split()), place=place, exact=exact, open_ended=open_ended), found.end()


def _meant(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
