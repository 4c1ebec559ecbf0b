"""What the inbox says: its views, filters and keys."""

from collections.abc import Mapping

from monitor.domain.case import Dismissal, Outcome
from monitor.wording import names

LIVE, ALL, OVERDUE, MINE, UNCLAIMED = "Live", "All", "Overdue", "Mine", "Unclaimed"
TO_APPROVE = "To approve"
ME, NOBODY, ANY = "Me", "Nobody", "Any"
VIEWS, ORDER, NEWEST_FIRST, URGENT_FIRST = "Views", "Order", "Newest first", "Most urgent first"
SEARCH, SEARCH_HINT, SHOW, MORE, CLEAR = "Search", "Words in what was said", "Show", "Filters", "Clear all filters"
CHOSEN, LEAVE_OUT = "Chosen filters", "leave out"
INCIDENT = "Incident"
EDITS, BEFORE, AFTER = "What was changed", "Before", "After"
ACTS, CLAIM, HAND_BACK, WAKE, REOPEN = "What to do", "Claim", "Hand back", "Wake", "Reopen"
RESOLVE, OUTCOME, AS_KNOWN, DISMISS, REASON = "Resolve", "Outcome", "outcome as known", "Dismiss", "Why"
SNOOZE, HOW_LONG, ASSIGN, WHOSE = "Snooze", "How long", "Assign", "Name of the new owner"
KEPT, KEPT_HINT, SAVE_KEPT = "Recovered value", "such as 120 GBP", "Record it"
NOTE, NOTE_HINT, SAVE_NOTE = "Add a note", "What colleagues should know", "Save the note"
ANSWERED, SAVE_ANSWER = "Record an answer", "Record it"
ANSWER_HINT, ANSWER_AT = "What you told the customer (nothing is sent from here)", "Where it can be read"
OUTCOMES = tuple((one.value, names.outcome(one)) for one in Outcome)
REASONS = tuple((one.value, names.dismissal(one)) for one in Dismissal)
SPANS = (("1", "1 hour"), ("4", "4 hours"), ("24", "1 day"), ("72", "3 days"), ("168", "1 week"))
EXPORT, NEW_OWNER = "Export all of these as CSV", "New owner"
CHOOSE_ALL, WITH_CHOSEN, BACK_TO_LIST = "Choose all that are shown", "With the chosen cases", "Back to the list"
_DEEDS: Mapping[str, str] = {
    "claim": "claimed",
    "assign": "assigned",
    "snooze": "snoozed",
    "resolve": "resolved",
    "dismiss": "dismissed",
}
KEYS_TITLE, CLOSE = "Keys", "Close"
KEYS: Mapping[str, str] = {
    "j": "The next case",
    "k": "The case before",
    "a": "Claim it",
    "r": "Answer it",
    "e": "Resolve it: choose the outcome",
    "x": "Choose it, to act on several at once",
    "1-4": "Say what a mention is, where it needs eyes",
    "/": "Search",
    "?": "These keys",
}
LABELS: Mapping[str, str] = {
    "q": "Search",
    "severity": "Severity",
    "topic": "Topic",
    "brand": "Brand",
    "source": "Source",
    "platform": "Where",
    "department": "Department",
    "owner": "Owner",
    "need": "Need",
    "outcome": "Outcome",
    "language": "Language",
    "place": "Place",
    "week": "Week",
    "since": "Opened from",
    "until": "Opened until",
}


def chosen(name: str, value: str) -> str:
    """Return a filter that is chosen, as its label: `Topic: Billing`."""
    return f"{LABELS[name]}: {value}"


def choose(case: str) -> str:
    """Return what the box before a case is for."""
    return f"Choose {case}"


def all_done(deed: str, count: int) -> str:
    """Return what was done to several cases."""
    return f"{names.plural(count, 'case')} {_DEEDS[deed]}."


def partly_done(deed: str, count: int, of: int) -> str:
    """Return that something could not be done to all of them."""
    return f"{count:,} of {names.plural(of, 'case')} {_DEEDS[deed]}. These were not:"


def not_chosen(count: int, most: int) -> str:
    """Return that too few or too many are chosen."""
    if not count:
        return "No case was chosen: choose those in the list that are meant."
    return f"{count:,} cases were chosen, and at most {most} go at once. Nothing was done."


def edited(at: str) -> str:
    """Return when a mention was edited."""
    return f"Edited {at}"
