"""What somebody who pressed is told, alone."""

from collections.abc import Sequence
from datetime import datetime

from alerts.contract import Button, Notice, Tone
from monitor.domain.case import Case, Dismissal, Event, EventKind, State
from monitor.domain.world import CUSTOMER
from monitor.wording import names, times

UNCHANGED = "Nothing was changed"
OUTSIDE = (
    "Complaints are looked after by the people of the workspace that this app belongs to, and you are of another one. "
    "Please ask one of them."
)
"""What somebody of another company is told, in a channel that is shared with them."""


def refused(key: str, why: str) -> Notice:
    """Say why a press did nothing."""
    return Notice(key=key, tone=Tone.INFO, title=UNCHANGED, body=why)


def not_yours(key: str, *, needs: str, has: str, ask: Sequence[str]) -> Notice:
    """Say that somebody may not do this, and who may."""
    whom = f"Ask {_either(ask)}." if ask else f"Whoever looks after this monitor can make you {_a(needs)}."
    return Notice(key=key, tone=Tone.INFO, title=UNCHANGED, body=f"This takes {_a(needs)}; you are {_a(has)}. {whom}")


def unknown(key: str, *, refreshed: bool) -> Notice:
    """Say that a button is one of an older version of the monitor."""
    how = "The message is being brought up to date: press again there." if refreshed else "Look for a newer message."
    return Notice(key=key, tone=Tone.INFO, title=UNCHANGED, body=f"That button is from an older message. {how}")


def late(key: str) -> Notice:
    """Say that a form could not be opened."""
    body = "It took too long to open the form, so the channel refused it. Please press once more."
    return Notice(key=key, tone=Tone.INFO, title="Press once more", body=body)


def failed(key: str) -> Notice:
    """Say that the monitor stumbled."""
    body = "The monitor stumbled over that and wrote the reason into its log. What you pressed did nothing."
    return Notice(key=key, tone=Tone.TROUBLE, title="That did not work", body=body)


def _a(role: str) -> str:
    return f"an {role}" if role[:1] in "aeiou" else f"a {role}"


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def meanwhile(case: Case, event: Event, *, you: str, now: datetime) -> str:
    """Say what somebody did to a case before a press came: `Maria took C-1042 2 min ago.`, and what can be done now."""
    who = "You" if event.by == you else "The customer" if event.by == CUSTOMER else names.capital(event.by)
    return f"{who} {_did(case, event)} {times.span(now - event.at)} ago. {_NEXT[case.state]}"


def set_aside(key: str, case: Case, reason: Dismissal) -> Notice:
    """Say that a case was dismissed, with the way back and better reasons to choose from."""
    undo = Button(label="Undo", action="case.undo", value=case.public_id, primary=True)
    others = (one for one in Dismissal if one is not reason)
    better = (
        Button(label=names.capital(names.dismissal(one)), action="case.dismiss", value=f"{case.public_id} {one}")
        for one in others
    )
    body = f"{case.public_id} counts as {names.dismissal(reason)}. Was it something else?"
    return Notice(key=key, tone=Tone.DONE, title="Set aside", body=body, buttons=(undo, *better))


def revealed(key: str, case: Case, words: str, what: str) -> Notice:
    """Show what is masked to one person alone."""
    body = f"You alone see this; the timeline of {case.public_id} says that you were shown {what}."
    return Notice(key=key, tone=Tone.INFO, title=f"{case.public_id}, as it was written", quote=words, body=body)


def _did(case: Case, event: Event) -> str:
    what = case.public_id
    match event.kind:
        case EventKind.ACKNOWLEDGED:
            return f"took {what}"
        case EventKind.ASSIGNED:
            return f"assigned {what} to {event.became}" if event.became else f"handed {what} back"
        case EventKind.RESPONDED:
            return f"answered {what}"
        case EventKind.RESOLVED:
            return f"resolved {what}"
        case EventKind.DISMISSED:
            return f"set {what} aside"
        case _:
            return f"reopened {what}"


_NEXT = {
    State.OPEN: "It is open.",
    State.ACKNOWLEDGED: "To take it over, assign it to yourself in its menu.",
    State.RESPONDED: "Resolve it when it is over.",
    State.RESOLVED: "Reopen it first, where there is more to do.",
    State.DISMISSED: "Reopen it first, where there is more to do.",
}
