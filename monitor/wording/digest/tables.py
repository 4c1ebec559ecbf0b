"""The tables behind the digest's sentences."""

from itertools import chain

from monitor.domain.figures import Figures
from monitor.domain.spoken import NOT_A_WORD, Spoken
from monitor.wording.digest.answers import after, answers, waiting
from monitor.wording.digest.context import context
from monitor.wording.digest.counts import counted
from monitor.wording.digest.links import Links
from monitor.wording.digest.listening import listening
from monitor.wording.digest.story import Table


def tables(figures: Figures, *, base_url: str | None = None, quotes: Spoken = NOT_A_WORD) -> tuple[Table, ...]:
    """Return every table that has something to say.

    `quotes` has masked words of customers, to be shown beside what they said them of; they are never stored.
    """
    links = Links.of(figures, base_url)
    told = chain(
        counted(figures, links),
        answers(figures, links),
        waiting(figures, links, quotes),
        after(figures),
        context(figures, quotes),
        listening(figures, links),
    )
    return tuple(table for table in told if table.rows)
