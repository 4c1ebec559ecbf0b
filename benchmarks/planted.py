"""Planted incidents: three weeks of real complaints by different people, with one trouble hidden in them."""

import csv
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from connectors.contract import Author, Mention, MentionKey, Page
from monitor.domain.brand import BrandTerms
from monitor.domain.lane import Lane
from monitor.domain.listening import Listening
from monitor.domain.routing import Routing
from monitor.scoring.judge import Judge
from monitor.scoring.relevance import Brands
from monitor.stages.judge import JudgeStage, Rules
from monitor.store import migrate, pages, sources
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.sources import SourceName
from monitor.store.tables import CaseRow, IncidentRow, MentionRow

START = datetime(2026, 11, 2, tzinfo=UTC)
DAYS, A_DAY = 21, 60
"""Days of background, and how many complaints each brings."""
BEGINS = START + timedelta(days=DAYS - 3, hours=14)
COPIED = 40
CRITICAL = "My daughter was injured because of this and needs a doctor. I am calling a lawyer. {}"
_INTENTS = frozenset(("card_not_working", "contactless_not_working", "virtual_card_not_working"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A complaint to be heard. `planted`: it belongs to the incident."""

    text: str
    at: datetime
    planted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How well a planted incident was found.

    `members` of the `planted` (those that are cases) are in the incident that holds most of them; `purity` is their
    share of it. `minutes` from the first of them to the incident. `buried` counts critical ones without an alert.
    """

    planted: int
    members: int
    purity: float
    minutes: float | None
    buried: int


def plant(folder: Path, shape: str) -> Found:
    """Hide an incident of a shape in the background, let the stages hear it all, and see what was found."""
    chance = random.Random(11)
    complaints = _complaints(folder)
    chance.shuffle(complaints)
    story = [*_background(complaints[COPIED:], chance), *SHAPES[shape](folder, complaints[:COPIED], chance)]
    with TemporaryDirectory() as temporary:
        db = Database(f"sqlite:///{Path(temporary) / 'planted.db'}")
        migrate.upgrade(db)
        try:
            detected = _hear(db, sorted(story, key=lambda one: one.at))
            return _found(db, story, detected)
        finally:
            db.close()


def _copies(_: Path, complaints: Sequence[str], chance: random.Random) -> Iterator[Said]:
    """Forty people pass one post on within an hour, two of them hurt."""
    text = next(one for one in complaints if 80 < len(one) < 140)
    for number in range(COPIED):
        at = BEGINS + timedelta(minutes=60 * chance.random())
        changed = f"RT @p{number}: {text}" if number % 2 else f"{text} {chance.choice(('Why?', 'Same here.', '#fail'))}"
        yield Said(text=changed, at=at, planted=True)
    for number in range(2):
        yield Said(text=CRITICAL.format(text), at=BEGINS + timedelta(minutes=30 + number), planted=True)


def _drip(_: Path, complaints: Sequence[str], __: random.Random) -> Iterator[Said]:
    """Every 75 minutes for two days somebody names the same error, each in other words."""
    for number, text in enumerate(complaints[:COPIED]):
        at = BEGINS + timedelta(minutes=75 * number)
        yield Said(text=f"{text} Error NET-503.", at=at, planted=True)
    yield Said(text=CRITICAL.format("It said NET-503."), at=BEGINS + timedelta(hours=9), planted=True)


def _burst(folder: Path, _: Sequence[str], chance: random.Random) -> Iterator[Said]:
    """Within an hour sixty people say in their own words that their card fails; no two name the same thing."""
    with (folder / "banking77.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file) if row["topic"] in _INTENTS]
    chance.shuffle(texts)
    for text in texts[:90]:
        yield Said(text=text, at=BEGINS + timedelta(minutes=60 * chance.random()), planted=True)


SHAPES: Mapping[str, Callable[[Path, Sequence[str], random.Random], Iterator[Said]]] = {
    "near copies, at once": _copies,
    "one error, a slow drip": _drip,
    "a topic, no key": _burst,
}


def _background(complaints: Sequence[str], chance: random.Random) -> Iterator[Said]:
    """The same number each day; by day more than by night."""
    texts = iter(complaints)
    for day in range(DAYS):
        for text in islice(texts, A_DAY):
            hour = min(max(chance.gauss(14, 4), 0), 23.9)
            yield Said(text=text, at=START + timedelta(days=day, hours=hour))


def _complaints(folder: Path) -> list[str]:
    found = []
    for name in ("airline", "preotiuc"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found += [row["text"] for row in csv.DictReader(file) if row["label"] == "1"]
    return found


def _hear(db: Database, story: Sequence[Said]) -> dict[int, datetime]:
    """Let the judge hear it five minutes at a time; return when each incident was there."""
    with db.write() as tx:
        source = sources.configure(tx, [SourceName(name="planted", kind="rss", settings_hash="")], START)["planted"]
    listening = Listening(source="planted", brands=("Acme",), about="us")
    rules = Rules(listening={source: listening}, routing=Routing(fallback="cx"))
    stage = JudgeStage(db, Judge(Brands([BrandTerms(name="Acme", keywords=("acme",))])), rules, stopping=lambda: False)
    detected: dict[int, datetime] = {}
    numbered = list(enumerate(story))
    while numbered:
        until = numbered[0][1].at + timedelta(minutes=5)
        now = [one for one in numbered if one[1].at < until]
        numbered = numbered[len(now) :]
        with db.write() as tx:
            hearing = pages.Hearing(source_id=source, source="planted", now=until, lane=Lane.LIVE, backdated=True)
            pages.add_page(tx, Page(mentions=tuple(_mention(number, said) for number, said in now)), hearing)
        stage.run_once(until)
        with db.read() as tx:
            for number in tx.execute(select(table(IncidentRow).c.id)).scalars():
                detected.setdefault(number, until)
    return detected


def _mention(number: int, said: Said) -> Mention:
    return Mention(
        key=MentionKey(platform="planted", scope="", native_id=f"{'p' if said.planted else 'b'}{number}"),
        text=said.text,
        posted_at=said.at,
        author=Author(id=f"a{number}"),
    )


def _found(db: Database, story: Sequence[Said], detected: Mapping[int, datetime]) -> Found:
    cases, mentions, deliveries = table(CaseRow), table(MentionRow), table(DeliveryRow)
    query = select(cases, mentions.c.native_id).join(mentions, mentions.c.id == cases.c.mention_id)
    with db.read() as tx:
        rows = tx.execute(query).all()
        waiting = set(tx.execute(select(deliveries.c.case_id).where(deliveries.c.state == "waiting")).scalars())
    planted = [row for row in rows if row.native_id.startswith("p")]
    inside = [row.incident_id for row in planted if row.incident_id is not None]
    main = max(set(inside), key=inside.count, default=None)
    everybody = [row for row in rows if main is not None and row.incident_id == main]
    first = min(one.at for one in story if one.planted)
    return Found(
        planted=len(planted),
        members=inside.count(main) if main is not None else 0,
        purity=inside.count(main) / len(everybody) if main is not None else 0.0,
        minutes=None if main is None else (detected[main] - first).total_seconds() / 60,
        buried=sum(row.severity == "critical" and row.id not in waiting for row in planted),
    )
