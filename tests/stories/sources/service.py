"""The whole service between one place and a strict Slack, as the story of a kind of source sees it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from connectors.registry import kind
from monitor.domain.case import CaseFile, EventKind
from monitor.stages.report import StageReport
from monitor.store import case_files, sources
from monitor.store.columns import table
from monitor.store.sources import SourceHealth
from monitor.store.tables import MentionRow
from tests.fake_slack import FakeSlack, Message
from tests.stories.scene import Scene
from tests.stories.sources.place import Place
from tests.stories.town import Town

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Service:
    """Hears one place as `name`, and tells of it in Slack. Time passes with each `round`."""

    def __init__(self, folder: Path, kind_name: str, place: Place, slack: FakeSlack) -> None:
        self.folder = folder
        self.kind = kind_name
        self.place = place
        self.clock = place.clock
        self.name = kind_name
        self.scene = Scene(folder, [self._source()], slack)
        with (folder / ".env").open("a") as env:
            env.writelines(f"{name}={place.secret(name)}\n" for name in place.secrets)
        self.town = Town(self.scene, place.clock, {})

    @property
    def alerts(self) -> list[Message]:
        """The messages of cases, as they stand now."""
        return self.scene.alerts

    def round(self, later: timedelta = HOUR) -> StageReport:
        """Let time pass, then do once what comes round; return how listening went."""
        self.clock.move(later)
        monitor, now = self.town.monitor, self.clock.now()
        report = monitor.collect.run_once(now)
        for pushed in self.place.pushes():
            assert monitor.receive.take(self.name, pushed, now).status == 200
        monitor.receive.run_once(now)
        monitor.watch.run_once(now)
        monitor.judge.run_once(now)
        monitor.answer.run_once(now)
        monitor.deliver.run_once(now)
        return report

    def until(self, holds: Callable[[], object], *, most: int = 5) -> None:
        """Let rounds go by until something holds."""
        for _ in range(most):
            self.round()
            if holds():
                return
        raise AssertionError(f"not after {most} hours: {self.health()}, {[one.words for one in self.alerts]}")

    def rename(self, name: str) -> None:
        """Start again with the source under another name, as one that alerts of all that it finds at first."""
        self.name = name
        self.scene.write(sources=[self._source(first_run="alert")])
        self.town.restart()

    def shows(self, text: str) -> bool:
        """Whether the alert of a case has these words."""
        return any(text in one.words for one in self.alerts)

    def case_of(self, text: str) -> int:
        """Return the number of the one case whose alert shows `text`."""
        (found,) = [one for one in self.alerts if text in one.words]
        return int((found.key or "").split(":")[1])

    def case(self, number: int) -> CaseFile:
        """Return a case."""
        with self.town.db.read() as tx:
            return case_files.file(tx, number)

    def timeline(self, number: int) -> list[EventKind]:
        """Return what happened to a case, in order."""
        return [event.kind for event in self.case(number).events]

    def send(self, number: int, text: str) -> None:
        """Answer a case from here, as `monitor cases respond --send` does."""
        monitor = self.town.monitor
        with self.town.db.write() as tx:
            sheet = monitor.desk.sheet(tx, number)
            assert monitor.desk.check(sheet, text) == ()
            monitor.desk.send(tx, sheet, text=text, offer="", by="ana", now=self.clock.now())

    def post_answers(self) -> None:
        """Let a minute go by in which nothing is done but to send answers, and to look for those in doubt."""
        self.clock.move(MINUTE)
        self.town.monitor.answer.run_once(self.clock.now())

    def heard(self) -> int:
        """How many mentions there are."""
        with self.town.db.read() as tx:
            return tx.execute(select(func.count()).select_from(table(MentionRow))).scalar_one()

    def health(self) -> SourceHealth:
        """How the source fares."""
        with self.town.db.read() as tx:
            (found,) = sources.health(tx)
        return found

    def stored(self) -> str:
        """Everything that the store holds, as words."""
        with closing(sqlite3.connect(self.folder / "story.db")) as connection:
            return "\n".join(connection.iterdump())

    def close(self) -> None:
        """End."""
        self.town.close()
        self.place.close()

    def _source(self, **more: Any) -> dict[str, Any]:
        named = {"name": self.name, "kind": self.kind, "brand": "Acme Air", "every": "5m"}
        reached = {"allow_private": True, "timeout": "2s", "replies": kind(self.kind).answers}
        return named | reached | self.place.settings() | more
