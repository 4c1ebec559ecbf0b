"""Killed at every step of a click: was it lost, was it applied twice, and does its message tell of it?

The service runs as it does in earnest, in a process of its own, and hears the click over a socket. What it did not
acknowledge before it died is what Slack tells the person, who clicks again.
"""

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path

from monitor.store import case_files
from tests.connectors.server import serving
from tests.fake_slack import Message
from tests.stories import victim
from tests.stories.kill import COMPLAINTS, AtSlack, DeadlySlack, fork
from tests.stories.public import FEED, Public, Said
from tests.stories.scene import Scene, slack_channel
from tests.stories.victim import Wound

PATIENCE = 60.0
_SAID = COMPLAINTS[0].format(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickStep:
    """A place to die on the way of a click."""

    name: str
    death: Wound | AtSlack


CLICK_STEPS = (
    ClickStep(name="before keep", death=Wound(function="monitor.store.presses:keep", when="before")),
    ClickStep(name="in keep, before commit", death=Wound(function="monitor.store.presses:keep", when="after")),
    ClickStep(name="after keep, before ack", death=Wound(function="monitor.stages.presses:Presses.take", when="after")),
    ClickStep(
        name="after ack, before act", death=Wound(function="monitor.stages.presses:Presses._ended", when="before")
    ),
    ClickStep(name="after claim", death=Wound(function="monitor.store.presses:claim", when="after")),
    ClickStep(name="in act", death=Wound(function="monitor.store.cases:act", when="after")),
    ClickStep(name="after end, before commit", death=Wound(function="monitor.store.presses:end", when="after")),
    ClickStep(
        name="after commit, before update", death=Wound(function="monitor.stages.presses:Presses._acted", when="after")
    ),
    ClickStep(name="update, before accept", death=AtSlack(method="chat.update", when="before")),
    ClickStep(name="update, after accept", death=AtSlack(method="chat.update", when="after")),
    ClickStep(name="story, before accept", death=AtSlack(method="chat.postMessage", when="before")),
    ClickStep(name="story, after accept", death=AtSlack(method="chat.postMessage", when="after")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickToll:
    """What a death cost: `acknowledged` before it, `clicks` until one was; acts `lost`, `twice`, replies too many."""

    step: str
    acknowledged: bool
    clicks: int
    lost: int
    twice: int
    stale: int
    copies: int


@dataclass(slots=True)
class Stage:
    """A service with one alert, which is started, killed and started again."""

    scene: Scene
    slack: DeadlySlack
    log: Path

    @property
    def alert(self) -> Message:
        """The alert as it stands."""
        return self.scene.alerts[0]

    @contextmanager
    def running(self, wound: Wound | None = None) -> Iterator[BaseProcess]:
        """The service, listening."""
        process = fork.Process(target=victim.live, args=(["--config", str(self.scene.file), "run"], self.log, wound))
        self.slack.victim = process
        process.start()
        try:
            self.until(lambda: self.slack.sockets.lines)
            yield process
        finally:
            self.slack.victim = None
            if process.exitcode is None and process.pid is not None:
                os.kill(process.pid, signal.SIGTERM)
            process.join(PATIENCE)

    def until(self, holds: Callable[[], object]) -> None:
        """Wait for something."""
        ends = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < ends, self.log.read_text("utf-8")[-4000:]
            time.sleep(0.02)

    def takes(self) -> int:
        """How often the case was taken."""
        with self.scene.store() as db, db.read() as tx:
            return sum(event.kind.value == "acknowledged" for event in case_files.file(tx, 1).events)

    def stories(self) -> list[Message]:
        """What stands in the alert's thread."""
        return [one for one in self.slack.messages() if one.thread_ts]


def click_and_die(step: ClickStep, folder: Path) -> ClickToll:
    """Take a case by a click, die once at `step`, start again, and count."""
    people = Public(feed=[Said(id="post-1", text=_SAID, at=datetime.now(UTC))])
    with serving() as server, DeadlySlack() as slack:
        people.serve(server)
        stage = Stage(scene=_scene(folder, slack, server.url), slack=slack, log=folder / "log")
        with stage.running():
            stage.until(lambda: stage.scene.alerts)
            time.sleep(0.2)  # its receipt is recorded
        alert = stage.alert
        with stage.running(step.death if isinstance(step.death, Wound) else None) as process:
            slack.death = step.death if isinstance(step.death, AtSlack) else None
            acknowledged = slack.click(alert, "Take", wait=1.0).acknowledged
            process.join(PATIENCE)
            assert process.exitcode == -signal.SIGKILL, f"{step.name}: exit {process.exitcode}"
        clicks = 1
        with stage.running():
            if not acknowledged:
                clicks += slack.click(alert, "Take").acknowledged
            stage.until(lambda: "claimed by Ann" in stage.alert.words and stage.stories())
            time.sleep(0.5)
        taken, told = stage.takes(), len(stage.stories())
        return ClickToll(
            step=step.name,
            acknowledged=acknowledged,
            clicks=clicks,
            lost=int(taken == 0),
            twice=max(taken - 1, 0),
            stale=int("claimed by Ann" not in stage.alert.words),
            copies=max(told - 1, 0),
        )


def click_table(tolls: Sequence[ClickToll]) -> str:
    """Return what each death cost, a line each."""
    head = f"{'killed':32} {'acknowledged':>12} {'clicks':>6} {'lost':>5} {'twice':>6} {'stale':>6} {'copies':>6}"
    rows = [
        f"{one.step:32} {'yes' if one.acknowledged else 'no':>12} {one.clicks:6} {one.lost:5} {one.twice:6} "
        f"{one.stale:6} {one.copies:6}"
        for one in tolls
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Die once at every step, and print the table."""
    with tempfile.TemporaryDirectory() as parent:
        tolls = []
        for number, step in enumerate(CLICK_STEPS):
            folder = Path(parent) / str(number)
            folder.mkdir()
            tolls.append(click_and_die(step, folder))
    sys.stdout.write(click_table(tolls) + "\n")


def _scene(folder: Path, slack: DeadlySlack, url: str) -> Scene:
    source = {"name": "blog", "kind": "rss", "url": f"{url}{FEED}", "allow_private": True, "first_run": "alert"}
    scene = Scene(folder, [source | {"every": "1s"}], slack)
    with (folder / ".env").open("a", encoding="utf-8") as secrets:
        secrets.write("SLACK_APP_TOKEN=xapp-canary\n")
    scene.write(channels=[slack_channel(slack, looks=[0.02, 0.1], app_token="${SLACK_APP_TOKEN}")])
    return scene
