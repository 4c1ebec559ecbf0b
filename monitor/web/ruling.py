"""Ruling: what the pages of settings are handed: where settings and silences are changed, and a text is tried."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.domain.change import Change, Setting
from monitor.domain.installed import Installed
from monitor.domain.muting import Silence
from monitor.domain.preview import Finding
from monitor.domain.settings import Settings
from monitor.domain.shadow import Shadow
from monitor.domain.trial import Trial, TrialResult
from monitor.store.database import Transaction
from monitor.wording.sheets import Names


class Desk(Protocol):
    """Where settings are changed, as from Slack and the command line. Raises `NotReadable`, and `NotAllowed`."""

    def read(self, tx: Transaction, setting: Setting | None = None, text: str | None = None) -> Settings:
        """Return the settings, or as they would be with `text` for `setting` (None: what the file says)."""
        ...

    def preview(self, tx: Transaction, setting: Setting, text: str | None, now: datetime) -> tuple[Finding, ...]:
        """Say what a change would have meant, by reading alone."""
        ...

    def propose(self, tx: Transaction, a_day: float, now: datetime) -> tuple[str, tuple[Finding, ...]]:
        """Return the text of the thresholds for at most so many alerts a day, and what that would have meant."""
        ...

    def keep(
        self, tx: Transaction, setting: Setting, text: str | None, *, by: str, now: datetime, seen: int | None = None
    ) -> int:
        """Keep a change that is not in force; return its number."""
        ...

    def take(self, tx: Transaction, draft: int, *, by: str, now: datetime) -> Change:
        """Put in force what was tried."""
        ...

    def undo(self, tx: Transaction, number: int, *, by: str, now: datetime) -> Change:
        """Take a change back."""
        ...


class Silencing(Protocol):
    """Where silences are made. `first` are those of the configuration."""

    first: Sequence[Silence]

    def faults(self, tx: Transaction, silence: Silence, now: datetime) -> Mapping[str, str]:
        """Return what keeps a silence from being made, by field."""
        ...

    def preview(self, tx: Transaction, silence: Silence, now: datetime) -> tuple[Finding, ...]:
        """Say what a silence would have muted, by reading alone."""
        ...

    def keep(self, tx: Transaction, silence: Silence, now: datetime) -> int:
        """Keep a silence that does not act; return its number."""
        ...

    def tried(self, tx: Transaction, draft: int) -> Silence | None:
        """Return a silence that was tried."""
        ...

    def take(self, tx: Transaction, draft: int, *, by: str, now: datetime) -> tuple[Silence, Change]:
        """Let a silence act that was tried. Raises `NotAllowed`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """All of it. `shadow` is what a new set-up holds, `go_live` lets them, `tries` judges a text
    by the thresholds that hold, and by others; it may wait for scorers that are plugged in.
    """

    desk: Desk
    silencing: Silencing
    shadow: Callable[[Transaction], Shadow]
    go_live: Callable[[Transaction, str], Change]
    tries: Callable[[Trial], TrialResult]
    installed: Sequence[Installed]
    offered: Mapping[Names, Sequence[str]]
