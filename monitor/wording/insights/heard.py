"""What was heard: how much complains, how it sounds, and the stars that it gave."""

from collections.abc import Iterator

from monitor.domain.figures import Stars
from monitor.domain.insights import TONES, Cell, Insights
from monitor.domain.intervals import net
from monitor.domain.score import Severity
from monitor.domain.week import Week
from monitor.wording import names
from monitor.wording.digest import sentences
from monitor.wording.insights import entries
from monitor.wording.insights.chart import Chart, Entry, Form, Section, Series, Unit
from monitor.wording.insights.rows import Rows
from monitor.wording.venues import venues

ENOUGH_RATINGS = 10
MOST_SOURCES = 4
"""Lines that can be told apart in one picture."""
_WORST_FIRST = tuple(reversed(Severity))
_SEVERE = {Severity.CRITICAL: "bad", Severity.HIGH: "second", Severity.MEDIUM: "main", Severity.LOW: "faint"}
_SOUNDS = dict(zip(TONES, ("bad", "faint", "good"), strict=True))
_LINES = ("main", "second", "third", "good")


def complaints(told: Insights, rows: Rows) -> Section:
    """Tell how many there were each week, and how bad."""

    def row(week: Week, cell: Cell) -> tuple[Entry, ...]:
        bad = (entries.count(cell.severities.get(one, 0), rows.cases(week, severity=one.value)) for one in _WORST_FIRST)
        return entries.count(cell.cases, rows.cases(week)), *bad

    stack = tuple(
        Series(
            name=names.severity(one),
            tone=_SEVERE[one],
            values=told.named(lambda cell: cell.severities, one),
        )
        for one in _WORST_FIRST
    )
    return Section(
        slug="complaints",
        title="Complaints, by how bad they are",
        said=_complained(told),
        chart=Chart(
            form=Form.STACK,
            unit=Unit.COUNT,
            labels=entries.labels(told),
            series=tuple(reversed(stack)),
            links=entries.links(told, rows),
        ),
        columns=("Week", "Complaints", *map(names.severity, _WORST_FIRST)),
        rows=entries.by_week(told, rows, row, 1 + len(_WORST_FIRST)),
    )


def _complained(told: Insights) -> str:
    whole = names.plural(told.total.cases, "complaint")
    over = told.against(lambda cell: cell.cases)
    if not over.before:
        return f"{whole}; there are no two full weeks yet to compare."
    compared = f"{sentences.compared(over)}: {sentences.mean(over)} a week before that"
    return f"{whole}. The last full week had {over.now:,}, {compared}."


def flagged(told: Insights, rows: Rows) -> Section:
    """Tell which share of what was said about us was flagged as a complaint."""
    total, everything = told.total, told.everything
    ours, found = sum(total.ours.values()), sum(total.flagged.values())

    def row(week: Week, cell: Cell) -> tuple[Entry, ...]:
        about, bad = sum(cell.ours.values()), sum(cell.flagged.values())
        heard = (entries.count(sum(cell.heard.values()), rows.mentions(week)),) if everything else ()
        return (
            *heard,
            entries.count(about),
            entries.count(bad, rows.mentions(week, flagged="yes")),
            entries.share(bad, about),
            entries.count(cell.needs_eyes, rows.mentions(week, flagged="eyes")),
        )

    heard = ("Heard",) if everything else ()
    columns = ("Week", *heard, "About us", "Flagged", "Share flagged", "Could not be read")
    whole = f" {names.plural(sum(total.heard.values()), 'mention')} were heard in all." if everything else ""
    return Section(
        slug="flagged",
        title="Share of what is said that complains",
        said=f"{found:,} of {names.plural(ours, 'mention')} about us were flagged{entries.sure(found, ours)}.{whole}",
        note="The band is where the share truly lies, 19 times in 20. A week with fewer than "
        f"{entries.ENOUGH} mentions is left out of the picture.",
        chart=entries.lines(told, Unit.SHARE, entries.shares("flagged", "main", told, _flagged)),
        columns=columns,
        rows=entries.by_week(told, rows, row, len(columns) - 1),
    )


