"""Replay: what other rules would have flagged of what was heard, against what was flagged."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from monitor.domain.intervals import Share, wilson

EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """What became of a mention for one brand."""

    complaint: bool
    alert: bool
    score: float | None


NOTHING = Flag(complaint=False, alert=False, score=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A mention that the other rules decide otherwise; `said` is the team's word on it, where there is one."""

    mention_id: int
    brand: str
    source: str
    day: date
    was: Flag
    would: Flag
    text: str
    reasons: tuple[str, ...]
    said: bool | None


@dataclass(slots=True)
class Tally:
    """Counts while mentions go by; holds a few examples and no more of them, however many there are."""

    mentions: int = 0
    alerts_was: Counter[date] = field(default_factory=Counter)
    alerts_would: Counter[date] = field(default_factory=Counter)
    both: int = 0
    only_was: int = 0
    only_would: int = 0
    by_source: dict[str, Counter[str]] = field(default_factory=dict)
    right_was: Counter[bool] = field(default_factory=Counter)
    right_would: Counter[bool] = field(default_factory=Counter)

    def add(self, source: str, day: date, was: Flag, would: Flag, said: bool | None) -> None:
        """Count one mention for one brand."""
        self.both += was.complaint and would.complaint
        self.only_was += was.complaint and not would.complaint
        self.only_would += would.complaint and not was.complaint
        self.alerts_was[day] += was.alert
        self.alerts_would[day] += would.alert
        counts = self.by_source.setdefault(source, Counter())
        counts["was"] += was.complaint
        counts["would"] += would.complaint
        if said is not None:
            self.right_was[said] += was.complaint
            self.right_would[said] += would.complaint


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """The whole comparison. `precision` is by the team's answers, where mentions have one."""

    mentions: int
    days: float
    both: int
    only_was: int
    only_would: int
    alerts_a_day_was: float
    alerts_a_day_would: float
    alerts_by_day: Mapping[date, tuple[int, int]]
    by_source: Mapping[str, tuple[int, int]]
    precision_was: Share
    precision_would: Share
    gained: tuple[Example, ...]
    lost: tuple[Example, ...]


def compared(tally: Tally, days: float, gained: tuple[Example, ...], lost: tuple[Example, ...]) -> Replayed:
    """Return what was counted."""
    each_day = sorted(tally.alerts_was | tally.alerts_would | Counter(tally.alerts_was.keys()))
    return Replayed(
        mentions=tally.mentions,
        days=days,
        both=tally.both,
        only_was=tally.only_was,
        only_would=tally.only_would,
        alerts_a_day_was=sum(tally.alerts_was.values()) / days,
        alerts_a_day_would=sum(tally.alerts_would.values()) / days,
        alerts_by_day={day: (tally.alerts_was[day], tally.alerts_would[day]) for day in each_day},
        by_source={name: (counts["was"], counts["would"]) for name, counts in sorted(tally.by_source.items())},
        precision_was=_share(tally.right_was),
        precision_would=_share(tally.right_would),
        gained=gained,
        lost=lost,
    )


def _share(right: Counter[bool]) -> Share:
    return wilson(right[True], right[True] + right[False])
