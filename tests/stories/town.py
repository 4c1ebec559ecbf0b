"""A town: the whole service assembled on a story's clock, hearing what the story makes it hear."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.contract import Connector, Cursor, Mention, MentionKey, Page, SourceError
from connectors.kit.http import Door
from monitor.app import Monitor, assemble
from monitor.assembly import hearing
from monitor.assembly.stores import open_store
from monitor.config.routing import Source
from monitor.config.schema import Config
from monitor.stages.clock import Clock
from monitor.store.columns import table
from monitor.store.database import Database, Transaction
from monitor.store.instance import present
from monitor.store.outbox_tables import DeliveryRow
from monitor.store.tables import CaseRow
from tests.fake_slack import FakeSlack
from tests.sayings import saying
from tests.stories.clock import StoryClock
from tests.stories.scene import Scene

COMPLAINTS = (
    "Acme Air lost my suitcase, terrible service: {}.",
    "Acme Air hangs up on me, awful service: {}.",
    "The useless Acme Air app crashed again: {}.",
)


@dataclass
class Played:
    """A source that is told what to say, each page once; before anything else it raises its `errors`, one a poll."""

    pages_said: list[Page] = field(default_factory=list)
    errors: list[SourceError] = field(default_factory=list)
    polls: int = 0

    def say(self, *mentions: Mention, deleted: Sequence[MentionKey] = ()) -> None:
        """Add a page."""
        self.pages_said.append(Page(mentions=mentions, deleted=tuple(deleted)))

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield what was said since."""
        self.polls += 1
        if self.errors:
            raise self.errors.pop(0)
        for number in range(int(since or 0), len(self.pages_said)):
            page = self.pages_said[number]
            yield Page(mentions=page.mentions, deleted=page.deleted, cursor=Cursor(str(number + 1)))


class Town:
    """The service between two sources that are played and a strict Slack; `live` lets time pass."""

    def __init__(self, scene: Scene, clock: StoryClock, sources: Mapping[str, Connector]) -> None:
        self.scene = scene
        self.clock = clock
        self._sources = sources
        self._begin()

    @property
    def slack(self) -> FakeSlack:
        """The workspace."""
        return self.scene.slack

    def restart(self) -> None:
        """End the service as it is, and start it on the same store."""
        self.close()
        self._begin()

    def close(self) -> None:
        """End."""
        self.monitor.close()
        self._presence.close()
        self.db.close()

    def tick(self) -> None:
        """Do what a second's tick of the engine does."""
        monitor = self.monitor
        monitor.collect.run_once(self.clock.now())
        monitor.judge.run_once(self.clock.now())
        monitor.wake.run_once(self.clock.now())
        monitor.deliver.run_once(self.clock.now())

    def live(self, seconds: float, *, step: float = 1.0) -> None:
        """Let `seconds` pass, with a tick every `step`."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < end:
            self.tick()
            self.clock.wait(step)

    def deliveries(self) -> list[Any]:
        """Every row of the outbox."""
        with self.db.read() as tx:
            return list(tx.execute(select(table(DeliveryRow)).order_by(table(DeliveryRow).c.id)))

    def cases(self) -> list[Any]:
        """Every case."""
        with self.db.read() as tx:
            return list(tx.execute(select(table(CaseRow)).order_by(table(CaseRow).c.id)))

    def write(self) -> Any:
        """A transaction of somebody else in this process."""
        return self.db.write()

    def _begin(self) -> None:
        config = self.scene.config()
        self.db: Database = open_store(config)
        self._presence = ExitStack()
        self._presence.enter_context(present(self.db))
        self.monitor: Monitor = self._assembled(config)

    def _assembled(self, config: Config) -> Monitor:
        def connector_for(source: Source, door: Door, clock: Clock, db: Database, **_: object) -> Connector:
            return self._sources.get(source.name) or _REAL(source, door, clock, db)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hearing, "connector_for", connector_for)
            return assemble(config, self.db, self.clock)


_REAL = hearing.connector_for


def complaint(number: int, at: datetime, **more: Any) -> Mention:
    """Return a complaint that is surely one; each number is another person's, in other words."""
    key = MentionKey(platform="rss", scope="town", native_id=f"n{number}")
    text = COMPLAINTS[number % len(COMPLAINTS)].format(saying(number))
    return Mention(**{"key": key, "text": text, "posted_at": at, **more})


def chatter(number: int, at: datetime) -> Mention:
    """Return something that is no complaint."""
    key = MentionKey(platform="rss", scope="town", native_id=f"c{number}")
    return Mention(key=key, text=f"Flying Acme Air from gate {number} today.", posted_at=at)


def played(name: str = "played", **more: Any) -> dict[str, Any]:
    """Return a source that is played, as it stands in `config.yaml`."""
    url = f"https://feeds.example/{name}.xml"
    return {"name": name, "kind": "rss", "url": url, "first_run": "alert", "every": "1s", **more}


def settled(tx: Transaction) -> bool:
    """Whether no message has a next step."""
    from monitor.store import outbox

    return outbox.pending(tx) == 0


def scene_of(folder: Path, slack: FakeSlack, *names: str) -> Scene:
    """Return a scene of played sources."""
    return Scene(folder, [played(name) for name in names or ("played",)], slack)
