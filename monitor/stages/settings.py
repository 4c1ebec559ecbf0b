"""Settings: what a lead changes is read, tried on the last 30 days, put in force, and taken back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.domain.act import NotAllowed
from monitor.domain.case import CaseFile
from monitor.domain.change import Change, Overtaken, Setting
from monitor.domain.playbook import choose
from monitor.domain.preview import BACK, due_otherwise, moved
from monitor.domain.score import Topic
from monitor.domain.settings import Settings
from monitor.store import case_files, changes, crises, previews
from monitor.store.database import Transaction
from monitor.wording import settings as words
from monitor.wording.playbooks import shipped
from monitor.wording.quotes import quote_of


class Reads(Protocol):
    """Reads the settings as they are, or as they would be."""

    def __call__(self, tx: Transaction, setting: Setting | None = None, text: str | None = None) -> Settings:
        """Return the settings with `text` for `setting` (None: what the file says). Raises `NotReadable`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A change that was tried: its number, for `take`, and what it would have meant, a line each."""

    draft: int
    setting: Setting
    lines: tuple[str, ...]


class SettingsDesk:
    """Where settings are changed, by a press or from the command line. Raises `NotAllowed` and `NotReadable`.

    `named` is the department that a source names; `mask` hides what must not be shown of a customer's words.
    """

    def __init__(
        self, read: Reads, *, named: Callable[[str], str | None], mask: Callable[[str], str], brands: Sequence[str]
    ) -> None:
        self.read = read
        self._named = named
        self._mask = mask
        self._brands = brands

    def attempt(self, tx: Transaction, setting: Setting, text: str | None, *, by: str, now: datetime) -> Tried:
        """Keep a change that is not in force, and say what it would have meant."""
        before, after = self.read(tx), self.read(tx, setting, text)
        lines = tuple(self._lines(tx, setting, before, after, now))
        return Tried(draft=changes.draft(tx, setting, text, by=by, now=now), setting=setting, lines=lines)

    def take(self, tx: Transaction, draft: int, *, by: str, now: datetime) -> Change:
        """Put in force what was tried."""
        try:
            return changes.take(tx, draft, by=by, now=now)
        except Overtaken as error:
            raise NotAllowed(str(error)) from error

    def undo(self, tx: Transaction, number: int, *, by: str, now: datetime) -> Change:
        """Take a change back; of the switch of a crisis, with all that follows from it."""
        try:
            change = changes.undo(tx, number, by=by, now=now)
        except Overtaken as error:
            raise NotAllowed(str(error)) from error
        if change.setting is Setting.CRISIS:
            crises.undone(tx, change, now)
        return change

    def _lines(
        self, tx: Transaction, setting: Setting, before: Settings, after: Settings, now: datetime
    ) -> Iterator[str]:
        since = now - BACK
        if before.written[setting] == after.written[setting]:
            yield words.SAME
            return
        if setting is Setting.THRESHOLD:
            counted = previews.thresholds(tx, since, before.thresholds, after.thresholds)
            yield from words.counted(counted, previews.listened(tx, since, now), self._said)
            return
        files = case_files.files(tx, previews.recent_cases(tx, since))
        if setting is Setting.ROUTES:
            yield from words.moved(moved(files, before.routing, after.routing, self._named), len(files), self._quote)
        elif setting is Setting.HOLIDAYS:
            yield from words.due(due_otherwise(files, before.routing, after.routing), now)
        else:
            yield from self._suggested(files, before, after)

    def _suggested(self, files: Sequence[CaseFile], before: Settings, after: Settings) -> Iterator[str]:
        """Say which topics would be answered otherwise, and how many cases were of them."""
        for brand in self._brands:
            for topic in Topic:
                was, becomes = (
                    choose(one.playbooks, shipped(), topic=topic, brand=brand, language=None) for one in (before, after)
                )
                if was != becomes:
                    count = sum(file.case.topic is topic and file.case.brand == brand for file in files)
                    yield words.playbook(topic, brand if len(self._brands) > 1 else None, was, becomes, count)

    def _quote(self, file: CaseFile) -> str:
        return "" if file.gone else self._mask(quote_of(file.mention))

    def _said(self, text: str) -> str:
        return self._mask(text)
