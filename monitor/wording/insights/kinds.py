"""What complaints were about, where they were said, what customers needed, and which rules hurt."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from monitor.domain.insights import Cell, Counts, Insights
from monitor.domain.score import Need
from monitor.domain.trend import Change, change
from monitor.wording import names
from monitor.wording.digest import sentences
from monitor.wording.insights import entries
from monitor.wording.insights.chart import Chart, Entry, Form, Section, Series, Unit
from monitor.wording.insights.rows import Rows
from monitor.wording.venues import venues

_NEEDS: Mapping[str, str] = {
    Need.FUNCTIONAL: "To have it put right",
    Need.EMOTIONAL: "To be respected",
    Need.BOTH: "Both of these",
}
MOST_BARS = 12
MOST_PHRASES = 5


def topics(told: Insights, rows: Rows) -> Section:
    """Tell what complaints were about."""
    return _kinds(told, rows, "topics", "What it is about", "topic", lambda cell: cell.topics, _topic)


def sources(told: Insights, rows: Rows) -> Section:
    """Tell where they were said."""
    named = venues(told.total.venues)
    return _kinds(told, rows, "sources", "Where it is said", "where", lambda cell: cell.venues, named.__getitem__)


def needs(told: Insights, rows: Rows) -> Section:
    """Tell what customers needed."""
    return _kinds(told, rows, "needs", "What customers need", "need", lambda cell: cell.needs, _need)


def _kinds(
    told: Insights,
    rows: Rows,
    slug: str,
    title: str,
    dimension: str,
    of: Callable[[Cell], Counts],
    named: Callable[[str], str] = str,
) -> Section:
    total = told.total
    counted = Counter(of(total)).most_common()
    if not counted:
        return Section(slug=slug, title=title, said="There was no complaint in these weeks.")
    name, most = counted[0]
    return Section(
        slug=slug,
        title=title,
        said=f"Most: {named(name)}, {most:,} of {_all(total.cases)}{entries.sure(most, total.cases)}"
        f"{_risen(told, of, named)}.",
        chart=_bars(counted, named, "main", [rows.cases(**{dimension: name}) for name, _ in counted]),
        weeks=tuple(map(str, told.weeks)),
        columns=(names.capital(dimension), "By week", "Complaints", "Share", "Last full week", "Usually", "Change"),
        rows=tuple(
            (
                entries.words(named(name)),
                entries.trend(told, of, name),
                entries.count(number, rows.cases(**{dimension: name})),
                entries.share(number, total.cases),
                *_lately(told, of, name),
            )
            for name, number in counted
        ),
    )


def _lately(told: Insights, of: Callable[[Cell], Counts], name: str) -> tuple[Entry, ...]:
    count = told.against(lambda cell: of(cell).get(name, 0))
    differs = change(count) in {Change.MORE, Change.FEWER}
    changed = change(count).value if differs else ""
    return entries.count(count.now), entries.words(sentences.mean(count)), entries.words(changed)


def _risen(told: Insights, of: Callable[[Cell], Counts], named: Callable[[str], str]) -> str:
    """Name what was more than usual in the last full week."""
    more = [
        named(name)
        for name in of(told.total)
        if change(told.against(lambda cell: of(cell).get(name, 0))) is Change.MORE  # noqa: B023
    ]
    return f". More than usual in the last full week: {', '.join(more)}" if more else ""


def rules(told: Insights, rows: Rows, phrases: Sequence[tuple[str, int]]) -> Section:
    """Tell which rules of ours hurt: by the topics of who objects to them, with what the latest objected to."""
    total = told.total
    counted = Counter(total.rules).most_common()
    title = "Rules of ours that hurt"
    if not counted:
        return Section(slug="rules", title=title, said="Nobody objected to a rule of ours in these weeks.")
    found = sum(total.rules.values())
    words = ", ".join(f"“{phrase}”" for phrase, _ in phrases[:MOST_PHRASES])
    latest = f" The latest speak of {words}." if words else ""
    verb = "quotes" if found == 1 else "quote"
    return Section(
        slug="rules",
        title=title,
        said=f"{names.plural(found, 'complaint')} {verb} a rule or a policy, of {total.cases:,}"
        f"{entries.sure(found, total.cases)}.{latest}",
        latest=total.quoting[:MOST_PHRASES],
        chart=_bars(counted, _topic, "second", [rows.cases(topic=name) for name, _ in counted]),
        weeks=tuple(map(str, told.weeks)),
        columns=(
            "Topic",
            "By week",
            "Object to a rule",
            "Of the topic's complaints",
            "Last full week",
            "Usually",
            "Change",
        ),
        rows=tuple(
            (
                entries.words(_topic(name), rows.cases(topic=name)),
                entries.trend(told, lambda cell: cell.rules, name),
                entries.count(number),
                entries.share(number, total.topics.get(name, number)),
                *_lately(told, lambda cell: cell.rules, name),
            )
            for name, number in counted
        ),
    )


def _bars(counted: Sequence[tuple[str, int]], named: Callable[[str], str], tone: str, links: Sequence[str]) -> Chart:
    shown = counted[:MOST_BARS]
    series = Series(name="complaints", tone=tone, values=tuple(float(number) for _, number in shown))
    return Chart(
        form=Form.ROWS,
        unit=Unit.COUNT,
        labels=tuple(named(name) for name, _ in shown),
        series=(series,),
        links=tuple(links[:MOST_BARS]),
    )


def _all(cases: int) -> str:
    return names.plural(cases, "complaint")


def _topic(name: str) -> str:
    return names.capital(sentences.topic(name))


def _need(name: str) -> str:
    return _NEEDS.get(name, "Not clear")
