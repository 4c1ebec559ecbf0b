"""What can be pressed on the message of a case: what fits as it stands, and only what something follows from."""

from collections.abc import Collection, Iterator

from alerts.contract import Button, Choice, Menu
from monitor.domain.case import LIVE_STATES, UNANSWERED_STATES, Case, State

Actions = Collection[str]
"""What something follows from, such as `case.take`."""


def buttons(case: Case, actions: Actions) -> tuple[Button, ...]:
    """Return the buttons of a case, the one that is likely next first."""
    return tuple(button for button in _buttons(case) if button.action in actions)


def menu(case: Case, actions: Actions, *, hidden: bool) -> Menu | None:
    """Return what is done more rarely; `hidden` where words of the customer are masked. None where nothing is left."""
    choices = tuple(
        Choice(label=label, value=f"{action} {case.public_id}")
        for label, action in _more(case, hidden=hidden)
        if action in actions
    )
    return Menu(label="More…", action="case.more", choices=choices) if choices else None


def _buttons(case: Case) -> Iterator[Button]:
    def button(label: str, action: str, *, primary: bool = False) -> Button:
        return Button(label=label, action=action, value=case.public_id, primary=primary)

    if case.state is State.OPEN:
        yield button("Take", "case.take", primary=True)
    if case.state in UNANSWERED_STATES:
        yield button("Respond", "case.respond", primary=case.state is State.ACKNOWLEDGED)
    if case.state in LIVE_STATES:
        yield button("Resolve", "case.resolve", primary=case.state is State.RESPONDED)
    if case.state is State.RESPONDED:
        yield button("Respond again", "case.respond")
    if case.state in UNANSWERED_STATES:
        yield button("Not a complaint", "case.dismiss")
    if case.state is State.ACKNOWLEDGED:
        yield button("Hand back", "case.hand_back")
    if case.state not in LIVE_STATES:
        yield button("Reopen", "case.reopen")


def _more(case: Case, *, hidden: bool) -> Iterator[tuple[str, str]]:
    if case.state in LIVE_STATES:
        yield "Assign…", "case.assign"
        yield "Snooze…", "case.snooze"
    if case.state is State.RESOLVED:
        yield "Correct the outcome…", "case.resolve"
    yield "Department…", "case.department"
    yield "Severity or topic…", "case.severity"
    yield "Note…", "case.note"
    yield "Incident…", "incident.of_case"
    yield "Hand over all of mine…", "handover.give"
    if hidden:
        yield "Show hidden words", "case.reveal"
