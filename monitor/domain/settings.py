"""Settings: what a lead can change, as the monitor works by it, and as it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.domain.change import Setting
from monitor.domain.playbook import Playbook
from monitor.domain.routing import Routing
from monitor.domain.verdict import Thresholds


class NotReadable(Exception):
    """What was written cannot be meant; the message says where and why, a line each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a moment. `written` has each as it stands, or would stand, in `config.yaml`."""

    thresholds: Thresholds
    routing: Routing
    playbooks: tuple[Playbook, ...]
    holidays: tuple[date, ...]
    written: Mapping[Setting, str]
