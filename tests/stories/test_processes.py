"""The service as a process: it drains when told to stop, reloads when told to, and shares its store with another."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from monitor.service import DRAIN_SECONDS
from tests.connectors.server import Reply, ScriptedServer
from tests.fake_slack import FakeSlack, Fault
from tests.sayings import saying
from tests.stories import public, victim
from tests.stories.kill import fork
from tests.stories.public import Public, Said
from tests.stories.scene import Scene, slack_channel
from tests.stories.town import COMPLAINTS

DRAINED = 5.0
"""Seconds for a stop here, where the drain is scaled down from its 8 s to 1.5 s."""


class Running:
    """A process of the service; ended with its test, however that ends."""

    def __init__(self, scene: Scene, *command: str, log: str = "log") -> None:
        self._log = scene.folder / log
        arguments = ["--config", str(scene.file), *(command or ("run",))]
        self.process: BaseProcess = fork.Process(target=victim.live, args=(arguments, self._log, None))
        self.process.start()

    @property
    def log(self) -> str:
        """What it has printed."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def send(self, number: int) -> None:
        """Send a signal."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def says(self, words: str, *, times: int = 1, seconds: float = 20.0) -> None:
        """Wait until its log has `words`."""
        ends = time.monotonic() + seconds
        while self.log.count(words) < times:
            assert time.monotonic() < ends, f"{words!r} is not in the log:\n{self.log}"
            assert self.process.exitcode is None, f"ended with {self.process.exitcode}:\n{self.log}"
            time.sleep(0.02)

    def ends(self, seconds: float) -> int | None:
        """Wait for its end; return its exit code, None where it lives on."""
        self.process.join(seconds)
        return self.process.exitcode

    def close(self) -> None:
        """Let it be no more."""
        self.process.kill()
        self.process.join(5)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack in real time, without rates."""
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def said(server: ScriptedServer) -> Public:
    """Five complaints in a feed."""
    people = Public(feed=[said_now(number) for number in range(5)])
    people.serve(server)
    return people


@pytest.fixture
def scene(tmp_path: Path, slack: FakeSlack, server: ScriptedServer, said: Public) -> Scene:
    """A feed into Slack."""
    made = Scene(tmp_path, [feed(server.url)], slack)
    made.write(channels=[slack_channel(slack, looks=[0.05, 0.2], timeout=20)])
    return made


@pytest.fixture
def started() -> Iterator[list[Running]]:
    """Processes to end after the test."""
    found: list[Running] = []
    yield found
    for one in found:
        one.close()


def said_now(number: int) -> Said:
    text = COMPLAINTS[number % len(COMPLAINTS)].format(saying(number))
    return Said(id=f"p{number}", text=text, at=datetime.now(UTC) - timedelta(minutes=5))


def feed(url: str, name: str = "blog", path: str = public.FEED) -> dict[str, object]:
    address = f"{url}{path}"
    return {"name": name, "kind": "rss", "url": address, "allow_private": True, "first_run": "alert", "every": "1s"}


def cases(slack: FakeSlack) -> list[str]:
    return [one.key or "" for one in slack.messages() if (one.key or "").startswith("case:")]


def test_the_real_drain_is_within_ten_seconds() -> None:
    assert DRAIN_SECONDS <= 9


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_well_and_nothing_is_lost(
    number: int, scene: Scene, slack: FakeSlack, started: list[Running]
) -> None:
    started.append(running := Running(scene))
    slack.until(slack.messages, seconds=20)
    running.send(number)

    assert running.ends(DRAINED) == 0, running.log
    assert "Traceback" not in running.log
    started.append(again := Running(scene, "once"))
    assert again.ends(20) == 0, again.log
    assert len(cases(slack)) == len(set(cases(slack))) == 5


def test_told_to_stop_in_mid_fetch_it_ends_in_time(
    scene: Scene, slack: FakeSlack, server: ScriptedServer, started: list[Running], said: Public
) -> None:
    server.script(public.FEED, Reply(fault="stall"))
    started.append(running := Running(scene))
    slack.until(lambda: server.requests, seconds=20)
    running.send(signal.SIGTERM)

    assert running.ends(DRAINED) == 0, running.log
    said.serve(server)
    started.append(again := Running(scene, "once"))
    assert again.ends(20) == 0, again.log
    assert len(cases(slack)) == 5


def test_told_to_stop_while_it_reloads_in_mid_fetch_it_ends_in_time(
    scene: Scene, slack: FakeSlack, server: ScriptedServer, started: list[Running]
) -> None:
    server.script(public.FEED, Reply(fault="stall"))
    started.append(running := Running(scene))
    slack.until(lambda: server.requests, seconds=20)
    running.send(signal.SIGHUP)
    time.sleep(0.5)
    running.send(signal.SIGTERM)

    assert running.ends(DRAINED) == 0, running.log


def test_told_to_stop_in_mid_post_it_ends_in_time_and_says_nothing_twice(
    scene: Scene, slack: FakeSlack, started: list[Running]
) -> None:
    slack.fail("chat.postMessage", Fault.hang(accepted=True, seconds=60))
    started.append(running := Running(scene))
    slack.until(slack.messages, seconds=20)
    running.send(signal.SIGTERM)

    assert running.ends(DRAINED) == 0, running.log
    started.append(again := Running(scene, "once"))
    assert again.ends(20) == 0, again.log
    assert len(cases(slack)) == len(set(cases(slack))) == 5


def test_a_reload_takes_what_is_right_and_leaves_what_is_wrong(
    scene: Scene, slack: FakeSlack, server: ScriptedServer, said: Public, started: list[Running]
) -> None:
    started.append(running := Running(scene))
    slack.until(lambda: len(cases(slack)) == 5, seconds=20)
    good = scene.file.read_text("utf-8")
    scene.file.write_text(good.replace("kind: rss", "kind: rsss"), "utf-8")
    line = next(number for number, text in enumerate(good.splitlines(), 1) if "kind: rss" in text)
    running.send(signal.SIGHUP)
    running.says("configuration not taken")
    assert f"config.yaml:{line}" in running.log

    said.feed.append(said_now(7))
    slack.until(lambda: len(cases(slack)) == 6, seconds=20)

    server.script("/second.xml", lambda _: Reply(body=public.feed_xml([said_now(8)]).encode()))
    scene.write(sources=[feed(server.url), feed(server.url, "second", "/second.xml")])
    running.send(signal.SIGHUP)
    running.says("configuration taken")
    slack.until(lambda: len(cases(slack)) == 7, seconds=20)
    running.send(signal.SIGTERM)
    assert running.ends(DRAINED) == 0
    assert len(cases(slack)) == len(set(cases(slack)))


def test_two_instances_on_one_store_say_everything_once(
    scene: Scene, slack: FakeSlack, said: Public, started: list[Running]
) -> None:
    started.extend([one := Running(scene, log="one"), other := Running(scene, log="other")])
    slack.until(lambda: len(cases(slack)) == 5, seconds=30)
    for number in range(10, 14):
        said.feed.append(said_now(number))
        time.sleep(0.3)
    slack.until(lambda: len(cases(slack)) == 9, seconds=20)

    one.close()
    said.feed.append(said_now(20))
    slack.until(lambda: len(cases(slack)) == 10, seconds=30)
    other.send(signal.SIGTERM)
    assert other.ends(DRAINED) == 0
    assert len(cases(slack)) == len(set(cases(slack)))
    assert "Traceback" not in one.log + other.log
