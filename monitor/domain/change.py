"""Change: what a lead sets while the monitor runs. Each has its place in a line of changes, and can be taken back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.domain.act import NotAllowed


class Setting(StrEnum):
    """What can be changed without a server. Those of `WRITTEN` have their first values in `config.yaml`."""

    THRESHOLD = "threshold"
    SEVERITY = "severity"
    KEYWORDS = "keywords"
    SPEAKERS = "speakers"
    DEPARTMENTS = "departments"
    ROUTES = "routes"
    HOURS = "hours"
    HOLIDAYS = "holidays"
    PLAYBOOKS = "playbooks"
    SHADOW = "shadow"  # a value: alerts are live since the change
    CRISIS = "crisis"  # a value: there is one, and how it is met
    SILENCE = "silence"  # one line of changes for each name: a silence, or what became of one of `config.yaml`


WRITTEN = (
    Setting.THRESHOLD,
    Setting.SEVERITY,
    Setting.KEYWORDS,
    Setting.SPEAKERS,
    Setting.DEPARTMENTS,
    Setting.ROUTES,
    Setting.HOURS,
    Setting.HOLIDAYS,
    Setting.PLAYBOOKS,
)
"""Those that are written as they are in `config.yaml`, in the order in which one is laid over the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change, for good. `before` and `after` are the value as it was written; None: that of `config.yaml`.

    `undoes` is the change that this one takes back. `part` is the silence that it is about, by name.
    """

    id: int
    setting: Setting
    at: datetime
    by: str
    before: str | None
    after: str | None
    undoes: int | None = None
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change that was only tried."""

    setting: Setting
    part: str
    by: str
    after: str | None


class Overtaken(NotAllowed):
    """Something was changed since; the message says by whom, and what to do."""
