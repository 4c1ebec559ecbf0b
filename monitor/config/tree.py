"""The tree of a YAML document, with the place of every value. Scalars stay text: the schema says what they are.

Built from the parser's events without recursion, so that neither deep nesting nor aliases of aliases can hurt.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

Events = Iterator[yaml.Event]

MOST_NODES = 100_000
DEEPEST = 40
_NULLS = {"", "~", "null", "Null", "NULL"}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in the file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A single value, as it is written; None where there is none."""

    mark: Mark
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A list."""

    mark: Mark
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key with its value; `mark` is the key's."""

    mark: Mark
    key: str
    value: "Node"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Keys with values. A key that is written twice is here twice."""

    mark: Mark
    entries: tuple[Entry, ...]


Node = Scalar | Sequence | Mapping


class TreeError(Exception):
    """The text is no YAML that we read: why, where (None: the file as a whole) and what to do."""

    def __init__(self, message: str, *, mark: Mark | None, remedy: str) -> None:
        super().__init__(message)
        self.mark = mark
        self.remedy = remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sized:
    """A node, how many values it stands for, and how deep it is, aliases written out."""

    node: Node
    size: int
    depth: int


@dataclass(slots=True, kw_only=True)
class _Open:
    """A list or mapping whose end has not been reached; a mapping's children are keys and values by turns."""

    mark: Mark
    mapping: bool
    anchor: str | None
    children: list[_Sized]


def read_tree(text: str) -> Node:
    """Return the tree of the one document in `text`. Raises `TreeError` at the first thing that cannot be read."""
    try:
        return _Builder().build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, lines=len(text.splitlines()) or 1) from error
    except yaml.YAMLError as error:
        raise TreeError("not YAML", mark=None, remedy="look for characters that do not belong there") from error


class _Builder:
    """Puts events together. Each node counts, and an alias as much as what it stands for."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.root: Node | None = None
        self.anchors: dict[str, _Sized] = {}

    def build(self, events: Events) -> Node:
        for event in events:
            self._take(event, _mark(event.start_mark))
        return self.root or Scalar(mark=Mark(line=1, column=1), text=None)

    def _take(self, event: yaml.Event, mark: Mark) -> None:
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise TreeError("a second document begins", mark=mark, remedy="remove the line `---`")
        if isinstance(event, yaml.AliasEvent):
            self._add(self._stood_for(event.anchor or "", mark), anchor=None)
        elif isinstance(event, yaml.ScalarEvent):
            _refuse_tag(event.tag, mark)
            scalar = Scalar(mark=mark, text=_text(event, mark))
            self._add(_Sized(node=scalar, size=1, depth=0), anchor=event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            _refuse_tag(event.tag, mark)
            self._begin(event, mark)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self.open.pop()
            self._add(_closed(done), anchor=done.anchor)

    def _begin(self, event: yaml.CollectionStartEvent, mark: Mark) -> None:
        if len(self.open) >= DEEPEST:
            raise _too_deep(mark)
        mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open(mark=mark, mapping=mapping, anchor=event.anchor, children=[]))

    def _stood_for(self, anchor: str, mark: Mark) -> _Sized:
        if anchor not in self.anchors:
            raise TreeError(f"*{anchor[:60]} stands for nothing", mark=mark, remedy=f"define &{anchor[:60]} above it")
        return self.anchors[anchor]

    def _add(self, done: _Sized, *, anchor: str | None) -> None:
        if done.size > MOST_NODES:
            remedy = f"at most {MOST_NODES:,} values are read: split the file, or use fewer aliases"
            raise TreeError("too many values", mark=done.node.mark, remedy=remedy)
        if done.depth + len(self.open) > DEEPEST:
            raise _too_deep(done.node.mark)
        if anchor is not None:
            self.anchors[anchor] = done
        if self.open:
            self.open[-1].children.append(done)
        else:
            self.root = done.node


def _closed(done: _Open) -> _Sized:
    nodes = [child.node for child in done.children]
    node: Node = Sequence(mark=done.mark, items=tuple(nodes))
    if done.mapping:
        pairs = zip(nodes[::2], nodes[1::2], strict=True)
        node = Mapping(mark=done.mark, entries=tuple(_entry(key, value) for key, value in pairs))
    size = 1 + sum(child.size for child in done.children)
    return _Sized(node=node, size=size, depth=1 + max((child.depth for child in done.children), default=0))


def _entry(key: Node, value: Node) -> Entry:
    if not isinstance(key, Scalar) or key.text is None:
        remedy = "a key is one word; put text with { or [ in quotes"
        raise TreeError("a key that is no text", mark=key.mark, remedy=remedy)
    return Entry(mark=key.mark, key=key.text, value=value)


def _text(event: yaml.ScalarEvent, mark: Mark) -> str | None:
    text: str = event.value
    if event.implicit[0] and text in _NULLS:
        return None
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in text):
        raise TreeError("a character that is no text", mark=mark, remedy="remove the \\u or \\0 escape")
    return text


def _too_deep(mark: Mark) -> TreeError:
    return TreeError(f"nested more than {DEEPEST} deep", mark=mark, remedy="no setting is that deep: unnest it")


def _refuse_tag(tag: str | None, mark: Mark) -> None:
    if tag not in (None, "!"):
        raise TreeError("a tag (!...)", mark=mark, remedy="remove it; put text that begins with ! in quotes")


def _mark(mark: object) -> Mark:
    """Return the place of a mark of either of the two parsers; the first one where there is none."""
    return Mark(line=getattr(mark, "line", 0) + 1, column=getattr(mark, "column", 0) + 1)


def _syntax_error(error: yaml.MarkedYAMLError, *, lines: int) -> TreeError:
    """Where the text ends too soon, the parser names the line after the last: the last one is meant."""
    mark = error.problem_mark or error.context_mark
    said = " ".join(part for part in (error.context, error.problem) if part) or "not YAML"
    remedy = "look at this line and the one above: spaces (never tabs) indent, and `: ` needs quotes around it in text"
    at = _mark(mark)
    return TreeError(said, mark=Mark(line=min(at.line, lines), column=at.column), remedy=remedy)
