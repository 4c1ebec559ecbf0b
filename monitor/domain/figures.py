"""Figures: one week as one snapshot. Numbers and the ids of the rows behind them, never a customer's word."""

from dataclasses import dataclass
from datetime import date, datetime

from monitor.domain.crisis import Emergency
from monitor.domain.edition import EVERY_BRAND, Edition
from monitor.domain.rivals import Rival
from monitor.domain.score import Severity, Topic

ALL = EVERY_BRAND
"""The scope of every brand together."""
WEEKS_BEFORE = 4
NO_DEPARTMENT, NO_NEED = "no department", "unclear"
"""The names under which cases stand that have none."""
MOST_IDS = 20
"""So many ids stand behind a figure at most, the oldest first; the count is always that of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A figure of the week, and the same of the weeks before, the latest first.

    `before` has only weeks in which the monitor listened from the start: four, fewer for a young store, or none.
    """

    now: int = 0
    before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a table: what it is about, its count, and the cases behind it."""

    name: str
    count: Count
    cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Line):
    """The row of a place where it was said: a `platform` as the source that `name` names hears it.

    `platform` is empty where it is not known.
    """

    platform: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A count without a past, and the cases behind it."""

    name: str
    count: int
    cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast the complaints of one week were answered, in whole seconds from hearing to answer.

    `of` counts the week's cases that were not dismissed, `answered` those with an answer, and `timed` those whose
    answer came after we had heard of them. `median` is the middle one (the mean of the middle two), `p90` the smallest
    time within which nine in ten were answered; both are of the timed ones, and None where there are none.
    """

    of: int = 0
    answered: int = 0
    timed: int = 0
    median: int | None = None
    p90: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """What customers can see of the answers to the week's cases.

    `speed` is of the first reply on the platform that says something of its own (`answered`), from hearing to its
    posting. `copies` have none but replies that are as good as another of ours, or hardly a sentence. `claims` are
    answered by somebody's word alone: no reply of ours was seen.
    """

    speed: Speed = Speed()
    copies: Tally = Tally(name="copies", count=0)
    claims: Tally = Tally(name="claims", count=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """Of a place's cases of the week, how many somebody claimed; half of those within `median` seconds of the post.

    The place is a `platform` as a `source` hears it.
    """

    source: str
    platform: str = ""
    of: int
    claimed: int = 0
    median: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBlind:
    """What people found who read, in the week, mentions that were not flagged: `missed` of `read` were complaints.

    `low` and `high` bound how many were missed in all in the weeks that were sampled, 19 times in 20; None where that
    cannot be said (nothing was read, or it is told of one brand alone).
    """

    read: int = 0
    missed: int = 0
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Of the answers `due` in the week, how many were given in time; `broken` names the others.

    A case that was resolved without an answer of ours (answered elsewhere) counts by its resolution.
    """

    due: int = 0
    kept: int = 0
    broken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that is still live when the snapshot is made."""

    case: int
    opened_at: datetime
    severity: Severity
    topic: Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What is live when the snapshot is made, by state; `overdue` are the unanswered ones past their time.

    `urgent` are the unanswered critical ones, `oldest` the longest unanswered; `earlier` counts those
    from before the week.
    """

    open: int = 0
    acknowledged: int = 0
    responded: int = 0
    overdue: int = 0
    urgent: Tally = Tally(name="urgent", count=0)
    oldest: tuple[Waiting, ...] = ()
    earlier: Tally = Tally(name="earlier", count=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How well one source was heard: polls made and failed, pages that may hide something, items not understood.

    `silent` are the seconds of the week in which it should have been heard and was not.
    """

    source: str
    kind: str
    heard: int = 0
    polls: int = 0
    failed: int = 0
    gaps: int = 0
    rejected: int = 0
    silent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stars:
    """Star ratings of one week as a net promoter score would sort them: five stars, four, three or fewer."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    @property
    def count(self) -> int:
        """How many ratings there were."""
        return self.promoters + self.passives + self.detractors

    @property
    def score(self) -> int | None:
        """Promoters less detractors, in per cent of all, -100 to 100; None without a rating."""
        return round(100 * (self.promoters - self.detractors) / self.count) if self.count else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoters:
    """The proxy for a promoter score that the ratings of one place give; places are never pooled.

    The place is a `platform` as a `source` hears it.
    """

    source: str
    platform: str = ""
    now: Stars
    before: Stars = Stars()


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Of the week's cases that somebody acted on, how many were no complaint after all."""

    acted: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Praised:
    """Mentions heard in the week in which a customer speaks well of our staff, and the first of them by number."""

    count: int = 0
    mentions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """The topic that rose most, beyond chance: the first day that was beyond chance by itself, and who owns it.

    `since` is None where no single day was, `department` where none owns more than half of the cases.
    """

    topic: str
    since: date | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that the digest of one week tells, from one moment of the store.

    `week` is an ISO week (`2026-W47`), `scope` a brand or `all`, `zone` the name of the time zone. `name` is that of a
    further digest, empty for the main one; with a `department` all that is told of cases is of its own. Made before
    the week's digest is due, it is `preliminary`. `open` is None for a week that was over before its digest began: what
    waited then is not known, and nobody had promised or claimed anything. Ids are numbers of cases. `heard` counts
    every mention in the scope `all`, and those about the brand in the scope of one. `days` are the cases opened on each
    day from Monday on, as far as the week has got, and `days_before` those of the week before (empty where it was not
    listened to).
    `outcomes_unanswered` are those of `outcomes` whose case had no answer of ours. `policies` are the complaints that
    quote a rule or policy, by topic; `rivals` what was said of competitors.
    """

    version: int = 1
    week: str
    scope: str
    name: str = ""
    department: str = ""
    zone: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    preliminary: bool = False
    heard: Count = Count()
    complaints: Count = Count()
    needs_eyes: Count = Count()
    cases: Count = Count()
    days: tuple[int, ...] = ()
    days_before: tuple[int, ...] = ()
    critical: Tally = Tally(name="critical", count=0)
    policy: Tally = Tally(name="policy", count=0)
    policies: tuple[Line, ...] = ()
    brands: tuple[Line, ...] = ()
    sources: tuple[Place, ...] = ()
    topics: tuple[Line, ...] = ()
    rise: Rise | None = None
    severities: tuple[Line, ...] = ()
    needs: tuple[Line, ...] = ()
    departments: tuple[Line, ...] = ()
    speed: Speed = Speed()
    speed_before: tuple[Speed, ...] = ()
    replied: Replied = Replied()
    claimed: tuple[Claimed, ...] = ()
    kept: Kept = Kept()
    open: Open | None = Open()
    outcomes: tuple[Tally, ...] = ()
    outcomes_unanswered: tuple[Tally, ...] = ()
    thanks: tuple[Tally, ...] = ()
    praise: Praised = Praised()
    rivals: tuple[Rival, ...] = ()
    dismissals: tuple[Tally, ...] = ()
    precision: Precision = Precision()
    read_blind: ReadBlind = ReadBlind()
    incidents: tuple[Tally, ...] = ()
    crises: tuple[Emergency, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    promoters: tuple[Promoters, ...] = ()

    @property
    def edition(self) -> Edition:
        """Which of the week's digests it is."""
        return Edition(name=self.name, brand=self.scope, department=self.department)
