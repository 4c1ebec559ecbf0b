"""Replay: stored mentions judged anew by other rules; nothing is written, and little of them is held at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import heappush, heappushpop
from typing import Literal

from monitor.domain.labels import What
from monitor.domain.replay import EXAMPLES, NOTHING, Example, Flag, Replayed, Tally, compared
from monitor.domain.verdict import Verdict
from monitor.stages.judge import Judges
from monitor.store import labels, past
from monitor.store.database import Database
from monitor.store.past import Past
from monitor.wording.quotes import in_line, quote_of
from monitor.wording.reasons import sentences

Heard = Mapping[str, tuple[tuple[str, ...], Literal["us", "brand"]]]
"""By source: the brands it listens for, and what it is about."""

LONGEST = 200
_Told = Callable[[int], object]


class _Most:
    """The few examples whose score is furthest from what it was."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Example]] = []
        self._seen = 0

    def add(self, far: float, make: Callable[[], Example]) -> None:
        self._seen += 1
        if len(self._heap) < EXAMPLES:
            heappush(self._heap, (far, -self._seen, make()))
        elif far > self._heap[0][0]:
            heappushpop(self._heap, (far, -self._seen, make()))

    def examples(self) -> tuple[Example, ...]:
        return tuple(example for _, _, example in sorted(self._heap, key=lambda each: each[:2], reverse=True))


def replay(
    db: Database,
    judge: Judges,
    heard: Heard,
    since: datetime,
    now: datetime,
    *,
    mask: Callable[[str], str],
    told: _Told = lambda _: None,
) -> Replayed:
    """Judge what was heard since then by other rules; `told` hears of each mention. Linear in time, not in memory."""
    with db.read() as tx:
        said = {(one.mention_id, one.brand): one.yes for one in labels.labelled(tx, What.COMPLAINT)}
    judge.prepare([])
    tally, gained, lost = Tally(), _Most(), _Most()
    first: datetime | None = None
    for one in past.mentions(db, since, now):
        first = min(first or one.heard_at, one.heard_at)
        tally.mentions += 1
        told(1)
        for brand, was, would, verdict in _flags(one, judge, heard):
            word = said.get((one.mention_id, brand))
            tally.add(_source(one), one.heard_at.date(), was, would, word)
            if was.complaint is not would.complaint:
                found = gained if would.complaint else lost
                far = abs((would.score or 0.0) - (was.score or 0.0))
                found.add(far, lambda: _example(one, brand, was, would, verdict, word, mask))  # noqa: B023  (called at once)
    days = max(1.0, (now - (first or now)) / timedelta(days=1))
    return compared(tally, days, gained.examples(), lost.examples())


def wanted(sources: Iterable[str], heard: Heard) -> dict[str, Literal["us", "brand"]]:
    """Return the brands that a mention of these sources is judged for, with what their source is about."""
    found: dict[str, Literal["us", "brand"]] = {}
    for source in sources:
        brands, about = heard.get(source, ((), "brand"))
        found |= {brand: "us" if found.get(brand) == "us" else about for brand in brands}
    return found


def _flags(one: Past, judge: Judges, heard: Heard) -> Iterator[tuple[str, Flag, Flag, Verdict | None]]:
    """Yield for each brand what was decided, and what would be."""
    verdicts = judge.judge(one.mention, list(wanted(one.sources, heard).items()), one.surroundings)
    for brand in sorted(verdicts.keys() | one.decided.keys()):
        verdict, before = verdicts.get(brand), one.decided.get(brand)
        was = before and Flag(complaint=before.complaint, alert=before.alert, score=before.score)
        would = verdict and Flag(complaint=verdict.complaint, alert=verdict.alert, score=verdict.score)
        yield brand, was or NOTHING, would or NOTHING, verdict


def _source(one: Past) -> str:
    return one.sources[0] if one.sources else ""


def _example(
    one: Past,
    brand: str,
    was: Flag,
    would: Flag,
    verdict: Verdict | None,
    said: bool | None,
    mask: Callable[[str], str],
) -> Example:
    words = in_line(mask(quote_of(one.mention)))
    reasons = sentences(verdict.reasons) if verdict else ()
    return Example(
        mention_id=one.mention_id,
        brand=brand,
        source=_source(one),
        day=one.heard_at.date(),
        was=was,
        would=would,
        text=words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…",
        reasons=tuple(mask(reason) for reason in reasons),
        said=said,
    )
