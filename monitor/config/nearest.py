"""Which known name was probably meant."""

import difflib
from collections.abc import Iterable

from monitor.config.problem import quoted

_LONGEST = 80


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like `word`, whatever its case, or None where none is like it."""
    by_fold = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:_LONGEST].casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def suggestion(word: str, known: Iterable[str], *, none: str) -> str:
    """Return the remedy for an unknown `word`: the nearest name, else all the known ones, else `none`."""
    names = sorted(known)
    meant = nearest(word, names)
    if meant is not None:
        return f"did you mean {quoted(meant)}?"
    return f"known: {', '.join(names)}" if names else none
