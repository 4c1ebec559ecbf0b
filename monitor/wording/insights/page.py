"""The page of insights: what it is about, as of when, and its sections in the order in which they are read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from monitor.domain.insights import Insights
from monitor.domain.money import Money
from monitor.wording import times
from monitor.wording.insights import answers, heard, kinds
from monitor.wording.insights.chart import Section
from monitor.wording.insights.rows import Rows

TITLE, RANGE, SHOW = "Insights", "Weeks", "Show"
LABELS = {"brand": "Brand", "department": "Department"}
ALL_BRANDS, ALL_DEPARTMENTS = "All brands", "All departments"
THE_LATEST = "The latest:"
TABLE, CSV, PICTURE, COPY, COPIED = "As a table", "CSV", "Picture", "Copy picture", "Copied"
NOT_COPIED = "Could not be copied: open the picture and copy it there"
CONTENTS, UNCOUNTED = "Contents", "These weeks are being counted. Load this page again in a minute."
NOT_COUNTING = "That is more than an hour ago: Health tells whether the service runs."
OF_BRANDS_ALONE = (
    "What was heard, how it sounds and the stars are known of whole brands: they are shown where no department "
    "is chosen."
)
HOW = (
    "Every figure is of the complaints that were opened in its week, as they stand now. Figures in brackets are "
    "where the truth lies, 19 times in 20."
)
_LATE = timedelta(hours=1)
RANGES = {4: "4 weeks", 13: "13 weeks", 26: "26 weeks", 52: "52 weeks"}


def sections(
    told: Insights, worth: Mapping[str, Money], phrases: Sequence[tuple[str, int]] = ()
) -> tuple[Section, ...]:
    """Return everything that is told of these weeks. `worth` is what a customer is worth, by brand."""
    return tuple(_sections(told, Rows.of(told), worth, phrases))


def _sections(
    told: Insights, rows: Rows, worth: Mapping[str, Money], phrases: Sequence[tuple[str, int]]
) -> Iterator[Section]:
    yield heard.complaints(told, rows)
    yield kinds.topics(told, rows)
    if told.brands_whole:
        yield from heard.listening(told, rows)
    yield kinds.sources(told, rows)
    yield kinds.needs(told, rows)
    yield kinds.rules(told, rows, phrases)
    yield answers.replies(told, rows)
    yield answers.claims(told, rows)
    yield answers.promises(told, rows)
    yield answers.outcomes(told, rows)
    yield answers.recovered(told, rows, worth)
    yield answers.precision(told, rows)


def heading(told: Insights) -> str:
    """Return what is shown: `13 weeks · 31 August to 29 November 2026 · Acme Air · support`."""
    first = told.weeks[0].monday
    last = told.weeks[-1].monday + timedelta(days=6)
    if first.year != last.year:
        days = f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"
    else:
        days = f"{first.day} {first:%B} to {last.day} {last:%B %Y}"
    return " · ".join([RANGES[len(told.weeks)], days, told.brand or ALL_BRANDS, told.department or ALL_DEPARTMENTS])


def as_of(told: Insights, *, now: datetime, zone: tzinfo) -> str:
    """Return from when the figures are."""
    if told.made_at is None:
        return UNCOUNTED
    late = f" {NOT_COUNTING}" if now - told.made_at > _LATE else ""
    return f"Counted at {times.moment(told.made_at, now=now, zone=zone)}.{late} {HOW}"
