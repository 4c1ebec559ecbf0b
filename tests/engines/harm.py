"""Three workers, and harm done to one of them: what was lost, what was said twice, how long until others went on.

`python -m tests.engines.harm` prints the table.
"""

import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests import postgres
from tests.connectors.server import serving
from tests.databases import create
from tests.engines.cluster import LEASE, Cluster, cluster, prepare
from tests.fake_slack import FakeSlack
from tests.sayings import saying
from tests.stories import public
from tests.stories.kill import STEPS, AtSlack, Step
from tests.stories.public import Public, Said
from tests.stories.scene import Scene, slack_channel
from tests.stories.town import COMPLAINTS
from tests.stories.victim import Wound

KILLED, STOPPED, POSTGRES = "killed", "stopped", "PostgreSQL crashed"
SOURCES = ("blog", "news", "forum")
TEMPLATE = "engines_template"
TAKEN_BACK_WITHIN = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a harm cost. `seconds` until everything was done without the worker it was done to."""

    step: str
    harm: str
    mentions: int
    complaints: int
    lost: int
    copies: int
    stale: int
    seconds: float
    happened: bool


class HarmfulSlack(FakeSlack):
    """Harms the worker whose call `death` names: each has a token of its own."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.death: AtSlack | None = None
        self.harm: Callable[[str], None] = lambda _: None

    def _answer(self, method: str, arguments: dict[str, Any], token: str | None) -> Any:
        if self._meets(method, "before", token):
            return self._reply({"ok": False, "error": "fatal_error"}), None
        answer = super()._answer(method, arguments, token)
        self._meets(method, "after", token)
        return answer

    def _meets(self, method: str, when: str, token: str | None) -> bool:
        with self._lock:
            death = self.death
            if death is None or (method, when) != (death.method, death.when):
                return False
            self.death = replace(death, nth=death.nth - 1) if death.nth > 1 else None
        if death.nth == 1:
            self.harm((token or "").removeprefix("xoxb-"))
        return death.nth == 1


@dataclass(slots=True)
class Theatre:
    """One story of one harm."""

    step: Step
    by: int
    folder: Path
    running: Cluster
    slack: HarmfulSlack
    fragile: postgres.Fragile | None = None

    @property
    def marker(self) -> Path:
        """Made where the harm is done; holds the process id of who it was done to."""
        return self.folder / "harmed"

    def wound(self) -> Wound | None:
        """What every worker is started with; Slack does the harm where that is where it belongs."""
        death = self.step.death
        if self.fragile is not None:
            return None
        if isinstance(death, Wound):
            return replace(death, by=self.by, marker=self.marker)
        self.slack.death, self.slack.harm = death, self._harm
        return None

    def _harm(self, name: str) -> None:
        process = self.running.processes[name]
        assert process.pid is not None
        self.marker.write_text(str(process.pid))
        os.kill(process.pid, self.by)

    def crash(self) -> None:
        """End PostgreSQL as the power does, and start it a moment later."""
        assert self.fragile is not None
        self.fragile.crash()
        self.marker.write_text("0")
        time.sleep(0.5)
        self.fragile.start()

    def let_go_on(self) -> None:
        """Wake who was stopped, and give it the time to do harm."""
        if self.by == signal.SIGSTOP and self.marker.exists() and self.fragile is None:
            os.kill(int(self.marker.read_text()), signal.SIGCONT)
            time.sleep(1.0)

    def see_copies_taken_back(self) -> None:
        """Who was stopped while posting may have posted one more: the others delete it soon."""
        ends = time.monotonic() + TAKEN_BACK_WITHIN
        while _copies(self.slack) and time.monotonic() < ends:
            time.sleep(0.1)


def harm_at(
    step: Step, by: int, folder: Path, server: str, *, fragile: postgres.Fragile | None = None, each: int = 4
) -> Toll:
    """Tell `each` mentions in each of three feeds, then edit them all; harm one worker once at `step`, and count."""
    said = [list(_story(name, each)) for name in SOURCES]
    feeds = [Public(feed=list(one)) for one in said]
    address = create(server, "harm", TEMPLATE)
    with serving() as web, HarmfulSlack() as slack:
        for name, feed in zip(SOURCES, feeds, strict=True):
            web.script(f"/{name}.xml", public.Public._answer(_feed(feed)))
        scene = Scene(folder, [_source(web.url, name) for name in SOURCES], slack, fresh=True)
        channel = slack_channel(slack, looks=[0.2, 0.6])
        scene.write(channels=[channel], store=address, engine="distributed")
        for method, fault in step.faults:
            slack.fail(method, fault)
        with cluster(scene) as running:
            theatre = Theatre(step=step, by=by, folder=folder, running=running, slack=slack, fragile=fragile)
            running.start_distributed(workers=3, wound=theatre.wound())
            complaints = [one for feed in said for one in feed if not one.text.startswith("Flying")]
            if fragile is not None:
                running.until(lambda: len(scene.alerts) >= 1, "the first alert")
                theatre.crash()
            running.until(lambda: _told(scene, complaints) and _rests(running), f"{step.name}: told")
            ended = time.time()
            if step.during == "new":
                theatre.let_go_on()
            for feed, old in zip(feeds, said, strict=True):
                feed.feed[:] = [replace(one, text=f"{one.text} Edited.") for one in old]
            edited = [replace(one, text=f"{one.text} Edited.") for one in complaints]
            running.until(lambda: _told(scene, edited) and _rests(running), f"{step.name}: edited")
            ended = time.time() if step.during == "edit" else ended
            theatre.let_go_on()
            running.until(lambda: _rests(running), f"{step.name}: at rest")
            theatre.see_copies_taken_back()
            running.stop()
            return _toll(theatre, scene, complaints, len(SOURCES) * each, ended)


