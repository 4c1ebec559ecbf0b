"""What the inbox says: its views, filters and keys."""

from collections.abc import Mapping

LIVE, ALL, OVERDUE, MINE, UNCLAIMED = "Live", "All", "Overdue", "Mine", "Unclaimed"
ME, NOBODY, ANY = "Me", "Nobody", "Any"
VIEWS, ORDER, NEWEST_FIRST, URGENT_FIRST = "Views", "Order", "Newest first", "Most urgent first"
SEARCH, SEARCH_HINT, SHOW, MORE, CLEAR = "Search", "Words in what was said", "Show", "Filters", "Clear all filters"
CHOSEN, LEAVE_OUT = "Chosen filters", "leave out"
LABELS: Mapping[str, str] = {
    "q": "Search",
    "severity": "Severity",
    "topic": "Topic",
    "brand": "Brand",
    "source": "Source",
    "department": "Department",
    "owner": "Owner",
    "need": "Need",
    "language": "Language",
    "place": "Place",
    "week": "Week",
    "since": "Opened from",
    "until": "Opened until",
}


def chosen(name: str, value: str) -> str:
    """Return a filter that is chosen, as its label: `Topic: Billing`."""
    return f"{LABELS[name]}: {value}"
