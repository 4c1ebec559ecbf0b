"""Killed at every step of what people do in Slack: was it lost, applied twice, and does its message tell of it?

The service runs as it does in earnest, in a process of its own, and hears the click over a socket. What it did not
acknowledge before it died is what Slack tells the person, who clicks again.
"""

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from tests.connectors.server import serving
from tests.stories import acts
from tests.stories.acts import ACTS, SEND, Act, Press, Room
from tests.stories.kill import COMPLAINTS, AtSlack, DeadlySlack, fork
from tests.stories.public import FEED, Public, Said
from tests.stories.scene import Scene, slack_channel
from tests.stories.victim import Wound

PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickStep:
    """A place to die on the way of an act's last press."""

    act: Act
    name: str
    death: Wound | AtSlack


def steps_of(act: Act) -> tuple[ClickStep, ...]:
    """Return every place to die on the way of an act's last press."""

    def at(name: str, function: str, when: Literal["before", "after"]) -> ClickStep:
        return ClickStep(act=act, name=name, death=Wound(function=function, when=when))

    def slack(name: str, method: str) -> list[ClickStep]:
        times: tuple[Literal["before", "after"], ...] = ("before", "after")
        return [
            ClickStep(act=act, name=f"{name}, {when} accept", death=AtSlack(method=method, when=when)) for when in times
        ]

    steps = [
        at("before keep", "monitor.store.presses:keep", "before"),
        at("in keep, before commit", "monitor.store.presses:keep", "after"),
        at("after keep, before ack", "monitor.stages.presses:Presses.take", "after"),
        at("after ack, before act", "monitor.stages.presses:Presses._ended", "before"),
        at("after claim", "monitor.store.presses:claim", "after"),
        at("in act", act.core, "after"),
        at("after end, before commit", "monitor.store.presses:end", "after"),
        at("after commit, before update", "monitor.stages.presses:Presses._acted", "after"),
    ]
    steps += slack("update", "chat.update") if act.updates else []
    steps += slack("story", "chat.postMessage") if act.replies else []
    if act is SEND:
        steps += [
            at("before it is sent", "tests.stories.acts:Notebook.reply", "before"),
            at("sent, before it is known", "tests.stories.acts:Notebook.reply", "after"),
        ]
    return tuple(steps)


CLICK_STEPS = tuple(step for act in ACTS for step in steps_of(act))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickToll:
    """What a death cost: `acknowledged` before it, `clicks` until one was; acts `lost`, `twice`, messages too many."""

    act: str
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
    def room(self) -> Room:
        """Where people act."""
        return Room(scene=self.scene, slack=self.slack, until=self.until)

    @contextmanager
    def running(self, wound: Wound | None = None) -> Iterator[BaseProcess]:
        """The service, listening."""
        arguments = ["--config", str(self.scene.file), "run"]
        process = fork.Process(target=acts.live, args=(self.scene.folder, arguments, self.log, wound))
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


def click_and_die(step: ClickStep, folder: Path) -> ClickToll:
    """Do an act by a press, die once at `step`, start again, and count."""
    now = datetime.now(UTC)
    people = Public(feed=[Said(id=f"post-{n}", text=COMPLAINTS[n].format(7), at=now) for n in range(2)])
    with serving() as server, DeadlySlack() as slack:
        people.serve(server)
        stage = Stage(scene=_scene(folder, slack, server.url), slack=slack, log=folder / "log")
        with stage.running():
            stage.until(lambda: len(stage.scene.alerts) == 2)
            time.sleep(0.2)  # receipts are recorded
            press = step.act.prepare(stage.room)
        with stage.running(step.death if isinstance(step.death, Wound) else None) as process:
            slack.death = step.death if isinstance(step.death, AtSlack) else None
            acknowledged = press(wait=1.0).acknowledged
            process.join(PATIENCE)
            assert process.exitcode == -signal.SIGKILL, f"{step.name}: exit {process.exitcode}"
        return _told_after(step, stage, press, acknowledged=acknowledged)


def _told_after(step: ClickStep, stage: Stage, press: Press, *, acknowledged: bool) -> ClickToll:
    act, room, clicks = step.act, stage.room, 1
    with stage.running():
        if not acknowledged:
            clicks += press().acknowledged
        stage.until(lambda: act.applied(room) and (act.shown is None or act.shown(room)))
        time.sleep(0.5)
    applied = act.applied(room)
    keys = Counter(one.key for one in stage.slack.messages())
    return ClickToll(
        act=act.name,
        step=step.name,
        acknowledged=acknowledged,
        clicks=clicks,
        lost=int(applied == 0),
        twice=max(applied - 1, 0),
        stale=int(act.shown is not None and not act.shown(room)),
        copies=sum(number - 1 for number in keys.values()),
    )


def click_table(tolls: Sequence[ClickToll]) -> str:
    """Return what each death cost, a line each."""
    figures = ("clicks", "lost", "twice", "stale", "copies")
    head = f"{'act':16} {'killed':32} {'acknowledged':>12}" + "".join(f"{name:>7}" for name in figures)
    rows = [
        f"{one.act:16} {one.step:32} {'yes' if one.acknowledged else 'no':>12}"
        + "".join(f"{getattr(one, name):7}" for name in figures)
        for one in tolls
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Die once at every step of every act, and print the table."""
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
    channel = slack_channel(slack, looks=[0.02, 0.1], app_token="${SLACK_APP_TOKEN}")
    scene.write(channels=[channel], roles={"default": "lead"})
    return scene