def _feed(feed: Public) -> Callable[[], Any]:
    from tests.connectors.server import reply

    return lambda: reply(public.feed_xml(feed.feed), "application/rss+xml")


def _story(name: str, each: int) -> Iterator[Said]:
    at = datetime.now(UTC) - timedelta(hours=1)
    for number in range(each):
        words = COMPLAINTS[number % len(COMPLAINTS)] if number < each - 1 else "Flying Acme Air today, past a {}."
        text = words.format(f"{saying(1000 * SOURCES.index(name) + number)}, as told in the {name}")
        yield Said(id=f"{name}-{number}", text=text, at=at + timedelta(seconds=number))


def _source(url: str, name: str) -> dict[str, Any]:
    address = f"{url}/{name}.xml"
    return {"name": name, "kind": "rss", "url": address, "allow_private": True, "first_run": "alert", "every": "1s"}


def _told(scene: Scene, complaints: Sequence[Said]) -> bool:
    shown = [message.words for message in scene.alerts]
    return all(any(one.text in words for words in shown) for one in complaints)


def _rests(running: Cluster) -> bool:
    from monitor.store.database import StoreError

    try:
        return running.rests()
    except StoreError:
        return False


def _toll(theatre: Theatre, scene: Scene, complaints: Sequence[Said], mentions: int, ended: float) -> Toll:
    alerts = {message.key for message in scene.slack.messages() if (message.key or "").startswith("case:")}
    shown = [message.words for message in scene.alerts]
    happened = theatre.marker.exists()
    harm = KILLED if theatre.by == signal.SIGKILL else STOPPED
    return Toll(
        step=theatre.step.name,
        harm=harm if theatre.fragile is None else POSTGRES,
        mentions=mentions,
        complaints=len(complaints),
        lost=sum(not any(one.text in words for words in shown) for one in complaints),
        copies=_copies(scene.slack) + max(len(alerts) - len(complaints), 0),
        stale=sum(f"{one.text} Edited." not in "\n".join(shown) for one in complaints),
        seconds=ended - theatre.marker.stat().st_mtime if happened else 0.0,
        happened=happened,
    )


def _copies(slack: FakeSlack) -> int:
    keys = Counter(message.key for message in slack.messages())
    return sum(number - 1 for number in keys.values())


def table(tolls: Sequence[Toll]) -> str:
    """Return what each harm cost, a line each."""
    lease = f"leases of {LEASE.total_seconds():g} s; seconds until all was done by the others"
    head = f"{'step':32} {'harm':20} {'told':>5} {'complaints':>10} {'lost':>5} {'twice':>6} {'stale':>6}  seconds"
    rows = [
        f"{one.step:32} {one.harm:20} {one.mentions:5} {one.complaints:10} {one.lost:5} {one.copies:6} {one.stale:6} "
        f"{one.seconds if one.happened else float('nan'):8.1f}"
        for one in tolls
    ]
    return "\n".join([lease, head, *rows])


CRASH_STEP = Step(name="in the middle of posting", death=AtSlack(method="none", when="after"))


def _main() -> None:
    with tempfile.TemporaryDirectory() as parent, postgres.fragile(Path(parent) / "pg") as server:
        prepare(create(server.address, TEMPLATE))
        tolls = []
        for number, (step, by) in enumerate((step, by) for step in STEPS for by in (signal.SIGKILL, signal.SIGSTOP)):
            folder = Path(parent) / str(number)
            folder.mkdir()
            tolls.append(harm_at(step, by, folder, server.address))
            sys.stderr.write(table(tolls[-1:]).splitlines()[-1] + "\n")
        folder = Path(parent) / "crash"
        folder.mkdir()
        tolls.append(harm_at(CRASH_STEP, signal.SIGKILL, folder, server.address, fragile=server))
    sys.stdout.write(table(tolls) + "\n")


if __name__ == "__main__":
    _main()
