"""What one of each costs on PostgreSQL: a poll, a mention heard, seen again, judged, a case, a message."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from sqlalchemy import func, select, update

from alerts.contract import Notice, Receipt
from benchmarks import polls
from benchmarks.meter import Cost, Meter, metered
from benchmarks.texts import posts
from connectors.contract import Author, Cursor, Mention, MentionKey, Page
from monitor.assembly.judging import mask
from monitor.domain.brand import BrandTerms
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.scoring.judge import Judge
from monitor.scoring.relevance import Brands
from monitor.stages import fold
from monitor.stages.clock import SystemClock
from monitor.stages.deliver import DeliverStage
from monitor.stages.judge import JudgeStage, Rules
from monitor.stages.poll import Poller, SourceJob
from monitor.stages.sending import Sender, Voice
from monitor.stages.wordings import Wordings
from monitor.store import sources
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.sources import SourceName

PAGE, POLLS = 100, 300
QUIET, COMPLAINING = 8_000, 2_000
"""Mentions that are no complaints, and that are."""
CHANNELS, MESSAGES = 60, 900
"""Few enough a channel that none are grouped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCosts:
    """What one of each costs.

    `http` is the request of a poll, its answer parsed; `poll` is all else of it, with one empty page. `heard` and
    `seen` are a mention on a page of `PAGE`. `case` is what a complaint costs beyond its judgement, its queued message
    with it.
    """

    http: Cost
    poll: Cost
    heard: Cost
    seen: Cost
    judged: Cost
    case: Cost
    folded: Cost
    posted: Cost


@dataclass(frozen=True, slots=True)
class Said:
    """A connector whose pages are parsed already."""

    mentions: Sequence[Mention]

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield everything, a page at a time; one empty page where there is nothing."""
        del since
        for start in range(0, max(len(self.mentions), 1), PAGE):
            yield Page(mentions=tuple(self.mentions[start : start + PAGE]), cursor=Cursor(str(start)))


@dataclass(slots=True)
class Counting:
    """A channel that takes everything at once."""

    name: str

    def post(self, notice: Notice) -> Receipt:
        """Take it."""
        return Receipt(channel=self.name, workspace="", reference=notice.key, posted_at=datetime.now(UTC))


def measure() -> UnitCosts:
    """Measure all of them on a server of its own."""
    with metered() as meter:
        quiet, complaining = _texts()
        run = _Run(meter)
        run.poll([])  # what is prepared once is prepared
        with meter.spent("poll", POLLS):
            for _ in range(POLLS):
                run.poll([])
        for name, mentions in (("quiet", quiet), ("complaining", complaining)):
            with meter.spent(f"heard {name}", len(mentions)):
                run.poll(mentions)
            with meter.spent(f"judged {name}", len(mentions)):
                run.judge()
        with meter.spent("seen", len(quiet)):
            run.poll(quiet)
        with meter.spent("folded", len(quiet) + len(complaining)):
            fold.run_once(meter.db)
        messages = run.spread()
        with meter.spent("posted", messages):
            run.deliver()
        found = meter.found
    return UnitCosts(
        http=_http(),
        poll=found["poll"],
        heard=found["heard quiet"],
        seen=found["seen"],
        judged=found["judged quiet"],
        case=found["judged complaining"] - found["judged quiet"],
        folded=found["folded"],
        posted=found["posted"],
    )


class _Run:
    """The stages on the metered store, one source, one brand."""

    def __init__(self, meter: Meter) -> None:
        self._db: Database = meter.db
        self._clock = SystemClock(Event())
        with self._db.write() as tx:
            named = SourceName(name="bench", kind="bench", settings_hash="")
            number = sources.configure(tx, [named], self._clock.now())["bench"]
        listening = {number: Listening(source="bench", brands=("Acme",), about="us")}
        self._rules = Rules(listening=listening, routing=Routing(fallback="c0"))
        self._poller = Poller(self._db, self._clock, operators="c0")

    def poll(self, mentions: Sequence[Mention]) -> None:
        """Poll a source that says all of these, as a worker does: claim, save page by page, finish."""
        with self._db.write() as tx:
            [claim] = sources.claim_due(tx, self._clock.now(), limit=1, names=["bench"])
        job = SourceJob(name="bench", connector=Said(mentions), every=timedelta(0), max_pages=10_000, baseline=False)
        self._poller.poll(job, claim)

    def judge(self) -> None:
        """Judge what waits."""
        JudgeStage(self._db, _judge(), self._rules, stopping=lambda: False).run_once(self._clock.now())

    def spread(self) -> int:
        """Leave some of the queued messages, spread over many channels; return how many."""
        rows = table(DeliveryRow)
        with self._db.write() as tx:
            first = select(rows.c.id).order_by(rows.c.id).limit(MESSAGES)
            kept = [row.id for row in tx.execute(first)]
            tx.execute(update(rows).where(rows.c.id.not_in(kept)).values(state="held"))
            named = func.concat("c", rows.c.id % CHANNELS)
            tx.execute(update(rows).where(rows.c.id.in_(kept)).values(channel=named))
        return len(kept)

    def deliver(self) -> None:
        """Deliver what is due."""
        none = timedelta(0)
        names = [f"c{number}" for number in range(CHANNELS)]
        voices = {name: Voice(name=name, channel=Counting(name), post_pause=none, revise_pause=none) for name in names}
        wordings = Wordings(mask=mask, web_url="https://complaints.example.com", zone=UTC)
        stage = DeliverStage(self._db, voices, wordings, Sender(self._db, self._clock, operators="c0"), self._clock)
        stage.run_once(self._clock.now())
        stage.close()


def _judge() -> Judge:
    return Judge(Brands([BrandTerms(name="Acme", keywords=("acme",))]))


def _texts() -> tuple[list[Mention], list[Mention]]:
    """Mentions that are no complaints, and that are ones, as our own judge sees them."""
    judge, sorted_out = _judge(), ([], [])  # type: tuple[Judge, tuple[list[Mention], list[Mention]]]
    for number, text in enumerate(posts(20 * QUIET)):
        mention = _mention(number, text)
        complains = judge.judge(mention, [("Acme", "us")])["Acme"].complaint
        kind, most = sorted_out[complains], (QUIET, COMPLAINING)[complains]
        if len(kind) < most:
            kind.append(mention)
        if [len(kind) for kind in sorted_out] == [QUIET, COMPLAINING]:
            break
    return sorted_out


def _mention(number: int, text: str) -> Mention:
    return Mention(
        key=MentionKey(platform="bench", scope="", native_id=f"n{number}"),
        text=text,
        posted_at=datetime.now(UTC),
        author=Author(id=f"a{number % 5_000}", name=f"Author {number % 5_000}", followers=number % 1_000),
        url=f"https://example.org/posts/{number}",
    )


def _http() -> Cost:
    began, ours = time.perf_counter(), time.process_time()
    count = polls.through_our_door()
    return Cost(ours=time.process_time() - ours, clock=time.perf_counter() - began).each(count)
