"""Settings: what a lead can change, as the monitor works by it, and as it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitor.domain.brand import KnownSpeaker
from monitor.domain.change import Setting
from monitor.domain.playbook import Playbook
from monitor.domain.preview import Finding
from monitor.domain.routing import Routing
from monitor.domain.verdict import JudgingRules, OwnWords, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with what was written: at which key (`routes[0].name`) and line, and what to do."""

    key: str
    line: int | None
    message: str
    remedy: str


class NotReadable(Exception):
    """What was written cannot be meant; the message says where and why, a line each, and `faults` one by one."""

    def __init__(self, told: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(told)
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a moment. `written` has each as it stands, or would stand, in `config.yaml`.

    `own_words` are the words of the company's own trade.
    """

    rules: JudgingRules
    own_words: OwnWords
    speakers: tuple[KnownSpeaker, ...]
    routing: Routing
    playbooks: tuple[Playbook, ...]
    holidays: tuple[date, ...]
    written: Mapping[Setting, str]

    @property
    def thresholds(self) -> Thresholds:
        """From which score on there is a case, and an alert."""
        return self.rules.thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A change that was tried: its number, for `take`, and what it would have meant, a line each."""

    draft: int
    setting: Setting
    lines: tuple[Finding, ...]
