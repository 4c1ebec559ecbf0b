"""The tables of what was done about complaints, and of what is left to do."""

from collections.abc import Callable, Iterator, Mapping

from monitor.domain.case import Dismissal, Outcome
from monitor.domain.figures import Emergency, Figures, Precision, Speed, Tally
from monitor.wording import names, times
from monitor.wording.digest import sentences
from monitor.wording.digest.links import Links
from monitor.wording.digest.story import Cell, Table, cells
from monitor.wording.quotes import in_line

_QUOTE = 90


def answers(figures: Figures) -> Iterator[Table]:
    """Yield how fast and how reliably it was answered."""
    speed, kept = figures.speed, figures.kept
    before = figures.speed_before[0] if figures.speed_before else None
    if not speed.of and not kept.due:
        return
    late = sentences.ids(Tally(name="late", count=kept.due - kept.kept, cases=kept.broken))
    in_time = sentences.share(kept.kept, kept.due)
    rows = (
        ("Answered", *_both(speed, before, lambda each: sentences.share(each.answered, each.of)), ""),
        ("Half within", *_both(speed, before, lambda each: _length(each.median)), ""),
        ("Nine in ten within", *_both(speed, before, lambda each: _length(each.p90)), ""),
        ("In time, of those due", in_time, sentences.NONE, f"late: {late}" if late else ""),
    )
    yield Table(
        title="How it was answered",
        columns=("Answers", "This week", "Week before", "Cases"),
        rows=tuple(cells(*row) for row in rows),
        note="Times run from hearing to answer, of complaints opened in the week that have an answer by now.",
    )


def _both(now: Speed, before: Speed | None, told: Callable[[Speed], str]) -> tuple[str, str]:
    return told(now), told(before) if before and before.of else sentences.NONE


def _length(value: int | None) -> str:
    return sentences.NONE if value is None else sentences.seconds(value)


def waiting(figures: Figures, links: Links, quotes: Mapping[int, str]) -> Iterator[Table]:
    """Yield what is still open, and what has waited longest with what was said, as far as `quotes` has it."""
    live = figures.open
    earlier = sentences.ids(live.earlier)
    counts = (
        ("Nobody has claimed", live.open, ""),
        ("Claimed, not answered", live.acknowledged, ""),
        ("Answered, customer's turn", live.responded, ""),
        ("Answer overdue", live.overdue, ""),
        ("From earlier weeks, unanswered", live.earlier.count, earlier),
    )
    yield Table(
        title="What is still open",
        columns=("Open cases", "Now", "Cases"),
        rows=tuple(cells(name, f"{count:,}", ids) for name, count, ids in counts if count),
    )
    yield Table(
        title="Waiting longest",
        columns=("Case", "Waits for", "Severity", "Topic", *(("What was said",) if quotes else ())),
        rows=tuple(
            (
                Cell(text=f"C-{each.case}", link=links.case(each.case)),
                *cells(times.span(figures.made_at - each.opened_at), each.severity.value, names.topic(each.topic)),
                *cells(*((_short(quotes.get(each.case, "")),) if quotes else ())),
            )
            for each in live.oldest
        ),
    )


def after(figures: Figures) -> Iterator[Table]:
    """Yield what came of it: outcomes, dismissals, incidents, and what is to be looked at."""
    yield _tallies("What customers did then", "Outcome", figures.outcomes, _outcome, _thanks(figures))
    yield _tallies("What was set aside", "Reason", figures.dismissals, _dismissal, _right(figures.precision))
    marked = [tally for tally in (figures.critical, figures.policy) if tally.count]
    yield _tallies("To look at", "Marked", tuple(marked), _marked)
    yield _tallies("Incidents", "Incident", figures.incidents, "I-{}".format)
    yield Table(
        title="Crisis mode",
        columns=("Called by", "Lasted", "Complaints", "People"),
        rows=tuple(
            cells(each.by, _lasted(each, figures), f"{each.cases:,}", f"{each.people:,}") for each in figures.crises
        ),
    )


def _lasted(each: Emergency, figures: Figures) -> str:
    lasted = times.span((each.ended_at or figures.made_at) - each.began_at)
    return lasted if each.ended_at else f"{lasted}, and goes on"


def _thanks(figures: Figures) -> str:
    told = ", ".join(f"{tally.name} ({tally.count})" for tally in figures.thanks)
    return f"Won back by: {told}. Thank you." if told else ""


def _right(precision: Precision) -> str:
    right = sentences.share(precision.acted - precision.wrong, precision.acted)
    return f"{right} of this week's cases that somebody acted on were complaints." if precision.acted else ""


def _tallies(title: str, column: str, tallies: tuple[Tally, ...], named: Callable[[str], str], note: str = "") -> Table:
    rows = tuple(cells(named(each.name), f"{each.count:,}", sentences.ids(each)) for each in tallies)
    return Table(title=title, columns=(column, "This week", "Cases"), rows=rows, note=note)


def _outcome(name: str) -> str:
    return names.capital(names.outcome(Outcome(name)))


def _dismissal(name: str) -> str:
    return names.capital(names.dismissal(Dismissal(name)))


def _marked(name: str) -> str:
    return {"critical": "Critical", "policy": "Object to a rule of ours"}[name]


def _short(words: str) -> str:
    line = in_line(words)
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1].rstrip() + "…"
