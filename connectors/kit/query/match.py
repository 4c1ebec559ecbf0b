"""Whether a mention is what a query looks for, and why."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from connectors.contract import Mention
from connectors.kit.query.syntax import COMPARED, All, AnyOf, Count, Measure, Near, Node, Not, Place, Term
from connectors.kit.query.terms import Hit, Spelling, Terms, flat, kept

_BESIDE = "\n\x1f\n"
"""Stands between title and words, so that no phrase reaches from one into the other."""
_BEYOND = 1_000_000
"""More words than a title has: none of the text is near one of its."""
_NAMED = 3
"""How many of many terms a sentence names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whether a mention is kept, and the words that say why."""

    kept: bool
    why: str


@dataclass(slots=True)
class _Seen:
    """What was found in one mention."""

    mention: Mention
    present: set[Term]
    hits: dict[Term, list[Hit]] = field(default_factory=lambda: defaultdict(list))


class Matcher:
    """A query, ready for any number of mentions. Its time grows with the mention, hardly with the number of terms."""

    def __init__(self, node: Node) -> None:
        self._node = node
        leaves = list(dict.fromkeys(_leaves(node)))
        self._text = [term for term in leaves if term.place is Place.TEXT]
        self._title = [term for term in leaves if term.place is Place.TITLE]
        self._other = [term for term in leaves if term.place not in {Place.TEXT, Place.TITLE}]
        self._in_text = Terms([_spelling(term) for term in self._text])
        self._in_title = Terms([_spelling(term) for term in self._title])
        self._has_near = _has_near(node)
        self._alternatives = {id(one): _sorted_out(one) for one in _walk(node) if isinstance(one, AnyOf)}
        self._sides = {
            id(one): (frozenset(one.left), frozenset(one.right)) for one in _walk(node) if isinstance(one, Near)
        }
        self._demands = {id(one): _demanded(one) for one in _walk(node) if isinstance(one, All)}

    def match(self, mention: Mention) -> Match:
        """Return whether `mention` is kept and why."""
        seen = self._seen(mention)
        holds = self._holds(self._node, seen)
        return Match(kept=holds, why=self._why(self._node, seen, holds=holds))

    def matches(self, mention: Mention) -> bool:
        """Return whether `mention` is kept."""
        return self._holds(self._node, self._seen(mention))

    def _seen(self, mention: Mention) -> _Seen:
        text = f"{mention.title}{_BESIDE}{mention.text}" if mention.title else mention.text
        seen = _Seen(mention, {term for term in self._other if _IN_PLACE[term.place](term, mention)})
        if self._has_near:
            for part, words in enumerate((mention.title or "", mention.text)):
                for hit in self._in_text.hits(words, from_word=part * _BEYOND):
                    seen.hits[self._text[hit.term]].append(hit)
            seen.present.update(seen.hits)
        else:
            seen.present.update(self._text[number] for number in self._in_text.find(text))
        seen.present.update(self._title[number] for number in self._in_title.find(mention.title or ""))
        return seen

    def _holds(self, node: Node, seen: _Seen) -> bool:
        match node:
            case Term():
                return node in seen.present
            case Measure():
                figure = _figure(seen.mention, node.count)
                return figure is not None and COMPARED[node.compared](figure, node.number)
            case Near():
                return _are_near(*self._sides[id(node)], seen.hits, node.within)
            case All():
                needed, barred, others = self._demands[id(node)]
                told = needed <= seen.present and barred.isdisjoint(seen.present)
                return told and all(self._holds(part, seen) for part in others)
            case AnyOf():
                terms, others = self._alternatives[id(node)]
                return not seen.present.isdisjoint(terms) or any(self._holds(part, seen) for part in others)
            case Not():
                return not self._holds(node.part, seen)

    def _why(self, node: Node, seen: _Seen, *, holds: bool) -> str:
        """Say why `node` holds or does not, by the parts that decide it."""
        match node:
            case Term() | Measure():
                return f"{'it has' if holds else 'it lacks'} {node}"
            case Near():
                pair = f"{_some(node.left)} within {node.within} words of {_some(node.right)}"
                return f"{'it has' if holds else 'it lacks'} {pair}"
            case Not():
                return self._why(node.part, seen, holds=not holds)
            case All() | AnyOf():
                deciding = [part for part in node.parts if self._holds(part, seen) is holds]
                if isinstance(node, All) is holds:  # every part is needed to say it
                    return self._each(deciding, seen, holds=holds)
                return self._why(deciding[0], seen, holds=holds)

    def _each(self, parts: list[Node], seen: _Seen, *, holds: bool) -> str:
        terms = tuple(part for part in parts if isinstance(part, Term))
        rest = [self._why(part, seen, holds=holds) for part in parts if not isinstance(part, Term)]
        told = [f"{'it has' if holds else 'it lacks'} {_some(terms)}"] if terms else []
        return "; ".join([*told, *rest[:_NAMED]])


def _are_near(here: frozenset[Term], there: frozenset[Term], found: Mapping[Term, list[Hit]], within: int) -> bool:
    left = [hit for term, hits in found.items() if term in here for hit in hits]
    right = [hit for term, hits in found.items() if term in there for hit in hits]
    return any(
        0 <= gap <= within
        for one in left
        for other in right
        if one is not other
        for gap in (other.first - one.last - 1, one.first - other.last - 1)
    )


def _figure(mention: Mention, count: Count) -> float | None:
    match count:
        case Count.STARS:
            rating = mention.rating
            return None if rating is None or rating.out_of <= 0 else rating.stars * 5 / rating.out_of
        case Count.FOLLOWERS:
            return mention.author.followers
        case Count.LIKES:
            return mention.reach.likes
        case Count.SHARES:
            return mention.reach.shares
        case Count.REPLIES:
            return mention.reach.replies
        case Count.VIEWS:
            return mention.reach.views


def _is_author(term: Term, mention: Mention) -> bool:
    spell = kept if term.exact else flat
    wanted = spell(term.words).removeprefix("@")
    names = (spell(name or "").removeprefix("@") for name in (mention.author.name, mention.author.id))
    return any(name.startswith(wanted) if term.open_ended else name == wanted for name in names)


def _is_language(term: Term, mention: Mention) -> bool:
    wanted, told = term.words.casefold(), (mention.language or "").casefold().replace("_", "-")
    return told == wanted or told.startswith(f"{wanted}-")


def _is_site(term: Term, mention: Mention) -> bool:
    try:
        link = urlsplit(mention.url or "")
        host = (link.hostname or "").removeprefix("www.")
    except ValueError:  # not every link of the web is one
        return False
    site, _, path = term.words.casefold().removeprefix("www.").partition("/")
    at_home = host == site or host.endswith(f".{site}")
    below = link.path.casefold().strip("/")
    return at_home and (not path.strip("/") or f"{below}/".startswith(f"{path.strip('/')}/"))


_IN_PLACE: dict[Place, Callable[[Term, Mention], bool]] = {
    Place.AUTHOR: _is_author,
    Place.LANGUAGE: _is_language,
    Place.SITE: _is_site,
}


def _spelling(term: Term) -> Spelling:
    return Spelling(words=term.words, exact=term.exact, open_ended=term.open_ended)


def _some(terms: tuple[Term, ...]) -> str:
    named = ", ".join(str(term) for term in terms[:_NAMED])
    return named if len(terms) <= _NAMED else f"{named} and {len(terms) - _NAMED:,} more"


def _walk(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case All() | AnyOf():
            for part in node.parts:
                yield from _walk(part)
        case Not():
            yield from _walk(node.part)
        case _:
            return


def _leaves(node: Node) -> Iterator[Term]:
    for one in _walk(node):
        match one:
            case Term():
                yield one
            case Near():
                yield from (*one.left, *one.right)
            case _:
                continue


def _sorted_out(node: AnyOf) -> tuple[frozenset[Term], tuple[Node, ...]]:
    """Return the terms among many alternatives, to be looked up at once, and the others."""
    terms = frozenset(part for part in node.parts if isinstance(part, Term))
    return terms, tuple(part for part in node.parts if not isinstance(part, Term))


def _demanded(node: All) -> tuple[frozenset[Term], frozenset[Term], tuple[Node, ...]]:
    """Return the terms that must be there and those that must not, to be looked up at once, and the other parts."""
    needed, barred, others = set[Term](), set[Term](), list[Node]()
    for part in node.parts:
        match part:
            case Term():
                needed.add(part)
            case Not(part=Term() as term):
                barred.add(term)
            case _:
                others.append(part)
    return frozenset(needed), frozenset(barred), tuple(others)


def _has_near(node: Node) -> bool:
    return any(isinstance(one, Near) for one in _walk(node))
