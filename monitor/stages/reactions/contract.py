"""Reaction: what a press does. It happens in the transaction that marks the press as done, so it happens once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from alerts.contract import Notice
from alerts.interactive import Faults, Form, Press
from monitor.store.database import Transaction


class Role(StrEnum):
    """What a person may do; the order is that of the members."""

    VIEWER = "viewer"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """0 for viewer to 3 for admin."""
        return list(Role).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who pressed: `name` is what timelines tell; `person` is the id that the channel knows."""

    name: str
    role: Role
    person: str
    workspace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A press, who did it, in which of our channels, and when it is acted on."""

    press: Press
    actor: Actor
    channel: str
    now: datetime


Answer = Form | Notice | None
"""A form to fill in, words for the person who pressed alone, or nothing: what changed shows in the message itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What a press of one action does.

    `react` changes the store and says what to show; it raises `NotAllowed` (`monitor.domain.act`) with words for the
    person. `check` says what is wrong with a form before it is kept. `role` is the least that may press it.
    """

    react: Callable[[Transaction, Pressed], Answer]
    role: Role = Role.AGENT
    check: Callable[[Transaction, Pressed], Faults] | None = None


Reactions = Mapping[str, Reaction]
"""By action, such as `case.take`. Each file makes its part, `reactions(...) -> Reactions`; `monitor.app` joins them."""
