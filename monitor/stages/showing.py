"""Showing: what somebody sees of what they did, where no message of ours shows it."""

from dataclasses import dataclass

from alerts.contract import Notice
from alerts.interactive import Form, PressKind, Screen
from monitor.stages.reactions.contract import HOME, SHOW, Answer, Later, Pressed, Reactions
from monitor.store import posted
from monitor.store.database import Transaction
from monitor.wording.home import with_told

_CLICKS = (PressKind.BUTTON, PressKind.MENU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The answer to a press, and the home of whoever pressed where that is what they look at."""

    answer: Answer
    home: Screen | None = None


def shown(tx: Transaction, reactions: Reactions, pressed: Pressed, answer: Answer) -> Shown:
    """Return what a person is to see behind what they pressed, to which `answer` was given.

    A message of ours changes by itself. What was pressed in the home is told in the home, which is drawn anew. What was
    pressed on words for this person alone is told by the case as it stands.
    """
    press = pressed.press
    if isinstance(answer, Form | Screen | Later) or press.kind in {PressKind.COMMAND, PressKind.HOME}:
        return Shown(answer=answer)
    if press.receipt is None:
        return _at_home(tx, reactions, pressed, answer)
    if answer is None and press.value.startswith("C-") and SHOW in reactions and posted.at(tx, press.receipt) is None:
        return Shown(answer=reactions[SHOW].react(tx, pressed))
    return Shown(answer=answer)


def _at_home(tx: Transaction, reactions: Reactions, pressed: Pressed, answer: Notice | None) -> Shown:
    home = reactions[HOME].react(tx, pressed) if HOME in reactions else None
    if not isinstance(home, Screen):
        return Shown(answer=answer)
    if answer is not None and pressed.press.kind in _CLICKS:
        return Shown(answer=None, home=with_told(home, answer))
    return Shown(answer=answer, home=home)
