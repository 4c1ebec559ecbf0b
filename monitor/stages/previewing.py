"""Previewing: what a change of a setting would have meant in the last 30 days, in lines with examples."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Protocol

from connectors.contract import Mention
from monitor.domain.case import CaseFile
from monitor.domain.change import Setting
from monitor.domain.labels import What
from monitor.domain.playbook import choose
from monitor.domain.preview import BACK, Example, Finding, Rejudged, by_channel, due_otherwise, moved, severities
from monitor.domain.score import Topic
from monitor.domain.settings import Settings
from monitor.domain.thresholds import Proposal, for_alerts
from monitor.stages.judge import Judges
from monitor.stages.replay import Heard, wanted
from monitor.store import case_files, labels, past, previews
from monitor.store.database import Transaction
from monitor.wording import previews as words
from monitor.wording.playbooks import shipped
from monitor.wording.quotes import quote_of

JUDGED = 300
"""So many of the newest mentions are judged anew, where a change is of judging: half a second's work."""


class JudgeOf(Protocol):
    """Makes the judge of settings as they are, or as they would be."""

    def __call__(self, tx: Transaction, setting: Setting | None = None, text: str | None = None) -> Judges:
        """Return what judges with `text` for `setting` (None: what the file says)."""
        ...


class Previews:
    """Says what changes would have meant.

    `named` is the department that a source names, `heard` what each source listens for; `mask` hides what must not be
    shown of a customer's words. `brands` are ours; nothing follows from what is said of `rivals`.
    """

    def __init__(
        self,
        judge: JudgeOf,
        heard: Heard,
        *,
        named: Callable[[str], str | None],
        mask: Callable[[str], str],
        brands: Sequence[str],
        rivals: Collection[str] = (),
    ) -> None:
        self._judge = judge
        self._heard = heard
        self._named = named
        self._mask = mask
        self._brands = brands
        self._rivals = rivals

    def proposal(self, tx: Transaction, case: float, a_day: float, now: datetime) -> Proposal:
        """Return the threshold for at most so many alerts a day, never below that of a case."""
        since = now - BACK
        found, share = previews.scores(tx, since, unless=self._rivals)
        days, known = previews.listened(tx, since, now) * share, labels.labelled(tx, What.COMPLAINT)
        return for_alerts(found, days, known, a_day, least=case)

    def lines(
        self, tx: Transaction, setting: Setting, text: str | None, read: tuple[Settings, Settings], now: datetime
    ) -> Iterator[Finding]:
        """Yield what it would have meant to have `text` for `setting`, which makes of one of `read` the other."""
        before, after = read
        if before.written[setting] == after.written[setting]:
            yield words.SAME
            return
        since = now - BACK
        days = previews.listened(tx, since, now)
        if setting is Setting.THRESHOLD:
            counted = previews.thresholds(tx, since, before.thresholds, after.thresholds, unless=self._rivals)
            yield from words.counted(counted, days, self._said)
        elif setting is Setting.SPEAKERS:
            changed = set(before.speakers) ^ set(after.speakers)
            ids = previews.by_accounts(tx, changed, since, limit=JUDGED)
            yield from words.speaking(list(self._rejudged(tx, ids, setting, text)), self._said, whole=len(ids) < JUDGED)
        elif setting is Setting.KEYWORDS:
            ids = previews.saying(tx, _words(before) ^ _words(after), since, limit=JUDGED)
            yield from words.worded(list(self._rejudged(tx, ids, setting, text)), self._said, whole=len(ids) < JUDGED)
        elif setting is Setting.SEVERITY:
            files = _files(tx, since, limit=JUDGED)
            anew = list(self._rejudged(tx, [file.case.mention_id for file in files], setting, text))
            yield from words.severer(list(severities(anew)), len(anew), self._said, whole=len(files) < JUDGED)
        else:
            yield from self._of_cases(_files(tx, since), setting, read, days, now)

    def _of_cases(
        self, files: Sequence[CaseFile], setting: Setting, read: tuple[Settings, Settings], days: float, now: datetime
    ) -> Iterator[Finding]:
        """Yield what would have become of the newest cases."""
        before, after = read
        whole = len(files) < previews.MOST
        if setting is Setting.PLAYBOOKS:
            yield from self._suggested(files, before, after)
            return
        if setting in (Setting.ROUTES, Setting.DEPARTMENTS):
            routings = before.routing, after.routing, self._named
            yield from words.moved(moved(files, *routings), len(files), self._quote, whole=whole)
            yield from words.channels(by_channel(files, *routings), len(files), days, whole=whole)
        if setting is not Setting.ROUTES:
            yield from words.due(due_otherwise(files, before.routing, after.routing), now)

    def _rejudged(self, tx: Transaction, ids: Sequence[int], setting: Setting, text: str | None) -> Iterator[Rejudged]:
        """Judge mentions by the rules as they are and as they would be."""
        before, after = self._judge(tx), self._judge(tx, setting, text)
        numbers = previews.cases_of(tx, ids)
        for one in past.some(tx, ids):
            brands = [each for each in wanted(one.sources, self._heard).items() if each[0] not in self._rivals]
            was = before.judge(one.mention, brands, one.surroundings)
            becomes = after.judge(one.mention, brands, one.surroundings)
            for brand, verdict in was.items():
                case = numbers.get((one.mention_id, brand))
                example = Example(mention_id=one.mention_id, mention=one.mention, case=case)
                yield Rejudged(example=example, before=verdict, after=becomes[brand])

    def _suggested(self, files: Sequence[CaseFile], before: Settings, after: Settings) -> Iterator[Finding]:
        """Say which topics would be answered otherwise, and how many cases were of them."""
        told = chain.from_iterable(self._otherwise(files, brand, before, after) for brand in self._brands)
        yield from list(told) or [words.ANSWERED_ALIKE]

    def _otherwise(self, files: Sequence[CaseFile], brand: str, before: Settings, after: Settings) -> Iterator[Finding]:
        for topic in Topic:
            was, becomes = (
                choose(one.playbooks, shipped(), topic=topic, brand=brand, language=None) for one in (before, after)
            )
            if was != becomes:
                these = [file for file in files if file.case.topic is topic and file.case.brand == brand]
                yield words.playbook(topic, brand if len(self._brands) > 1 else None, was, becomes, these)

    def _quote(self, file: CaseFile) -> str:
        return "" if file.gone else self._mask(quote_of(file.mention))

    def _said(self, mention: Mention) -> str:
        return self._mask(quote_of(mention))


def _words(settings: Settings) -> set[str]:
    own = settings.own_words
    return {*own.complaint, *own.critical, *own.ignore}


def _files(tx: Transaction, since: datetime, *, limit: int = previews.MOST) -> list[CaseFile]:
    return case_files.files(tx, previews.recent_cases(tx, since, limit=limit))
