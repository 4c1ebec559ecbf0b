"""A query in a platform's own search syntax, as far as that goes.

What a platform cannot say is left out, so that its search always finds at least all that the query keeps; what comes
back is matched by the query itself. A part may be left out of what is required (more is found), never out of several
alternatives (less would be): those become everything. What is ruled out must be said exactly or not at all.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product

from connectors.kit.query.syntax import All, AnyOf, Measure, Near, Node, Not, Place, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What a platform's search can say.

    `any_of` stands between alternatives and `none_of` before what is ruled out; None where it has no such word.
    Without `any_of` every alternative is a search of its own, `most` at most. `fields` holds what stands before a term
    in a place, such as `{Place.TITLE: "title:"}`. `excludes` is true where its words mean what ours mean, exactly, so
    that ruling out drops nothing that is wanted. `longest` is in characters.
    """

    both: str = " "
    any_of: str | None = None
    none_of: str | None = None
    excludes: bool = False
    phrases: bool = True
    open_ended: bool = False
    fields: Mapping[Place, str] = field(default_factory=dict)
    longest: int = 500
    most: int = 20


class TooWide(ValueError):
    """A query that a platform's search cannot serve. The message says why, and what to do."""


def searches(node: Node, dialect: Dialect) -> tuple[str, ...]:
    """Return what to ask a platform for: together the answers hold all that the query keeps.

    Empty where it would have to be asked for everything. Raises `TooWide` where it would take too many searches.
    """
    wider = _wider(node, dialect)
    if wider is None or isinstance(wider, Not):
        return ()
    asked = list(islice(_fitting(wider, dialect), dialect.most + 1))
    if len(asked) > dialect.most:
        raise TooWide(f"it would take more than {dialect.most} searches of this platform; look for fewer words")
    return tuple(dict.fromkeys(asked))


def _wider(node: Node, dialect: Dialect) -> Node | None:
    """Return what the platform can say and what holds wherever `node` holds; None for everything."""
    match node:
        case Term():
            return _term(node, dialect)
        case Measure():
            return None
        case Near():
            return _wider(All(parts=(_one_of(node.left), _one_of(node.right))), dialect)
        case All():
            parts = tuple(_flattened(part for one in node.parts if (part := _wider(one, dialect)) is not None))
            positive = any(not isinstance(part, Not) for part in parts)
            return _together(parts) if positive else None
        case AnyOf():
            wider = [_wider(one, dialect) for one in node.parts]
            said = tuple(part for part in wider if part is not None and not isinstance(part, Not))
            return None if len(said) < len(wider) else AnyOf(parts=said)
        case Not():
            can = dialect.excludes and dialect.none_of is not None
            narrower = _narrower(node.part, dialect) if can else None
            return None if narrower is None else Not(part=narrower)


def _narrower(node: Node, dialect: Dialect) -> Node | None:
    """Return what the platform can say and what holds only where `node` holds; None for nothing."""
    match node:
        case Term():
            exactly = not node.exact and not node.open_ended and node.place is Place.TEXT
            return node if exactly and (dialect.phrases or " " not in node.words) else None
        case _:
            return None


def _term(term: Term, dialect: Dialect) -> Node | None:
    if term.open_ended and not dialect.open_ended:
        return None
    if term.place is Place.TEXT or term.place in dialect.fields:
        said = replace(term, exact=False)
    elif term.place is Place.TITLE:
        said = replace(term, place=Place.TEXT, exact=False)
    else:
        return None
    if " " in said.words and not dialect.phrases:
        words = said.words.split()
        return All(parts=tuple(replace(said, words=word) for word in words))
    return said


def _one_of(terms: tuple[Term, ...]) -> Node:
    return terms[0] if len(terms) == 1 else AnyOf(parts=terms)


def _together(parts: tuple[Node, ...]) -> Node | None:
    return None if not parts else parts[0] if len(parts) == 1 else All(parts=parts)


def _fitting(node: Node, dialect: Dialect) -> Iterator[str]:
    """Yield searches that fit: as one, or split at the alternatives, or with the last parts left out."""
    if dialect.any_of is not None or not _has_alternatives(node):
        said = _said(node, dialect)
        if len(said) <= dialect.longest:
            yield said
            return
    if isinstance(node, AnyOf) and len(node.parts) > 1:
        yield from _of_alternatives(node, dialect)
    elif isinstance(node, All) and any(isinstance(part, AnyOf) for part in node.parts):
        yield from _multiplied(node, dialect)
    elif isinstance(node, All) and (shorter := _together(node.parts[:-1])) is not None:
        yield from _fitting(shorter, dialect)
    else:
        raise TooWide(f"a part of it is longer than the {dialect.longest} characters that this platform takes")


def _of_alternatives(node: AnyOf, dialect: Dialect) -> Iterator[str]:
    if dialect.any_of is None or len(node.parts) == 2:
        for part in node.parts:
            yield from _fitting(part, dialect)
        return
    half = len(node.parts) // 2
    for parts in (node.parts[:half], node.parts[half:]):
        yield from _fitting(AnyOf(parts=parts) if len(parts) > 1 else parts[0], dialect)


def _multiplied(node: All, dialect: Dialect) -> Iterator[str]:
    """Split the widest alternatives in two, or into each where the platform knows none, and join each with the rest."""
    widest = max((part for part in node.parts if isinstance(part, AnyOf)), key=lambda part: len(part.parts))
    if dialect.any_of is None:
        choices = [part.parts if isinstance(part, AnyOf) else (part,) for part in node.parts]
        for chosen in product(*choices):
            yield from _fitting(All(parts=tuple(_flattened(chosen))), dialect)
        return
    half = len(widest.parts) // 2
    for parts in (widest.parts[:half], widest.parts[half:]):
        some = AnyOf(parts=parts) if len(parts) > 1 else parts[0]
        yield from _fitting(All(parts=tuple(some if part is widest else part for part in node.parts)), dialect)


def _flattened(parts: Iterable[Node]) -> Iterator[Node]:
    for part in parts:
        if isinstance(part, All):
            yield from _flattened(part.parts)
        else:
            yield part


def _has_alternatives(node: Node) -> bool:
    match node:
        case AnyOf():
            return True
        case All():
            return any(_has_alternatives(part) for part in node.parts)
        case _:
            return False


def _said(node: Node, dialect: Dialect, *, inner: bool = False) -> str:
    match node:
        case Term():
            spaced = any(not letter.isalnum() for letter in node.words)
            words = f'"{node.words}"' if spaced and dialect.phrases else node.words
            return f"{dialect.fields.get(node.place, '')}{words}{'*' if node.open_ended else ''}"
        case All():
            joined = dialect.both.join(_said(part, dialect, inner=True) for part in node.parts)
            return f"({joined})" if inner else joined
        case AnyOf():
            joined = (dialect.any_of or " ").join(_said(part, dialect, inner=True) for part in node.parts)
            return f"({joined})" if inner and len(node.parts) > 1 else joined
        case Not():
            return f"{dialect.none_of}{_said(node.part, dialect, inner=True)}"
        case _:
            raise TypeError(f"a platform is never asked for {node}")
