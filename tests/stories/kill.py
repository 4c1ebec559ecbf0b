"""Killed at every step: what was lost, and what was said twice. `python -m tests.stories` prints the table."""

import multiprocessing
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Literal

from tests.connectors.server import serving
from tests.fake_slack import FakeSlack, Fault
from tests.fake_slack.server import SCOPES
from tests.stories import public, victim
from tests.stories.public import Public, Said
from tests.stories.scene import Scene, slack_channel
from tests.stories.victim import Wound

PATIENCE = 60.0
"""Seconds after which a run that has not ended is a failure of the test."""
NO_HISTORY = ",".join(scope for scope in SCOPES.split(",") if not scope.endswith(":history"))
COMPLAINTS = (
    "Acme Air lost suitcase number {} and nobody has called me for three weeks. Terrible service.",
    "Acme Air charged me {} times for one seat and support never answers. I want my money back!",
    "Acme Air makes you wait {} hours on the phone and then hangs up. Awful customer service.",
)

fork = multiprocessing.get_context("forkserver")
fork.set_forkserver_preload(["tests.stories.warm"])


@dataclass(frozen=True, slots=True, kw_only=True)
class AtSlack:
    """Slack sees the process die: on a call of `method`, `before` it is done or `after` it is, but not answered yet."""

    method: str
    when: Literal["before", "after"]
    nth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A place to die, reached while mentions are `new` or while an `edit` of them is told; `faults` come first."""

    name: str
    death: Wound | AtSlack
    during: Literal["new", "edit"] = "new"
    faults: tuple[tuple[str, Fault], ...] = ()


DOUBT = (("chat.postMessage", Fault.reset(accepted=True)),)
_HTTP, _FEED = "connectors.kit.http:Http.get", "connectors.rss.source:read_page"
STEPS = (
    Step(name="before fetch", death=Wound(function=_HTTP, when="before")),
    Step(name="after fetch, before parse", death=Wound(function=_HTTP, when="after")),
    Step(name="after parse", death=Wound(function=_FEED, when="after")),
    Step(name="after insert", death=Wound(function="monitor.store.pages:_insert", when="after")),
    Step(name="after cursor, before commit", death=Wound(function="monitor.store.sources:save_cursor", when="after")),
    Step(name="after commit of the page", death=Wound(function="monitor.stages.poll:Poller._save", when="after")),
    Step(name="before the poll is recorded", death=Wound(function="monitor.store.sources:finish", when="before")),
    Step(name="in judging", death=Wound(function="monitor.scoring.judge:Judge.judge", when="after", nth=3)),
    Step(name="after the cases, before enqueue", death=Wound(function="monitor.store.outbox:enqueue", when="before")),
    Step(name="after enqueue, before commit", death=Wound(function="monitor.store.outbox:enqueue", when="after")),
    Step(
        name="after commit of the cases", death=Wound(function="monitor.stages.judge:JudgeStage.run_once", when="after")
    ),
    Step(name="after claim", death=Wound(function="monitor.store.outbox:claim", when="after", nth=2)),
    Step(name="before mark sending", death=Wound(function="monitor.store.outbox:mark_sending", when="before", nth=2)),
    Step(name="after mark sending", death=Wound(function="monitor.store.outbox:mark_sending", when="after", nth=2)),
    Step(name="before post", death=Wound(function="monitor.stages.sending:_say", when="before", nth=2)),
    Step(name="post, before accept", death=AtSlack(method="chat.postMessage", when="before", nth=2)),
    Step(name="post, after accept", death=AtSlack(method="chat.postMessage", when="after", nth=2)),
    Step(name="after post, before record", death=Wound(function="monitor.stages.sending:_say", when="after", nth=2)),
    Step(name="in record receipt", death=Wound(function="monitor.store.outbox:record", when="after", nth=2)),
    Step(
        name="after record receipt", death=Wound(function="monitor.stages.sending:Sender._record", when="after", nth=2)
    ),
    Step(name="before look", death=Wound(function="monitor.stages.sending:Sender.look", when="before"), faults=DOUBT),
    Step(name="in look", death=AtSlack(method="conversations.history", when="after"), faults=DOUBT),
    Step(name="after look", death=Wound(function="monitor.stages.sending:Sender.look", when="after"), faults=DOUBT),
    Step(
        name="after revision is written",
        death=Wound(function="monitor.store.pages:_write_edits", when="after"),
        during="edit",
    ),
    Step(name="before revise", death=AtSlack(method="chat.update", when="before", nth=2), during="edit"),
    Step(name="after revise", death=AtSlack(method="chat.update", when="after", nth=2), during="edit"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a death cost. `copies` are messages too many; `stale` shows old words; `restarts` were needed in all."""

    step: str
    mentions: int
    complaints: int
    lost: int
    copies: int
    stale: int
    restarts: int


