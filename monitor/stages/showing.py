"""Showing: what somebody sees of what they did, where no message of ours shows it."""

from dataclasses import dataclass
from functools import partial

from alerts.contract import Notice
from alerts.interactive import Form, PressKind, Screen
from monitor.stages.reactions.contract import HOME, SHOW, Answer, Later, Pressed, Reaction, Reactions
from monitor.store import posted
from monitor.store.database import Database, Transaction
from monitor.wording.home import with_told

_CLICKS = (PressKind.BUTTON, PressKind.MENU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The answer to a press, and the home of whoever pressed where that is what they look at."""

    answer: Answer
    home: Later | None = None


def shown(tx: Transaction, reactions: Reactions, pressed: Pressed, answer: Answer) -> Shown:
    """Return what a person is to see behind what they pressed, to which `answer` was given.

    A message of ours changes by itself. What was pressed in the home is told in the home, which is drawn anew. What was
    pressed on words for this person alone is told by the case as it stands.
    """
    press = pressed.press
    if (
        pressed.actor.outside
        or isinstance(answer, Form | Screen | Later)
        or press.kind in {PressKind.COMMAND, PressKind.HOME}
    ):
        return Shown(answer=answer)
    if press.receipt is None:
        return _at_home(reactions, pressed, answer)
    if answer is None and press.value.startswith("C-") and SHOW in reactions and posted.at(tx, press.receipt) is None:
        return Shown(answer=Later(tell=partial(_read, reactions[SHOW], pressed, None)))
    return Shown(answer=answer)


def _at_home(reactions: Reactions, pressed: Pressed, answer: Notice | None) -> Shown:
    if HOME not in reactions:
        return Shown(answer=answer)
    told = answer if pressed.press.kind in _CLICKS else None
    home = Later(tell=partial(_read, reactions[HOME], pressed, told))
    return Shown(answer=None if told else answer, home=home)


def _read(reaction: Reaction, pressed: Pressed, told: Notice | None, db: Database) -> Notice | Screen | None:
    """Read what a reaction that changes nothing shows; in a home `told` stands above everything else."""
    with db.read() as tx:
        found = reaction.react(tx, pressed)
    if isinstance(found, Screen):
        return with_told(found, told) if told else found
    return found if isinstance(found, Notice) else None
