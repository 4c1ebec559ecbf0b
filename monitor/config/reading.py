"""Reading: a file's tree made into plain values, secrets put in, and what is wrong with it gathered on the way."""

import os.path
import re
from collections.abc import Mapping as MappingOf

from monitor.config.problem import Problem, quoted
from monitor.config.secrets import fill
from monitor.config.tree import Mapping, Mark, Node, Scalar, Sequence

Path = tuple[str | int, ...]
"""Keys and positions from the root to a value."""

_PLAIN_KEY = re.compile(r"[\w-]{1,60}")
_HIDDEN = "***"


class Reading:
    """Gathers problems with their places. Nothing that it says holds the value of a secret.

    `unfilled` are the paths of values that lack a secret: nothing more is to be said of them.
    """

    def __init__(self, *, file: str, root: Node, secrets: MappingOf[str, str]) -> None:
        self.file = file
        self.root = root
        self.secrets = secrets
        self.problems: list[Problem] = []
        self.unfilled: set[Path] = set()
        self._hidden: dict[str, str] = {}

    @property
    def folder(self) -> str:
        """The folder that the file is in: names of files are relative to it."""
        return os.path.dirname(os.path.abspath(self.file))  # noqa: PTH100, PTH120  `Path` is a path of keys here

    def values(self) -> object:
        """Return the tree as dicts, lists and text; None where there is no value."""
        return self._plain(self.root, ())

    def add(self, path: Path, message: str, remedy: str, *, mark: Mark | None = None) -> None:
        """Note a problem at `path`, at `mark` if it is elsewhere than there."""
        at = mark or _place(self.root, path)
        key, said, todo = self._safe(key_text(path)), self._safe(message), self._safe(remedy)
        problem = Problem(file=self.file, line=at.line, column=at.column, key=key, message=said, remedy=todo)
        if problem not in self.problems:
            self.problems.append(problem)

    def hide(self, value: str, shown: str = _HIDDEN) -> None:
        """Show `value` as `shown` in whatever is said from now on."""
        if len(value) >= 4:
            self._hidden |= dict.fromkeys((value, quoted(value)[1:-1], repr(value)[1:-1], value[:59]), shown)

    def node(self, path: Path) -> Node | None:
        """Return what is written at `path`."""
        node: Node | None = self.root
        for part in path:
            node = _child(node, part)
        return node

    def _plain(self, node: Node, path: Path) -> object:
        if isinstance(node, Scalar):
            return self._filled(node, path)
        if isinstance(node, Sequence):
            return [self._plain(item, (*path, at)) for at, item in enumerate(node.items)]
        found: dict[str, object] = {}
        for entry in node.entries:
            if entry.key in found:
                self.add((*path, entry.key), "is written twice", "keep one of the two", mark=entry.mark)
            else:
                found[entry.key] = self._plain(entry.value, (*path, entry.key))
        return found

    def _filled(self, node: Scalar, path: Path) -> str | None:
        if node.text is None:
            return None
        filled = fill(node.text, self.secrets)
        for name in filled.names:
            self.hide(self.secrets.get(name, ""), f"${{{name}}}")
        if filled.names:
            self.hide(filled.text, node.text)
        for message, remedy in filled.wrong:
            self.unfilled.add(path)
            self.add(path, message, remedy)
        return filled.text

    def _safe(self, text: str) -> str:
        for value in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(value, self._hidden[value])
        return text


def key_text(path: Path) -> str:
    """Return `path` as people write it: `sources[2].url`."""
    parts = (f"[{part}]" if isinstance(part, int) else _key(part) for part in path)
    return "".join(parts).removeprefix(".")


def _key(key: str) -> str:
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{quoted(key)}]"


def _child(node: Node | None, part: str | int) -> Node | None:
    if isinstance(node, Sequence) and isinstance(part, int) and part < len(node.items):
        return node.items[part]
    if isinstance(node, Mapping):
        return next((entry.value for entry in node.entries if entry.key == part), None)
    return None


def _place(root: Node, path: Path) -> Mark:
    """Return where `path` is: its key's place, or that of the innermost thing around it that is there."""
    mark, node = root.mark, root
    for part in path:
        child = _child(node, part)
        if child is None:
            break
        keys = [entry.mark for entry in node.entries if entry.key == part] if isinstance(node, Mapping) else []
        mark, node = (keys or [child.mark])[0], child
    return mark
