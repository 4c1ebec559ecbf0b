"""The tables behind the digest's sentences."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from monitor.domain.case import Dismissal, Outcome
from monitor.domain.figures import Coverage, Figures, Line, Promoters, Speed, Tally
from monitor.domain.trend import Change, change
from monitor.wording import names, times
from monitor.wording.digest import sentences
from monitor.wording.digest.links import Links
from monitor.wording.digest.story import Cell, Table

ENOUGH_RATINGS = 10
_QUOTE = 90


def tables(
    figures: Figures, *, base_url: str | None = None, quotes: Mapping[int, str] | None = None
) -> tuple[Table, ...]:
    """Return every table that has something to say.

    `quotes` has masked words of customers by case, to be shown beside the cases that wait; they are never stored.
    """
    links = Links.of(figures, base_url)
    told = chain(
        _counted(figures, links),
        _answers(figures, links),
        _waiting(figures, links, quotes or {}),
        _after(figures, links),
        _heard(figures),
    )
    return tuple(table for table in told if table.rows)


def _counted(figures: Figures, links: Links) -> Iterator[Table]:
    yield _lines("What it was about", "topic", figures.topics, links, _topic)
    yield _lines("How bad it was", "severity", figures.severities, links, names.capital)
    yield _lines("What customers needed", "need", figures.needs, links, _need)
    yield _lines("Where it was said", "source", figures.sources, links)
    yield _lines("Whose it is", "department", figures.departments, links)
    if len(figures.brands) > 1:
        yield _lines("Which brand", "brand", figures.brands, links)


def _lines(
    title: str, dimension: str, lines: tuple[Line, ...], links: Links, named: Callable[[str], str] = str
) -> Table:
    return Table(
        title=title,
        columns=(names.capital(dimension), "This week", "Usually", "Change", "Cases"),
        rows=tuple(
            (
                Cell(text=named(line.name)),
                Cell(text=f"{line.count.now:,}", link=links.cases(**{dimension: line.name})),
                *_cells(sentences.mean(line.count), _change(line), sentences.ids(line)),
            )
            for line in lines
        ),
    )


def _change(line: Line) -> str:
    """What is as usual is not worth a word in a table."""
    changed = change(line.count)
    return sentences.compared(line.count) if changed in {Change.MORE, Change.FEWER} else ""


def _answers(figures: Figures, links: Links) -> Iterator[Table]:
    speed, kept = figures.speed, figures.kept
    before = figures.speed_before[0] if figures.speed_before else None
    if not speed.of and not kept.due:
        return
    rows = [("Answered", *_both(speed, before, lambda each: sentences.share(each.answered, each.of)), "")]
    rows.append(("Half within", *_both(speed, before, lambda each: _length(each.median)), ""))
    rows.append(("Nine in ten within", *_both(speed, before, lambda each: _length(each.p90)), ""))
    late = Tally(name="", count=kept.due - kept.kept, cases=kept.broken)
    rows.append(
        (
            "In time, of those due",
            sentences.share(kept.kept, kept.due),
            sentences.NONE,
            f"late: {sentences.ids(late)}" if late.count else "",
        )
    )
    yield Table(
        title="How it was answered",
        columns=("Answers", "This week", "Week before", "Cases"),
        rows=tuple(_cells(*row) for row in rows),
        note="Times run from hearing to answer, of complaints opened in the week that have an answer by now.",
    )


def _both(now: Speed, before: Speed | None, told: Callable[[Speed], str]) -> tuple[str, str]:
    return told(now), told(before) if before and before.of else sentences.NONE


def _length(value: int | None) -> str:
    return sentences.NONE if value is None else sentences.seconds(value)


def _waiting(figures: Figures, links: Links, quotes: Mapping[int, str]) -> Iterator[Table]:
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
        rows=tuple(_cells(name, f"{count:,}", ids) for name, count, ids in counts if count),
    )
    yield Table(
        title="Waiting longest",
        columns=("Case", "Waits for", "Severity", "Topic", *(("What was said",) if quotes else ())),
        rows=tuple(
            (
                Cell(text=f"C-{each.case}", link=links.case(each.case)),
                *_cells(times.span(figures.made_at - each.opened_at), each.severity.value, names.topic(each.topic)),
                *_cells(*((_short(quotes.get(each.case, "")),) if quotes else ())),
            )
            for each in live.oldest
        ),
    )


def _after(figures: Figures, links: Links) -> Iterator[Table]:
    thanks = ", ".join(f"{tally.name} ({tally.count})" for tally in figures.thanks)
    yield _tallies(
        "What customers did then",
        "Outcome",
        figures.outcomes,
        _outcome,
        f"Won back by: {thanks}. Thank you." if thanks else "",
    )
    precision = figures.precision
    right = sentences.share(precision.acted - precision.wrong, precision.acted)
    note = f"{right} of this week's cases that somebody acted on were complaints." if precision.acted else ""
    yield _tallies("What was set aside", "Reason", figures.dismissals, _dismissal, note)
    marked = [tally for tally in (figures.critical, figures.policy) if tally.count]
    yield _tallies("To look at", "Marked", tuple(marked), _marked)
    yield _tallies("Incidents", "Incident", figures.incidents, "I-{}".format)


def _tallies(title: str, column: str, tallies: tuple[Tally, ...], named: Callable[[str], str], note: str = "") -> Table:
    rows = tuple(_cells(named(each.name), f"{each.count:,}", sentences.ids(each)) for each in tallies)
    return Table(title=title, columns=(column, "This week", "Cases"), rows=rows, note=note)


def _heard(figures: Figures) -> Iterator[Table]:
    yield Table(
        title="How well we listened",
        columns=("Source", "Heard", "Polls", "Failed", "Gaps", "Not understood", "Silent"),
        rows=tuple(_cells(*_coverage(each)) for each in figures.coverage),
        note=_blind(figures),
    )
    yield Table(
        title="What the stars say",
        columns=("Source", "Score", "Ratings", "Week before"),
        rows=tuple(_cells(*_stars(each)) for each in figures.promoters),
        note="A proxy of a promoter score: the share of five stars less that of three and fewer. Never pooled.",
    )


def _coverage(each: Coverage) -> tuple[str, ...]:
    counts = (each.heard, each.polls, each.failed, each.gaps, each.rejected)
    return (
        each.source,
        *(f"{count:,}" for count in counts),
        sentences.seconds(each.silent) if each.silent else sentences.NONE,
    )


def _blind(figures: Figures) -> str:
    if not figures.needs_eyes.now:
        return ""
    return (
        f"{names.plural(figures.needs_eyes.now, 'mention')} could not be read by the monitor and need a person's eyes."
    )


def _stars(each: Promoters) -> tuple[str, ...]:
    return (
        each.source,
        _score(each.now.score, each.now.count),
        f"{each.now.count:,}",
        _score(each.before.score, each.before.count),
    )


def _score(score: int | None, ratings: int) -> str:
    return "too few" if score is None or ratings < ENOUGH_RATINGS else f"{score:+d}"


def _topic(name: str) -> str:
    return names.capital(sentences.topic(name))


def _need(name: str) -> str:
    return {"functional": "To have it put right", "emotional": "To be respected"}.get(name, names.capital(name))


def _outcome(name: str) -> str:
    return names.capital(names.outcome(Outcome(name)))


def _dismissal(name: str) -> str:
    return names.capital(names.dismissal(Dismissal(name)))


def _marked(name: str) -> str:
    return {"critical": "Critical", "policy": "Object to a rule of ours"}[name]


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _QUOTE else line[: _QUOTE - 1].rstrip() + "…"


def _cells(*values: str) -> tuple[Cell, ...]:
    return tuple(Cell(text=value) for value in values)
