"""The tables behind the digest's sentences."""

from collections.abc import Mapping
from itertools import chain

from monitor.domain.figures import Figures
from monitor.wording.digest.answers import after, answers, waiting
from monitor.wording.digest.counts import counted
from monitor.wording.digest.links import Links
from monitor.wording.digest.listening import listening
from monitor.wording.digest.story import Table


def tables(
    figures: Figures, *, base_url: str | None = None, quotes: Mapping[int, str] | None = None
) -> tuple[Table, ...]:
    """Return every table that has something to say.

    `quotes` has masked words of customers by case, to be shown beside the cases that wait; they are never stored.
    """
    links = Links.of(figures, base_url)
    told = chain(
        counted(figures, links),
        answers(figures),
        waiting(figures, links, quotes or {}),
        after(figures),
        listening(figures),
    )
    return tuple(table for table in told if table.rows)
