"""The digest as CSV: one figure a row, for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from unicodedata import category, normalize

from monitor.domain.figures import Figures, Line, Open, Tally
from monitor.wording.digest.places import Places

COLUMNS = ("week", "scope", "department", "section", "name", "measure", "value", "cases")
_RUN = {"=", "+", "-", "@"}
_Row = tuple[str, str, str, int | float | str | None, tuple[int, ...]]


def sheet(figures: Figures) -> str:
    """Return every figure as CSV. Lengths are in seconds; `cases` has the ids behind a figure, up to twenty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for section, name, measure, value, cases in _rows(figures):
        ids = " ".join(f"C-{case}" for case in cases)
        row = (
            figures.week,
            figures.scope,
            figures.department,
            section,
            name,
            measure,
            "" if value is None else value,
            ids,
        )
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def _rows(figures: Figures) -> Iterator[_Row]:
    places = Places.of(figures)
    yield from _totals(figures)
    for section in ("topics", "severities", "needs"):
        yield from _lines(section, figures)
    for place in figures.sources:
        yield from _line("sources", place, places.said(place.platform, place.name))
    for section in ("departments", "brands", "policies"):
        yield from _lines(section, figures)
    yield from _answers(figures, places)
    for section in ("outcomes", "outcomes_unanswered", "thanks", "dismissals", "incidents"):
        for tally in getattr(figures, section):
            yield _tally(section, tally)
    for each in figures.crises:
        yield "crises", each.by, "cases", each.cases, ()
        yield "crises", each.by, "people", each.people, ()
    yield from _context(figures)
    yield from _listening(figures, places)


def _totals(figures: Figures) -> Iterator[_Row]:
    for name in ("heard", "complaints", "needs_eyes", "cases"):
        yield from _line("total", Line(name=name, count=getattr(figures, name)), name)
    yield _tally("total", figures.critical)
    yield _tally("total", figures.policy)
    if figures.rise is not None:
        since = None if figures.rise.since is None else figures.rise.since.isoformat()
        yield "rise", figures.rise.topic, "since", since, ()
        yield "rise", figures.rise.topic, "owner", figures.rise.department, ()


def _lines(section: str, figures: Figures) -> Iterator[_Row]:
    for line in getattr(figures, section):
        yield from _line(section, line, line.name)


def _line(section: str, line: Line, name: str) -> Iterator[_Row]:
    yield section, name, "this_week", line.count.now, line.cases
    for back, count in enumerate(line.count.before, start=1):
        yield section, name, f"{back}_before", count, ()


def _tally(section: str, tally: Tally) -> _Row:
    return section, tally.name, "this_week", tally.count, tally.cases


def _answers(figures: Figures, places: Places) -> Iterator[_Row]:
    for back, speed in enumerate((figures.speed, *figures.speed_before)):
        name = f"{back}_before" if back else "this_week"
        for measure in ("of", "answered", "timed", "median", "p90"):
            yield "answers", measure, name, getattr(speed, measure), ()
    for measure in ("answered", "timed", "median", "p90"):
        yield "replies_seen", measure, "this_week", getattr(figures.replied.speed, measure), ()
    yield _tally("replies_seen", figures.replied.copies)
    yield _tally("replies_seen", figures.replied.claims)
    for claimed in figures.claimed:
        for measure in ("of", "claimed", "median"):
            yield "post_to_claim", places.said(claimed.platform, claimed.source), measure, getattr(claimed, measure), ()
    yield "promises", "due", "this_week", figures.kept.due, ()
    yield "promises", "kept", "this_week", figures.kept.kept, ()
    yield "promises", "broken", "this_week", figures.kept.due - figures.kept.kept, figures.kept.broken
    if figures.open is not None:
        yield from _open(figures.open)
    yield "precision", "acted", "this_week", figures.precision.acted, ()
    yield "precision", "wrong", "this_week", figures.precision.wrong, ()


def _open(live: Open) -> Iterator[_Row]:
    for state in ("open", "acknowledged", "responded", "overdue"):
        yield "open", state, "now", getattr(live, state), ()
    yield "open", "earlier", "now", live.earlier.count, live.earlier.cases
    yield "open", "oldest", "now", len(live.oldest), tuple(each.case for each in live.oldest)


def _context(figures: Figures) -> Iterator[_Row]:
    yield "praise", "mentions", "this_week", figures.praise.count, ()
    for rival in figures.rivals:
        for measure in ("heard", "complaints", "ours_heard", "ours_complaints", "sources"):
            yield "competitors", rival.name, measure, getattr(rival, measure), ()


def _listening(figures: Figures, places: Places) -> Iterator[_Row]:
    for measure in ("read", "missed", "low", "high"):
        yield "read_blind", measure, "this_week", getattr(figures.read_blind, measure), ()
    for each in figures.coverage:
        for measure in ("heard", "polls", "failed", "gaps", "rejected", "silent"):
            yield "coverage", places.heard_by(each.source), measure, getattr(each, measure), ()
    for rated in figures.promoters:
        for measure in ("score", "promoters", "passives", "detractors"):
            yield "stars", places.said(rated.platform, rated.source), measure, getattr(rated.now, measure), ()


def inert(cell: str) -> str:
    """Return a cell on one line; a spreadsheet would run what begins like a formula."""
    line = " ".join(cell.split())
    first = next((letter for letter in line if category(letter) != "Cf"), "")
    return f"'{line}" if normalize("NFKC", first) in _RUN else line
