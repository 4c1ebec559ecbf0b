"""What is said of saved views."""

from collections.abc import Mapping

from monitor.domain.view import Listing

SAVED, SAVE, NAME, MANAGE, TITLE = "Saved views", "Save this view", "Name", "Manage views", "Views"
KEEP, FOR_TEAM, BEGIN_HERE = "Save", "For the whole team", "Begin here when I sign in"
COLUMNS = ("View", "Shows", "Of", "Name", "Where you begin", "Delete")
RENAME, DELETE, BEGIN, DO_NOT_BEGIN = "Rename", "Delete", "Begin here", "Begin elsewhere"
BEGINS, OWN, TEAM = "you begin here", "yours", "the team's, by {by}"
NONE = "No view is saved yet. Choose filters above the cases or the mentions, and save them there."
HINT = "A view keeps filters, not rows: it shows what they find whenever you look. Its address can be shared."
LISTINGS: Mapping[Listing, str] = {Listing.CASES: "cases", Listing.MENTIONS: "mentions"}


def whose(by: str, *, shared: bool) -> str:
    """Return whose a view is."""
    return TEAM.format(by=by) if shared else OWN
