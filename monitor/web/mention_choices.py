"""The choices above the list of mentions."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.domain.access import Limits
from monitor.store import mention_search, sources
from monitor.store.database import Transaction
from monitor.store.mention_search import Flagged
from monitor.web.choices import Choices, Link, Select
from monitor.web.mention_filters import PATH, Sought
from monitor.wording import inbox, languages, pages
from monitor.wording import mentions as words

_FIELDS = ("q", "brand", "source", "language", "topic", "week", "since", "until")
_VIEWS = (
    (words.EVERY, None),
    (words.FLAGGED, Flagged.YES),
    (words.NOT_FLAGGED, Flagged.NO),
    (words.EYES, Flagged.EYES),
)


def choices(tx: Transaction, sought: Sought, brands: Sequence[str], within: Limits) -> Choices:
    """Return what can be chosen beside what is sought."""
    top = sought.top()
    views = tuple(
        Link(label=label, href=replace(top, flagged=flagged).href(), chosen=top.flagged == flagged)
        for label, flagged in _VIEWS
    )
    selects = _selects(tx, top, brands, within)
    return Choices(
        path=PATH,
        title=words.VIEWS,
        kept=tuple((name, str(value)) for name in ("flagged", "week") if (value := getattr(top, name))),
        labels=words.LABELS,
        free=(),
        views=views,
        orders=(),
        selects=tuple(one for one in selects if len(one.options) > 2 or one.chosen),
        chosen=tuple(_chosen(top)),
        clear=Sought(flagged=top.flagged).href(),
    )


def narrow(top: Sought, brands: Sequence[str], codes: Sequence[str], within: Limits) -> tuple[Select, ...]:
    """Return the fields for brand and for language."""
    seen = [(brand, brand) for brand in brands if within.allow_brand(brand)]
    known = [(code, languages.name(code)) for code in codes]
    return (_select("brand", seen, top), _select("language", known, top))


def _selects(tx: Transaction, top: Sought, brands: Sequence[str], within: Limits) -> Iterator[Select]:
    brand, language = narrow(top, brands, mention_search.languages(tx, within), within)
    yield brand
    yield _select("source", [(name, name) for name in sources.seen_by(tx, within)], top)
    yield language
    yield _select("topic", words.topics(), top)


def _select(name: str, options: list[tuple[str, str]], top: Sought) -> Select:
    chosen = str(getattr(top, name) or "")
    unknown = [(chosen, chosen)] if chosen and chosen not in dict(options) else []
    return Select(name=name, label=words.LABELS[name], options=(("", inbox.ANY), *options, *unknown), chosen=chosen)


def _chosen(top: Sought) -> Iterator[Link]:
    for name in _FIELDS:
        value = getattr(top, name)
        if value is not None:
            told = languages.name(value) if name == "language" else pages.readable(value)
            yield Link(label=f"{words.LABELS[name]}: {told}", href=top.without(name).href())