def _flagged(cell: Cell) -> tuple[int, int]:
    about = sum(cell.ours.values())
    return min(about, sum(cell.flagged.values())), about


def tones(told: Insights, rows: Rows) -> Section:
    """Tell how mentions about us sound."""
    total = told.total
    whole = sum(total.tones.values())

    def row(_week: Week, cell: Cell) -> tuple[Entry, ...]:
        counts = tuple(entries.count(cell.tones.get(tone, 0)) for tone in TONES)
        return *counts, entries.share(cell.tones.get(TONES[0], 0), sum(cell.tones.values()))

    stack = (
        Series(
            name=tone,
            tone=_SOUNDS[tone],
            values=told.named(lambda cell: cell.tones, tone),
        )
        for tone in TONES
    )
    sound = ", ".join(f"{tone} {entries.said_share(total.tones.get(tone, 0), whole)}" for tone in (TONES[0], TONES[2]))
    return Section(
        slug="sentiment",
        title="How it sounds",
        said=f"Of {names.plural(whole, 'mention')} about us in English: {sound}."
        if whole
        else "Nothing in English was said about us in these weeks.",
        note="The tone of the words, as VADER hears them: how people sound, which is not whether they complain.",
        chart=Chart(
            form=Form.STACK,
            unit=Unit.COUNT,
            labels=entries.labels(told),
            series=tuple(stack),
            links=tuple(rows.mentions(week) for week in told.weeks),
        )
        if whole
        else None,
        columns=("Week", *map(names.capital, TONES), "Share negative") if whole else (),
        rows=entries.by_week(told, rows, row, 4) if whole else (),
    )


def stars(told: Insights, rows: Rows) -> Section:
    """Tell the proxy of a promoter score, by source."""
    given = sorted(told.total.stars.items(), key=lambda each: -each[1].count)
    known = [source for source, stars in given if stars.count >= ENOUGH_RATINGS][:MOST_SOURCES]
    named = venues(told.total.stars)
    lines = tuple(
        Series(name=named[source], tone=tone, values=_scores(told, source))
        for source, tone in zip(known, _LINES, strict=False)
    )
    best = "; ".join(f"{named[source]} {_score(stars).text}" for source, stars in given[:MOST_SOURCES])
    return Section(
        slug="promoters",
        title="Promoter score, from stars",
        said=f"{best}." if given else "No ratings were given in these weeks.",
        note="The share of five stars less that of three and fewer (90% and 60% of other scales), of ratings given "
        "in the week that are still there. It is a proxy: only who rates is counted, and nobody was asked whether they "
        "would recommend us. Each source by itself, never pooled; fewer than "
        f"{ENOUGH_RATINGS} make no score.",
        chart=entries.lines(told, Unit.SCORE, *lines) if lines else None,
        columns=("Where", "Score", "Ratings", "Five stars", "Four", "Three and fewer") if given else (),
        rows=tuple(_rated(source, named[source], stars, rows) for source, stars in given),
    )


def _rated(venue: str, name: str, stars: Stars, rows: Rows) -> tuple[Entry, ...]:
    counts = map(entries.count, (stars.count, stars.promoters, stars.passives, stars.detractors))
    return entries.words(name, rows.cases(where=venue)), _score(stars), *counts


def _scores(told: Insights, source: str) -> tuple[float | None, ...]:
    def score(cell: Cell) -> float | None:
        stars = cell.stars.get(source, Stars())
        return stars.score if stars.count >= ENOUGH_RATINGS else None

    return told.each(score)


def _score(stars: Stars) -> Entry:
    between = net(stars.promoters, stars.detractors, stars.count)
    if between is None or stars.score is None or stars.count < ENOUGH_RATINGS:
        return Entry(text=entries.FEW)
    low, high = (f"{100 * bound:+.0f}" for bound in between)
    return Entry(text=f"{stars.score:+d} ({low} to {high})", value=stars.score)


def listening(told: Insights, rows: Rows) -> Iterator[Section]:
    """Yield what is known of brands as wholes."""
    yield flagged(told, rows)
    yield tones(told, rows)
    yield stars(told, rows)
