"""The choices above the list: its views, its form of filters, and what is chosen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from monitor.domain.case import State
from monitor.domain.score import Severity, Topic
from monitor.store.open_choices import OpenChoices
from monitor.web.filters import ALL, LIVE, ME, NEWEST, NOBODY, OVERDUE, PATH, TO_APPROVE, URGENT, Wanted
from monitor.wording import inbox as words
from monitor.wording import languages, names, pages

_FIELDS = (
    *("q", "severity", "topic", "brand", "source", "platform", "department", "owner", "need", "outcome", "language"),
    "place",
)
_KEPT = ("state", "order", "need", "outcome", "week")
_TIMES = ("week", "since", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link above the list."""

    label: str
    href: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """One field to choose from: values with their labels; the first, empty, is any."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All that stands above the list. `chosen` are filters; the link of each leaves it out.

    `title` says of what there are views. Of the form of filters `kept` is what it sends along beside what is filled in;
    `labels` name its fields, and `free` are those for words.
    """

    path: str
    title: str
    kept: tuple[tuple[str, str], ...]
    labels: Mapping[str, str]
    free: tuple[str, ...]
    views: tuple[Link, ...]
    orders: tuple[Link, ...]
    selects: tuple[Select, ...]
    chosen: tuple[Link, ...]
    clear: str


def choices(wanted: Wanted, sources: Iterable[str], known: OpenChoices) -> Choices:
    """Return what can be chosen beside what is wanted."""
    top = wanted.top()
    orders = ((words.NEWEST_FIRST, NEWEST), (words.URGENT_FIRST, URGENT))
    return Choices(
        path=PATH,
        title=words.VIEWS,
        kept=tuple((name, str(value)) for name in _KEPT if (value := getattr(top, name))),
        labels=words.LABELS,
        free=("place",),
        views=tuple(_views(top)),
        orders=tuple(
            Link(label=label, href=replace(top, order=order).href(), chosen=top.order == order)
            for label, order in orders
        ),
        selects=tuple(each for each in _selects(top, sources, known) if len(each.options) > 2 or each.chosen),
        chosen=tuple(_chosen(top)),
        clear=Wanted(order=top.order).href(),
    )


def _views(top: Wanted) -> Iterator[Link]:
    """Yield the views; each keeps the filters but for those that it is made of."""
    rest = replace(top, owner=None) if top.owner in {ME, NOBODY} else top
    lanes = ((words.OVERDUE, OVERDUE), (words.TO_APPROVE, TO_APPROVE))
    states = (*lanes, *((pages.state_name(state), state.value) for state in State), (words.ALL, ALL))
    seen = (
        (words.LIVE, replace(rest, state=LIVE)),
        (words.MINE, replace(rest, state=LIVE, owner=ME)),
        (words.UNCLAIMED, replace(rest, state=LIVE, owner=NOBODY)),
        *((label, replace(rest, state=state)) for label, state in states),
    )
    return (Link(label=label, href=view.href(), chosen=view == top) for label, view in seen)


def _selects(top: Wanted, sources: Iterable[str], known: OpenChoices) -> Iterator[Select]:
    worst_first = sorted(Severity, key=lambda severity: -severity.rank)
    yield _select("severity", [(one.value, pages.severity_name(one)) for one in worst_first], top)
    yield _select("topic", [(one.value, pages.readable(one)) for one in Topic], top)
    owners = [(ME, words.ME), (NOBODY, words.NOBODY), *_alike(known.owners)]
    for name, options in (
        ("brand", _alike(known.brands)),
        ("source", _alike(sources)),
        ("platform", [(top.platform, names.site(top.platform))] if top.platform else []),
        ("department", _alike(known.departments)),
        ("owner", owners),
        ("language", [(code, languages.name(code)) for code in known.languages]),
    ):
        yield _select(name, options, top)


def _select(name: str, options: list[tuple[str, str]], top: Wanted) -> Select:
    """Return a field; what is wanted is among its options even where no live case has it."""
    chosen = str(getattr(top, name) or "")
    unknown = [(chosen, chosen)] if chosen and chosen not in dict(options) else []
    return Select(name=name, label=words.LABELS[name], options=(("", words.ANY), *options, *unknown), chosen=chosen)


def _chosen(top: Wanted) -> Iterator[Link]:
    for name in (*_FIELDS, *_TIMES):
        value = getattr(top, name)
        if value is not None:
            yield Link(
                label=words.chosen(name, _READABLE.get(name, pages.readable)(value)), href=top.without(name).href()
            )


_READABLE: Mapping[str, Callable[[str], str]] = {"language": languages.name, "platform": names.site}


def _alike(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, name) for name in names]
