"""Silencing: a silence is tried on the last 30 days, put in force, ended; by a press or from the command line."""

from collections.abc import Callable, Sequence
from datetime import datetime

from monitor.domain.act import NotAllowed
from monitor.domain.case import CaseFile
from monitor.domain.change import Change, Setting
from monitor.domain.muting import Silence
from monitor.domain.muting_json import from_json
from monitor.domain.preview import BACK, Finding, would_mute
from monitor.domain.settings import Tried
from monitor.store import case_files, changes, previews, silences
from monitor.store.database import Transaction
from monitor.wording import previews as words
from monitor.wording.quotes import quote_of


class SilenceDesk:
    """Where silences are made. `first` are those of the configuration; `mask` hides what must not be shown."""

    def __init__(self, first: Sequence[Silence], *, mask: Callable[[str], str]) -> None:
        self.first = first
        self._mask = mask

    def attempt(self, tx: Transaction, silence: Silence, now: datetime) -> Tried:
        """Keep a silence that does not act, and say what it would have muted."""
        lines = self.preview(tx, silence, now)
        return Tried(draft=self.keep(tx, silence, now), setting=Setting.SILENCE, lines=lines)

    def preview(self, tx: Transaction, silence: Silence, now: datetime) -> tuple[Finding, ...]:
        """Say what a silence would have muted, by reading alone."""
        files = case_files.files(tx, previews.recent_cases(tx, now - BACK))
        whole = len(files) < previews.MOST
        return tuple(words.muted(would_mute(files, silence), silence, self._quote, whole=whole))

    def keep(self, tx: Transaction, silence: Silence, now: datetime) -> int:
        """Keep a silence that does not act; return its number, for `take`."""
        return silences.attempt(tx, silence, now)

    def tried(self, tx: Transaction, draft: int) -> Silence | None:
        """Return a silence that was tried; None where nothing is known of it any more."""
        kept = changes.drafted(tx, draft)
        return None if kept is None else from_json(kept)

    def take(self, tx: Transaction, draft: int, *, by: str, now: datetime) -> tuple[Silence, Change]:
        """Let a silence act that was tried. Raises `NotAllowed`."""
        silence = self.tried(tx, draft)
        if silence is not None and silence.ends_at <= now:
            raise NotAllowed(f"{silence.name} would be over by now: change it, and choose a later end")
        change = changes.take(tx, draft, by=by, now=now)
        return from_json(change.after or ""), change

    def _quote(self, file: CaseFile) -> str:
        return "" if file.gone else self._mask(quote_of(file.mention))
