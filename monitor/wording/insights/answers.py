"""How complaints were answered, what came of it, and how often the monitor was right."""

from collections.abc import Mapping
from decimal import Decimal
from math import floor, log10

from monitor.domain.case import Outcome
from monitor.domain.insights import Cell, Insights, spread, together
from monitor.domain.intervals import difference, wilson
from monitor.domain.money import Money
from monitor.domain.week import Week
from monitor.wording import names
from monitor.wording.insights import entries
from monitor.wording.insights.chart import Chart, Entry, Form, Section, Series, Unit
from monitor.wording.insights.rows import Rows
from monitor.wording.venues import venues

_OUTCOMES = (Outcome.RECOVERED, Outcome.UNCHANGED, Outcome.WORSENED, Outcome.UNKNOWN)
_BECAME = {
    Outcome.RECOVERED: "good",
    Outcome.UNCHANGED: "main",
    Outcome.WORSENED: "bad",
    Outcome.UNKNOWN: "faint",
}


def replies(told: Insights, rows: Rows) -> Section:
    """Tell how soon the first reply of substance was seen on the platform."""
    total = told.total
    seen = len(total.replied) + total.untimed

    def row(_week: Week, cell: Cell) -> tuple[Entry, ...]:
        found, of = len(cell.replied) + cell.untimed, spread(cell.replied)
        counts = map(entries.count, (cell.copies, cell.claims))
        return entries.share(found, cell.held), entries.length(of.median), entries.length(of.p95), *counts

    told_of = f"{seen:,} of {names.plural(total.held, 'complaint')} got a reply of substance that we saw"
    fast = f"; {entries.said_spread(spread(total.replied))}" if total.replied else ""
    return Section(
        slug="replies",
        title="First reply of substance",
        said=f"{told_of}{entries.sure(seen, total.held)}{fast}." if total.held else _NONE,
        note="From hearing the complaint to our first reply on its platform that is neither a near copy of another nor "
        "a mere phrase. Answers that somebody told of and nobody saw are counted apart.",
        chart=entries.lines(told, Unit.LENGTH, *entries.spreads(told, lambda cell: spread(cell.replied)))
        if total.replied
        else None,
        columns=("Week", "Replied", "Half within", "19 in 20 within", "Only near copies", "Told, not seen")
        if total.held
        else (),
        rows=entries.by_week(told, rows, row, 5) if total.held else (),
    )


def claims(told: Insights, rows: Rows) -> Section:
    """Tell how soon complaints were claimed after they were posted, by source."""
    total = told.total
    taken = spread(together(total.claimed))
    return Section(
        slug="claims",
        title="From post to claim",
        said=f"{taken.of:,} of {names.plural(total.held, 'complaint')} were claimed; {entries.said_spread(taken)}."
        if taken.of
        else "Nobody has claimed a complaint of these weeks.",
        note="From the customer's post, whenever we heard it, to the moment when somebody took it on here: claimed it, "
        "wrote its answer or told of one. A reply of ours that was only seen on the platform is no claim.",
        chart=entries.lines(told, Unit.LENGTH, *entries.spreads(told, lambda cell: spread(together(cell.claimed))))
        if taken.of
        else None,
        columns=("Where", "Complaints", "Claimed", "Half within", "19 in 20 within") if taken.of else (),
        rows=tuple(
            _claimed(total, venue, name, rows)
            for venue, name in sorted(venues(total.claimable).items(), key=lambda each: each[1].casefold())
        )
        if taken.of
        else (),
    )


def _claimed(total: Cell, venue: str, name: str, rows: Rows) -> tuple[Entry, ...]:
    of, whole = spread(total.claimed.get(venue, ())), total.claimable[venue]
    return (
        entries.words(name),
        entries.count(whole, rows.cases(where=venue)),
        entries.share(of.of, whole),
        entries.length(of.median),
        entries.length(of.p95),
    )


def promises(told: Insights, rows: Rows) -> Section:
    """Tell which share of answers came in the time that was promised."""
    total = told.total

    def row(_week: Week, cell: Cell) -> tuple[Entry, ...]:
        return entries.count(cell.due), entries.count(cell.due - cell.kept), entries.share(cell.kept, cell.due)

    if not total.due:
        return Section(slug="promises", title="Promises kept", said="No answer was due in these weeks.")
    return Section(
        slug="promises",
        title="Promises kept",
        said=f"{total.kept:,} of {total.due:,} answers that were due came in time"
        f"{entries.sure(total.kept, total.due)}.",
        note="Of the complaints opened in the week that were not dismissed, those whose time is over or that are "
        "answered. One that was resolved without an answer of ours counts by its resolution.",
        chart=entries.lines(
            told, Unit.SHARE, entries.shares("in time", "main", told, lambda cell: (cell.kept, cell.due))
        ),
        columns=("Week", "Due", "Late", "In time"),
        rows=entries.by_week(told, rows, row, 3),
    )


