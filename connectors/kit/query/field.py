"""A setting that is written in the query language."""

from typing import Annotated, Any

from pydantic import AfterValidator, PlainSerializer, PlainValidator, WithJsonSchema

from connectors.contract import Mention
from connectors.kit.query.match import Match, Matcher
from connectors.kit.query.read import read
from connectors.kit.query.search import Dialect, searches


class Query:
    """A query: what to ask a platform for, and which of its answers to keep. Equal where it is written alike."""

    def __init__(self, written: str) -> None:
        """Read `written`; raises `QueryError`."""
        self.written = written
        self._node = read(written)
        self._matcher = Matcher(self._node)

    def match(self, mention: Mention) -> Match:
        """Return whether `mention` is kept, and why."""
        return self._matcher.match(mention)

    def matches(self, mention: Mention) -> bool:
        """Return whether `mention` is kept."""
        return self._matcher.matches(mention)

    def searches(self, dialect: Dialect) -> tuple[str, ...]:
        """Return what to ask a platform for; empty for everything. Raises `TooWide`."""
        return searches(self._node, dialect)

    def __str__(self) -> str:
        return self.written

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Query) and other.written == self.written

    def __hash__(self) -> int:
        return hash(self.written)


def _query(value: Any) -> Query:
    return value if isinstance(value, Query) else Query(str(value))


QueryText = Annotated[
    Query,
    PlainValidator(_query),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "minLength": 1, "examples": ['acme AND (late OR "never arrived") -job']}),
]
"""A field that is written in the query language; an error points at the character."""


def searched_with(dialect: Dialect) -> AfterValidator:
    """Return what refuses a query that a platform of `dialect` cannot search for: `Annotated[QueryText, ...]`."""
    return AfterValidator(lambda query: refuse_unsearchable(query, dialect))


def refuse_unsearchable(query: Query, dialect: Dialect) -> Query:
    """Return `query`; raises `ValueError` where a platform of `dialect` would have to be asked for everything."""
    if not query.searches(dialect):
        raise ValueError(
            "it names no words that this platform can be searched for; "
            "add one that must be in every mention, or in each of the alternatives"
        )
    return query
