"""The tables of what was done about complaints, and of what is left to do."""

from collections.abc import Callable, Iterator

from monitor.domain.case import Dismissal, Outcome
from monitor.domain.crisis import Emergency
from monitor.domain.figures import Claimed, Figures, Precision, Replied, Speed, Tally
from monitor.domain.spoken import Spoken
from monitor.wording import names, times
from monitor.wording.digest import sentences
from monitor.wording.digest.links import Links
from monitor.wording.digest.places import Places
from monitor.wording.digest.story import Cell, Table, cells, short

MOST_LATE = 3


def answers(figures: Figures, links: Links) -> Iterator[Table]:
    """Yield how fast and how reliably it was answered."""
    speed, kept, places = figures.speed, figures.kept, Places.of(figures)
    before = figures.speed_before[0] if figures.speed_before else None
    if not speed.of and not kept.due:
        return
    late = sentences.ids(Tally(name="late", count=kept.due - kept.kept, cases=kept.broken), most=MOST_LATE)
    in_time = sentences.bounded(kept.kept, kept.due)
    rows = (
        ("Answered", sentences.bounded(speed.answered, speed.of), _before(before), ""),
        ("Half within", *_both(speed, before, lambda each: _length(each.median)), ""),
        ("Nine in ten within", *_both(speed, before, lambda each: _length(each.p90)), ""),
        *_seen(figures.replied),
        ("In time, of those due", in_time, sentences.NONE, f"late: {late}" if late else ""),
    )
    yield Table(
        title="How it was answered",
        columns=("Answers", "This week", "Week before", "Cases"),
        rows=tuple(cells(*row) for row in rows),
        note="Times run from hearing to answer, of complaints opened in the week that have an answer by now. "
        "Of few, 30-95% is where the true share lies, 19 times in 20.",
    )
    yield Table(
        title="From post to claim",
        columns=("Where", "Claimed", "Half within"),
        rows=tuple(_claimed(each, places, links) for each in figures.claimed),
    )


def _claimed(each: Claimed, places: Places, links: Links) -> tuple[Cell, ...]:
    claimed = Cell(text=sentences.bounded(each.claimed, each.of), link=links.place(each.platform, each.source))
    return (Cell(text=places.said(each.platform, each.source)), claimed, Cell(text=_length(each.median)))


def _seen(replied: Replied) -> Iterator[tuple[str, str, str, str]]:
    """Say what customers can see: replies on the platform, those that are boilerplate, and what is only claimed."""
    speed = replied.speed
    if not (speed.answered or replied.copies.count or replied.claims.count):
        return
    yield "A reply of substance seen there", sentences.bounded(speed.answered, speed.of), sentences.NONE, ""
    if speed.median is not None:
        yield "Half of these within", sentences.seconds(speed.median), sentences.NONE, ""
    for name, some in (("Only near copies of other replies", replied.copies), ("Told, not seen there", replied.claims)):
        if some.count:
            yield name, f"{some.count:,}", sentences.NONE, sentences.ids(some)


def _both(now: Speed, before: Speed | None, told: Callable[[Speed], str]) -> tuple[str, str]:
    return told(now), told(before) if before and before.of else sentences.NONE


def _before(speed: Speed | None) -> str:
    return sentences.share(speed.answered, speed.of) if speed and speed.of else sentences.NONE


def _length(value: int | None) -> str:
    return sentences.NONE if value is None else sentences.seconds(value)


def waiting(figures: Figures, links: Links, quotes: Spoken) -> Iterator[Table]:
    """Yield what is still open, and what has waited longest with what was said, as far as `quotes` has it."""
    live = figures.open
    if live is None:
        return
    earlier = sentences.ids(live.earlier)
    counts = (
        ("Nobody has claimed", live.open, "", "open"),
        ("Claimed, not answered", live.acknowledged, "", "acknowledged"),
        ("Answered, customer's turn", live.responded, "", "responded"),
        ("Answer overdue", live.overdue, "", "overdue"),
        ("From earlier weeks, unanswered", live.earlier.count, earlier, "live"),
    )
    yield Table(
        title="What is still open",
        columns=("Open cases", "Now", "Cases"),
        rows=tuple(
            (Cell(text=name), Cell(text=f"{count:,}", link=links.standing(state)), Cell(text=ids))
            for name, count, ids, state in counts
            if count
        ),
    )
    yield Table(
        title="Waiting longest",
        columns=("Case", "Waits for", "Severity", "Topic", *(("What was said",) if quotes.cases else ())),
        rows=tuple(
            (
                Cell(text=f"C-{each.case}", link=links.case(each.case)),
                *cells(times.span(figures.made_at - each.opened_at), each.severity.value, names.topic(each.topic)),
                *cells(*((short(quotes.cases.get(each.case, "")),) if quotes.cases else ())),
            )
            for each in live.oldest
        ),
    )


def after(figures: Figures) -> Iterator[Table]:
    """Yield what came of it: outcomes, dismissals, incidents, and what is to be looked at."""
    yield _outcomes(figures)
    yield _tallies("What was set aside", "Reason", figures.dismissals, _dismissal, _right(figures.precision))
    marked = [tally for tally in (figures.critical,) if tally.count]
    yield _tallies("To look at", "Marked", tuple(marked), _marked)
    yield _tallies("Incidents", "Incident", figures.incidents, "I-{}".format)
    yield Table(
        title="Crisis mode",
        columns=("Called by", "Lasted", "Complaints", "People"),
        rows=tuple(
            cells(each.by, _lasted(each, figures), f"{each.cases:,}", f"{each.people:,}") for each in figures.crises
        ),
    )


def _outcomes(figures: Figures) -> Table:
    unanswered = {tally.name: tally.count for tally in figures.outcomes_unanswered}
    rows = tuple(
        cells(
            _outcome(each.name),
            f"{each.count:,}",
            f"{each.count - unanswered.get(each.name, 0):,}",
            f"{unanswered.get(each.name, 0):,}",
            sentences.ids(each),
        )
        for each in figures.outcomes
    )
    columns = ("Outcome", "This week", "Answered", "Unanswered", "Cases")
    return Table(title="What customers did then", columns=columns, rows=rows, note=_thanks(figures))


def _lasted(each: Emergency, figures: Figures) -> str:
    lasted = times.span((each.ended_at or figures.made_at) - each.began_at)
    return lasted if each.ended_at else f"{lasted}, and goes on"


def _thanks(figures: Figures) -> str:
    told = ", ".join(f"{tally.name} ({tally.count})" for tally in figures.thanks)
    return f"Won back by: {told}. Thank you." if told else ""


def _right(precision: Precision) -> str:
    right = sentences.bounded(precision.acted - precision.wrong, precision.acted)
    return f"{right} of this week's cases that somebody acted on were complaints." if precision.acted else ""


def _tallies(title: str, column: str, tallies: tuple[Tally, ...], named: Callable[[str], str], note: str = "") -> Table:
    rows = tuple(cells(named(each.name), f"{each.count:,}", sentences.ids(each)) for each in tallies)
    return Table(title=title, columns=(column, "This week", "Cases"), rows=rows, note=note)


def _outcome(name: str) -> str:
    return names.capital(names.outcome(Outcome(name)))


def _dismissal(name: str) -> str:
    return names.capital(names.dismissal(Dismissal(name)))


def _marked(name: str) -> str:
    return {"critical": "Critical"}[name]
