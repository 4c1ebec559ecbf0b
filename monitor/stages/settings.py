"""Settings: what a lead changes is read, tried on the last 30 days, put in force, and taken back."""

from datetime import datetime
from typing import Protocol

from monitor.domain.change import Change, Setting
from monitor.domain.preview import Finding
from monitor.domain.settings import Settings, Tried
from monitor.stages.previewing import Previews
from monitor.store import changes, crises
from monitor.store.database import Transaction
from monitor.wording.quality import proposal_lines


class Reads(Protocol):
    """Reads the settings as they are, or as they would be."""

    def __call__(self, tx: Transaction, setting: Setting | None = None, text: str | None = None) -> Settings:
        """Return the settings with `text` for `setting` (None: what the file says). Raises `NotReadable`."""
        ...


class SettingsDesk:
    """Where settings are changed: by a press, on the page, from the command line.

    Raises `NotReadable`, and `NotAllowed` (as `Overtaken` where somebody was faster).
    """

    def __init__(self, read: Reads, previews: Previews) -> None:
        self.read = read
        self._previews = previews

    def attempt(self, tx: Transaction, setting: Setting, text: str | None, *, by: str, now: datetime) -> Tried:
        """Keep a change that is not in force, and say what it would have meant."""
        lines = self.preview(tx, setting, text, now)
        return Tried(draft=self.keep(tx, setting, text, by=by, now=now), setting=setting, lines=lines)

    def preview(self, tx: Transaction, setting: Setting, text: str | None, now: datetime) -> tuple[Finding, ...]:
        """Say what a change would have meant, by reading alone."""
        return tuple(self._previews.lines(tx, setting, text, (self.read(tx), self.read(tx, setting, text)), now))

    def propose(self, tx: Transaction, a_day: float, now: datetime) -> tuple[str, tuple[Finding, ...]]:
        """Return the text of the thresholds for at most so many alerts a day, and what that would have meant."""
        case = self.read(tx).thresholds.case
        found = self._previews.proposal(tx, case, a_day, now)
        text = f"threshold:\n  case: {case:g}\n  alert: {found.threshold:g}\n"
        return text, tuple(Finding(text=line.strip()) for line in proposal_lines(found, "alert"))

    def keep(
        self, tx: Transaction, setting: Setting, text: str | None, *, by: str, now: datetime, seen: int | None = None
    ) -> int:
        """Keep a change that is not in force; return its number. `seen` is the change that its author looked at (0:
        none), where that may not be the latest: then the latest is told as overtaking it.
        """
        return changes.draft(tx, setting, text, by=by, now=now, seen=seen)

    def take(self, tx: Transaction, draft: int, *, by: str, now: datetime) -> Change:
        """Put in force what was tried."""
        return changes.take(tx, draft, by=by, now=now)

    def undo(self, tx: Transaction, number: int, *, by: str, now: datetime) -> Change:
        """Take a change back; of the switch of a crisis, with all that follows from it."""
        change = changes.undo(tx, number, by=by, now=now)
        if change.setting is Setting.CRISIS:
            crises.undone(tx, change, now)
        return change