def outcomes(told: Insights, rows: Rows) -> Section:
    """Tell what customers did then."""
    total = told.total

    def row(week: Week, cell: Cell) -> tuple[Entry, ...]:
        counts = tuple(
            entries.count(cell.outcomes.get(one, 0), rows.cases(week, outcome=one.value)) for one in _OUTCOMES
        )
        return *counts, entries.count(cell.cases - sum(cell.outcomes.values()))

    if not total.outcomes:
        return Section(slug="outcomes", title="What customers did then", said="No outcome is known of these weeks yet.")
    stack = (
        Series(
            name=names.outcome(one),
            tone=_BECAME[one],
            values=told.named(lambda cell: cell.outcomes, one),
        )
        for one in _OUTCOMES
    )
    won, lost = total.outcomes.get(Outcome.RECOVERED, 0), total.outcomes.get(Outcome.WORSENED, 0)
    known = sum(total.outcomes.values())
    return Section(
        slug="outcomes",
        title="What customers did then",
        said=f"{names.plural(won, 'customer')} won back, {lost:,} more unhappy than before, of {known:,} whose next "
        f"move "
        "is known.",
        note="How the complaints of each week stand now: the latest weeks still change.",
        chart=Chart(
            form=Form.STACK,
            unit=Unit.COUNT,
            labels=entries.labels(told),
            series=tuple(stack),
            links=entries.links(told, rows),
        ),
        columns=("Week", *(names.capital(names.outcome(one)) for one in _OUTCOMES), "None yet"),
        rows=entries.by_week(told, rows, row, len(_OUTCOMES) + 1),
    )


def recovered(told: Insights, _rows: Rows, worth: Mapping[str, Money]) -> Section:
    """Tell how many more customers answering won back than came back by themselves, and what that may be worth."""
    total = told.total
    pairs = (
        ("Answered", total.answered, total.answered_won),
        ("Not answered", total.unanswered, total.unanswered_won),
    )
    return Section(
        slug="recovered",
        title="What answering won",
        said=_won(total) + _worth(told, worth) + _noted(total),
        note="Won back where answered, less what comes back without an answer. It is a comparison, no experiment: what "
        "was left unanswered may have been different. Without `worth` of a brand in the configuration no money is "
        "told.",
        columns=("Complaints", "Number", "Won back", "Share won back"),
        rows=tuple(
            (entries.words(name), entries.count(of), entries.count(won), entries.share(won, of))
            for name, of, won in pairs
        ),
    )


def _won(total: Cell) -> str:
    between = _kept(total)
    if between is None:
        return f"Answered and unanswered complaints are too few to compare: it takes {entries.ENOUGH} of each."
    low, high = between
    if low <= 0:
        return "Whether answering won customers back cannot be told yet: the difference may be chance."
    return f"Answering kept between {low:,.0f} and {high:,.0f} customers who would not have come back by themselves."


def _kept(total: Cell) -> tuple[float, float] | None:
    """Return how many customers answering kept, 19 times in 20; None where it cannot be told."""
    if min(total.answered, total.unanswered) < entries.ENOUGH:
        return None
    won = wilson(total.answered_won, total.answered)
    gap = difference(won, wilson(total.unanswered_won, total.unanswered))
    return None if gap is None else (gap[0] * total.answered, gap[1] * total.answered)


def _worth(told: Insights, worth: Mapping[str, Money]) -> str:
    """Say what that is worth, where one brand is looked at (or all are worth the same)."""
    between = _kept(told.total)
    shown = {worth.get(told.brand)} if told.brand else set(worth.values())
    if between is None or between[0] <= 0 or len(shown) != 1:
        return ""
    each = next(iter(shown))
    if each is None:
        return ""
    low, high = (f"{_rounded(float(each.amount) * bound):,.0f}" for bound in between)
    return f" At {each} a customer that is about {low} to {high} {each.currency}."


def _noted(total: Cell) -> str:
    """Say what people wrote down of single cases: their word, and no comparison."""
    sums = [
        str(Money(amount=Decimal(cents) / 100, currency=currency)) for currency, cents in sorted(total.noted.items())
    ]
    return f" On cases that were won back the team noted a recovered value of {', '.join(sums)}." if sums else ""


def _rounded(value: float) -> float:
    """Keep two digits: no more of it is known."""
    return round(value, 1 - floor(log10(value))) if value >= 1 else value


def precision(told: Insights, rows: Rows) -> Section:
    """Tell how often what was flagged was a complaint, as the team's own clicks say."""
    total = told.total

    def row(_week: Week, cell: Cell) -> tuple[Entry, ...]:
        return entries.count(cell.acted), entries.count(cell.wrong), entries.share(cell.acted - cell.wrong, cell.acted)

    if not total.acted:
        return Section(slug="precision", title=_RIGHT, said=_NOBODY)
    right = total.acted - total.wrong
    return Section(
        slug="precision",
        title=_RIGHT,
        said=f"{right:,} of {total.acted:,} that somebody acted on were complaints{entries.sure(right, total.acted)}.",
        note="As clicked: what was dismissed as “not a complaint” counts as wrong, all else that was acted on as "
        "right. "
        "It says nothing of what was missed; the blind sample in the digest does.",
        chart=entries.lines(
            told,
            Unit.SHARE,
            entries.shares("were complaints", "main", told, lambda cell: (cell.acted - cell.wrong, cell.acted)),
        ),
        columns=("Week", "Acted on", "Not a complaint", "Right"),
        rows=entries.by_week(told, rows, row, 3),
    )


_RIGHT, _NOBODY = "How often it was right", "Nobody has acted on a complaint of these weeks."
_NONE = "There was no complaint in these weeks."
