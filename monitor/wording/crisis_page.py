"""What the page of the worst day says: how it stands, and what the switch would do."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from monitor.domain.crisis import Crisis, Standing
from monitor.wording import names, times
from monitor.wording.crises import counted

TITLE, OVER, BEGIN, CHANGE = "Crisis mode", "There is no crisis.", "Start crisis mode", "Change the statement"
STATEMENT, CALL, CHANNEL = "The one approved statement", "Call this group", "Where it is told"
STATEMENT_HINT = "All that is suggested as an answer until it is over."
CALL_HINT = "The id of a user group in Slack (S...). Empty: nobody is called."
TRY, WOULD, START, SAVE, END = "See what it does", "What it does", "Start it", "Save it", "End crisis mode"
END_TELLS = "Answers are sent again then, those first that were approved meanwhile, and the channel gets a summary."
ABOUT = (
    "Crisis mode is for the worst day. Answers to customers stop, one approved statement is all that is suggested, a "
    "channel hears at once and then every hour how it stands, and critical complaints are alerted at once as ever."
)
NO_CHANNEL, CHANGED = "Choose where it is told.", "Somebody has changed it meanwhile: look at how it stands now."
LINK, BACK = "Crisis mode…", "Incidents"


def stands(crisis: Crisis, *, now: datetime, zone: tzinfo) -> str:
    """Say since when there is a crisis, and who called it."""
    since = times.moment(crisis.began_at, now=now, zone=zone)
    return f"Crisis mode since {since}, called by {crisis.by}. It is told in {crisis.channel}."


def counts(hour: Standing, whole: Standing | None) -> Iterator[str]:
    """Yield what came in within the last hour and, in a crisis, since it began."""
    yield f"In the last hour: {counted(hour)}."
    if whole is not None:
        yield f"Since it began: {counted(whole)}."


def would(known: Crisis | None, *, call: str, channel: str, approved: int) -> Iterator[str]:
    """Yield what follows from the switch."""
    if known is None:
        wait = f": {names.plural(approved, 'approved answer')} will wait" if approved else ""
        yield f"Answers to customers stop until it is ended{wait}."
        yield f"{channel} is told at once, and every hour how it stands."
    if call and (known is None or call != known.call):
        yield f"The group {call} is called in {channel}."
    yield "Whoever answers a customer is suggested this, and nothing else:"