class DeadlySlack(FakeSlack):
    """Kills `victim` at the call that `death` names."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.death: AtSlack | None = None
        self.victim: BaseProcess | None = None

    def _answer(self, method: str, arguments: dict[str, Any], token: str | None) -> Any:
        if self._dies(method, "before"):
            return self._reply({"ok": False, "error": "fatal_error"}), None
        answer = super()._answer(method, arguments, token)
        self._dies(method, "after")
        return answer

    def _dies(self, method: str, when: str) -> bool:
        death = self.death
        if death is None or method != death.method or when != death.when:
            return False
        self.death = replace(death, nth=death.nth - 1) if death.nth > 1 else None
        if death.nth == 1 and self.victim is not None and self.victim.pid is not None:
            os.kill(self.victim.pid, signal.SIGKILL)
        return death.nth == 1


@dataclass(slots=True)
class Theatre:
    """One set-up that is killed once and lives on."""

    step: Step
    folder: Path
    slack: DeadlySlack
    scene: Scene
    deaths: list[int] = field(default_factory=list)

    def play(self, *, dies: bool) -> None:
        """Start the monitor until it ends well with nothing waiting; where it `dies`, it is started again."""
        death = self.step.death if dies else None
        if isinstance(death, AtSlack):
            self.slack.death = death
        code = self._start(death if isinstance(death, Wound) else None)
        if dies:
            self.deaths.append(code)
        for _ in range(5):
            if code == 0 and not self.waiting():
                return
            code = self._start(None)
            self.deaths.append(code)
        raise AssertionError(f"{self.step.name}: never came to rest\n{self.log}")

    @property
    def log(self) -> str:
        """What all runs printed."""
        return (self.folder / "log").read_text("utf-8")

    def waiting(self) -> int:
        """How many messages have a next step."""
        from monitor.store import outbox

        with self.scene.store() as db, db.read() as tx:
            return outbox.pending(tx)

    def _start(self, wound: Wound | None) -> int:
        arguments = ["--config", str(self.scene.file), "once", "--source", "blog"]
        process = fork.Process(target=victim.live, args=(arguments, self.folder / "log", wound))
        self.slack.victim = process
        process.start()
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            raise AssertionError(f"{self.step.name}: still running after {PATIENCE} s\n{self.log}")
        return process.exitcode


def kill_at(step: Step, folder: Path, *, mentions: int = 8, complaints: int = 5, scopes: str = SCOPES) -> Toll:
    """Tell `mentions`, then edit the complaints; die once at `step`, start again, and count."""
    said = list(_story(mentions, complaints))
    people = Public(feed=list(said))
    with serving() as server, DeadlySlack(scopes=scopes) as slack:
        people.serve(server)
        scene = Scene(folder, [_source(server.url)], slack)
        scene.write(channels=[slack_channel(slack, looks=[0.02, 0.1])])
        theatre = Theatre(step=step, folder=folder, slack=slack, scene=scene)
        for method, fault in step.faults:
            slack.fail(method, fault)
        theatre.play(dies=step.during == "new")
        people.feed[:] = [replace(one, text=f"{one.text} Edited.") for one in said]
        theatre.play(dies=step.during == "edit")
        slack.victim = None
        if theatre.deaths[0] != -signal.SIGKILL:
            raise AssertionError(f"{step.name}: not killed there (exit {theatre.deaths[0]})\n{theatre.log}")
        return _toll(step, said, scene, restarts=len(theatre.deaths) - 1)


def _story(mentions: int, complaints: int) -> Iterator[Said]:
    at = datetime.now(UTC) - timedelta(hours=1)
    for number in range(mentions):
        words = COMPLAINTS[number % len(COMPLAINTS)] if number < complaints else "Flying Acme Air from gate {} today."
        yield Said(id=f"post-{number}", text=words.format(number + 2), at=at + timedelta(seconds=number))


def _source(url: str) -> dict[str, Any]:
    address = f"{url}{public.FEED}"
    return {"name": "blog", "kind": "rss", "url": address, "allow_private": True, "first_run": "alert", "every": "1s"}


def _toll(step: Step, said: Sequence[Said], scene: Scene, *, restarts: int) -> Toll:
    complaints = [one for one in said if not one.text.startswith("Flying")]
    keys = Counter(message.key for message in scene.slack.messages())
    alerts = [key for key in keys if (key or "").startswith("case:")]
    shown = [message.words for message in scene.alerts]
    return Toll(
        step=step.name,
        mentions=len(said),
        complaints=len(complaints),
        lost=sum(not any(one.text in words for words in shown) for one in complaints),
        copies=sum(number - 1 for number in keys.values()) + max(len(alerts) - len(complaints), 0),
        stale=sum(f"{one.text} Edited." not in "\n".join(shown) for one in complaints),
        restarts=restarts,
    )


def scenario(number: int, seed: int = 20261118) -> Step:
    """Return scenario `number` of the soak: a step, with one of Slack's faults before it."""
    chance = random.Random(f"{seed}/{number}")
    faults = [
        Fault.reset(accepted=True),
        Fault.reset(accepted=False),
        Fault.server_error(accepted=True),
        Fault.server_error(accepted=False),
        Fault.cut_json(),
        Fault.empty(),
        Fault.html(),
        Fault.error("fatal_error", accepted=True),
        Fault.error("internal_error"),
        Fault.rate_limited("0"),
    ]
    step = STEPS[number % len(STEPS)]
    method = "chat.update" if step.during == "edit" else "chat.postMessage"
    return replace(step, faults=(*step.faults, (method, chance.choice(faults))))


def table(tolls: Sequence[Toll]) -> str:
    """Return what each death cost, a line each."""
    head = f"{'killed':32} {'mentions':>8} {'complaints':>10} {'lost':>5} {'twice':>6} {'stale':>6} {'restarts':>8}"
    rows = [
        f"{one.step:32} {one.mentions:8} {one.complaints:10} {one.lost:5} {one.copies:6} {one.stale:6} {one.restarts:8}"
        for one in tolls
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Die once at every step, and print the table."""
    with tempfile.TemporaryDirectory() as parent:
        tolls = []
        for number, step in enumerate(STEPS):
            folder = Path(parent) / str(number)
            folder.mkdir()
            tolls.append(kill_at(step, folder))
    sys.stdout.write(table(tolls) + "\n")
