"""The tables around the figures: rules that cost goodwill, praise for our people, and competitors."""

from collections.abc import Iterator

from monitor.domain.figures import Figures, Line, Praised
from monitor.domain.rivals import Beside, Rival, beside
from monitor.domain.spoken import Spoken
from monitor.wording import names
from monitor.wording.digest import sentences
from monitor.wording.digest.counts import changed
from monitor.wording.digest.story import Cell, Table, cells, short

_BESIDE = {
    Beside.OURS: "more of ours complain",
    Beside.THEIRS: "more of theirs complain",
    Beside.NEITHER: "too close to tell",
}


def context(figures: Figures, quotes: Spoken) -> Iterator[Table]:
    """Yield what stands around the week's complaints, with the words of customers as far as `quotes` has them."""
    yield _rules(figures, quotes)
    yield _praise(figures.praise, quotes)
    yield _rivals(figures)


def beside_in_words(rival: Rival) -> str:
    """Say how often customers of a competitor complain beside ours, and whether that is more than chance."""
    theirs = sentences.bounded(rival.complaints, rival.heard)
    ours = sentences.bounded(rival.ours_complaints, rival.ours_heard)
    return f"{theirs}, ours {ours}: {_BESIDE[beside(rival)]}"


def _rules(figures: Figures, quotes: Spoken) -> Table:
    quoted = ("Rules quoted",) if quotes.rules else ()
    return Table(
        title="Rules that cost goodwill",
        columns=("Rule about", "This week", "Usually", "Change", "Cases", *quoted),
        rows=tuple(
            (*_rule(line), *cells(*(_rules_of(line, quotes) for _ in quoted)))
            for line in figures.policies
            if line.count.now
        ),
        note="Complaints that quote a rule or a policy of ours.",
    )


def _rule(line: Line) -> tuple[Cell, ...]:
    about = names.capital(sentences.topic(line.name))
    return cells(about, f"{line.count.now:,}", sentences.mean(line.count), changed(line), sentences.ids(line))


def _rules_of(line: Line, quotes: Spoken) -> str:
    return ", ".join(f"“{short(words)}”" for words in quotes.rules.get(line.name, ()))


def _praise(praise: Praised, quotes: Spoken) -> Table:
    """A mail names the mentions; a page has a row of each, with its words."""
    title = "Praise for our people"
    if not quotes.praise:
        named = ", ".join(f"M-{number}" for number in praise.mentions[: sentences.MOST_NAMED])
        more = praise.count - len(praise.mentions[: sentences.MOST_NAMED])
        row = cells(
            "Customers speak well of staff", f"{praise.count:,}", named + (f" and {more:,} more" if more else "")
        )
        return Table(title=title, columns=("Praise", "This week", "Mentions"), rows=(row,) if praise.count else ())
    told = [(number, quotes.praise[number]) for number in praise.mentions if number in quotes.praise]
    left = praise.count - len(told)
    return Table(
        title=title,
        columns=("Praise", "What was said"),
        rows=tuple(cells(f"M-{number}", short(words)) for number, words in told),
        note=f"{names.plural(left, 'more mention')} praised staff this week." if left > 0 else "",
    )


def _rivals(figures: Figures) -> Table:
    return Table(
        title="Beside competitors",
        columns=("Competitor", "Theirs", "Ours there", "Beside", "Sources"),
        rows=tuple(
            cells(
                rival.name,
                sentences.bounded(rival.complaints, rival.heard),
                sentences.bounded(rival.ours_complaints, rival.ours_heard),
                _BESIDE[beside(rival)],
                f"{rival.sources:,}",
            )
            for rival in figures.rivals
        ),
        note="Complaints among what is heard of each, in the sources that hear of both. Context, no measure of how "
        "good anyone is: who speaks in public differs from brand to brand.",
    )
