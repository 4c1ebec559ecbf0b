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
from monitor.store import case_files, changes, silences
from monitor.store.database import Transaction
from monitor.store.previews import MOST, listened, recent_cases
from monitor.wording import previews
from monitor.wording import silences as words
from monitor.wording.quotes import quote_of


class SilenceDesk:
    """Where silences are made. `first` are those of the configuration; `mask` hides what must not be shown."""

    def __init__(self, first: Sequence[Silence], *, mask: Callable[[str], str]) -> None:
        self.first = first
        self._mask = mask

    def faults(self, tx: Transaction, silence: Silence, now: datetime) -> dict[str, str]:
        """Return what keeps a silence from being made, by field."""
        faults = {name: words.FILL_IN for name in ("name", "reason") if not getattr(silence, name)}
        if any(one.name == silence.name and one.ends_at > now for one in silences.known(tx, self.first)):
            faults["name"] = words.CALLED_SO
        if silence.ends_at <= max(now, silence.starts_at or now):
            faults["until"] = words.PAST
        if silence.match.everything:
            faults["topic"] = words.EVERYTHING
        return faults

    def attempt(self, tx: Transaction, silence: Silence, now: datetime) -> Tried:
        """Keep a silence that does not act, and say what it would have muted."""
        lines = self.preview(tx, silence, now)
        return Tried(draft=self.keep(tx, silence, now), setting=Setting.SILENCE, lines=lines)

    def preview(self, tx: Transaction, silence: Silence, now: datetime) -> tuple[Finding, ...]:
        """Say what a silence would have muted, by reading alone."""
        files, days = case_files.files(tx, recent_cases(tx, now - BACK)), listened(tx, now - BACK, now)
        whole = len(files) < MOST
        return tuple(previews.muted(would_mute(files, silence), silence, days, self._quote, whole=whole))

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
