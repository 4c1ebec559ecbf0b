"""Collect and judge, from parsed pages to cases in SQLite, beside a naive script that does the least of it.

The naive script is what one would write first: vaderSentiment, an SQLModel object a row, a commit a row. It keeps the
text and its tone and nothing else: no identity, revisions, verdicts, reasons, cases or outbox.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from rich.console import Console
from rich.table import Table
from sqlmodel import Field, Session, SQLModel, create_engine
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks.texts import posts
from connectors.contract import Author, Cursor, Mention, MentionKey, Page
from monitor.domain.brand import BrandTerms
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.scoring.judge import Judge
from monitor.scoring.relevance import Brands
from monitor.stages.clock import SystemClock
from monitor.stages.judge import JudgeStage, Rules
from monitor.stages.poll import Poller, SourceJob
from monitor.store import migrate, sources
from monitor.store.database import Database
from monitor.store.sources import SourceName

PAGE = 100
OURS, NAIVE = 20_000, 2_000
"""Mentions for each: enough to take seconds. Both are told a second."""


class NaiveMention(SQLModel, table=True):
    """What the naive script keeps."""

    __tablename__ = "naive_mentions"

    id: int | None = Field(default=None, primary_key=True)
    native_id: str = Field(index=True, unique=True)
    text: str
    compound: float
    complaint: bool
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Pages:
    """A connector whose pages are parsed already."""

    mentions: Sequence[Mention]

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield everything, a page at a time."""
        del since
        for start in range(0, len(self.mentions), PAGE):
            yield Page(mentions=tuple(self.mentions[start : start + PAGE]), cursor=Cursor(str(start)))


def main() -> None:
    """Print mentions a second of each, and the ratios."""
    mentions = [mention(number, text) for number, text in enumerate(posts(OURS))]
    with TemporaryDirectory() as folder:
        naive = _naive(Path(folder), mentions[:NAIVE])
        collect, judge, seen = _ours(Path(folder), mentions)
    whole = 1 / (1 / collect + 1 / judge)
    table = Table("what", "mentions/s", "against the naive script", "goal", title="Collect and judge, one process")
    table.add_row("naive script", f"{naive:,.0f}", "1.0x", "")
    table.add_row("collect", f"{collect:,.0f}", f"{collect / naive:.1f}x", "")
    table.add_row("judge", f"{judge:,.0f}", f"{judge / naive:.1f}x", "")
    table.add_row("collect + judge", f"{whole:,.0f}", f"{whole / naive:.1f}x", "60x")
    table.add_row("seen before", f"{seen:,.0f}", f"{seen / whole:.1f}x of new", "8x of new")
    Console().print(table)


def _naive(folder: Path, mentions: Sequence[Mention]) -> float:
    engine = create_engine(f"sqlite:///{folder / 'naive.db'}")
    SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["naive_mentions"]])
    analyzer = SentimentIntensityAnalyzer()
    began = time.perf_counter()
    with Session(engine) as session:
        for mention in mentions:
            compound = analyzer.polarity_scores(mention.text)["compound"]
            row = NaiveMention(
                native_id=mention.key.native_id,
                text=mention.text,
                compound=compound,
                complaint=compound <= -0.05,
                posted_at=mention.posted_at,
            )
            session.add(row)
            session.commit()
    return len(mentions) / (time.perf_counter() - began)


def _ours(folder: Path, mentions: Sequence[Mention]) -> tuple[float, float, float]:
    """Return mentions a second of collecting, of judging, and of hearing them all again."""
    db = Database(f"sqlite:///{folder / 'ours.db'}")
    migrate.upgrade(db)
    clock = SystemClock(Event())
    with db.write() as tx:
        ids = sources.configure(tx, [SourceName(name="bench", kind="bench", settings_hash="")], clock.now())
    poller = Poller(db, clock, operators="terminal")
    job = SourceJob(
        name="bench", connector=Pages(mentions), every=timedelta(0), max_pages=len(mentions), baseline=False
    )
    listening = Listening(source="bench", brands=("Acme",), about="us")
    rules = Rules(listening={ids["bench"]: listening}, routing=Routing(fallback="terminal"))
    judge = JudgeStage(db, Judge(Brands([BrandTerms(name="Acme", keywords=("acme",))])), rules, stopping=lambda: False)
    collected = _poll(db, poller, job, clock)
    began = time.perf_counter()
    judged = judge.run_once(clock.now()).done
    judging = time.perf_counter() - began
    seen = _poll(db, poller, job, clock)
    db.close()
    return len(mentions) / collected, judged / judging, len(mentions) / seen


def _poll(db: Database, poller: Poller, job: SourceJob, clock: SystemClock) -> float:
    with db.write() as tx:
        [claim] = sources.claim_due(tx, clock.now(), limit=1, names=["bench"])
    began = time.perf_counter()
    poller.poll(job, claim)
    return time.perf_counter() - began


def mention(number: int, text: str) -> Mention:
    chance = random.Random(number)
    return Mention(
        key=MentionKey(platform="bench", scope="", native_id=f"n{number}"),
        text=text,
        posted_at=datetime.now(UTC) - timedelta(seconds=chance.randrange(1_000_000)),
        author=Author(id=f"a{number % 5_000}", name=f"Author {number % 5_000}", followers=chance.randrange(1_000)),
        url=f"https://example.org/posts/{number}",
    )


if __name__ == "__main__":
    main()
