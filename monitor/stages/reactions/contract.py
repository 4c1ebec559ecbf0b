"""Reaction: what a press does. It happens in the transaction that marks the press as done, so it happens once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from alerts.contract import Notice
from alerts.interactive import Faults, Form, Press, Screen
from monitor.domain.people import Role
from monitor.store.database import Database, Transaction

__all__ = ["HOME", "MORE", "SHOW", "Actor", "Answer", "Later", "Pressed", "Reaction", "Reactions", "Role"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who pressed: `name` is what timelines tell; `person` is the id that the channel knows.

    Who is `outside` is of another company, which shares the channel: nothing that they press does anything.
    """

    name: str
    role: Role
    person: str
    workspace: str
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A press, who did it, in which of our channels, and when it is acted on."""

    press: Press
    actor: Actor
    channel: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """What takes long to find, or may fail without undoing what was pressed: read behind the press's transaction."""

    tell: Callable[[Database], Notice | Screen | None]


Answer = Form | Notice | Screen | Later | None
"""A form to fill in, words for the person who pressed alone, their home, or nothing: the message itself shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What a press of one action does.

    `react` changes the store and says what to show; it raises `NotAllowed` (`monitor.domain.act`) with words for the
    person, and nothing that it wrote stays then. `Stranger` (`monitor.store.people`) has the person asked for, and the
    press acted on once more. `check` says what is wrong with a form before it is kept. `role` is the least that may
    press it.
    """

    react: Callable[[Transaction, Pressed], Answer]
    role: Role = Role.AGENT
    check: Callable[[Transaction, Pressed], Faults] | None = None


HOME, SHOW = "home", "case.show"
"""The actions that show somebody their home, and one case as it stands."""
MORE = "case.more"
"""The action of a menu that holds several: the value of each of its choices is `ACTION VALUE`."""

Reactions = Mapping[str, Reaction]
"""By action, such as `case.take`. Each file makes its part, `reactions(...) -> Reactions`; `monitor.app` joins them."""
