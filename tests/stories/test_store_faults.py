"""The store in trouble: full, read-only, locked, corrupt. The cursor stands still, and everything goes on by itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from monitor.cli.main import main
from monitor.store import database, sources
from tests.fake_slack import FakeSlack
from tests.stories.clock import NOON, StoryClock
from tests.stories.town import Played, Town, complaint, scene_of


@pytest.fixture
def source() -> Played:
    """A source that has something to say."""
    found = Played()
    found.say(complaint(1, NOON))
    return found


@pytest.fixture
def town(
    tmp_path: Path, slack: FakeSlack, clock: StoryClock, source: Played, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """A service whose store gives up waiting soon."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    made = Town(scene_of(tmp_path, slack), clock, {"played": source})
    made.live(5)
    yield made
    made.close()


@contextmanager
def pragma(town: Town, broken: str, well: str) -> Iterator[None]:
    """Let the connection that writes be so while inside."""
    raw = town.db.engine.raw_connection()
    raw.driver_connection.execute(f"PRAGMA {broken}")  # type: ignore[union-attr]
    raw.close()
    yield
    raw = town.db.engine.raw_connection()
    raw.driver_connection.execute(f"PRAGMA {well}")  # type: ignore[union-attr]
    raw.close()


@contextmanager
def full(town: Town) -> Iterator[None]:
    """No page more."""
    with pragma(town, "max_page_count = 1", "max_page_count = 1073741823"):
        yield


@contextmanager
def read_only(town: Town) -> Iterator[None]:
    """Nothing may be written."""
    with pragma(town, "query_only = 1", "query_only = 0"):
        yield


@contextmanager
def locked(town: Town) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    with closing(sqlite3.connect(str(town.db.file), isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


TROUBLES = pytest.mark.parametrize("trouble", [full, read_only, locked])


def cursor(town: Town) -> str | None:
    with town.db.read() as tx:
        return sources.health(tx)[0].cursor


def endure(town: Town, seconds: int) -> None:
    """What the engine does: every stage is tried each second, and what fails is tried again."""
    for _ in range(seconds):
        for job in town.monitor.jobs():
            with suppress(database.StoreError):
                job.run(town.clock.now())
        town.clock.wait(1)


def wait_for_threads(town: Town) -> None:
    """Polls and deliveries are begun, not waited for: let them end."""
    town.slack.until(lambda: not town.monitor.collect._busy and not town.monitor.deliver._speaking)


@TROUBLES
def test_what_is_heard_meanwhile_is_heard_afterwards(trouble, town: Town, source: Played, slack: FakeSlack) -> None:
    assert len(slack.messages()) == 1
    was = cursor(town)
    source.say(
        *(complaint(number, NOON, text=complaint(number, NOON).text + " Shame." * 900) for number in range(5, 9))
    )
    with trouble(town):
        endure(town, 4)
        wait_for_threads(town)
        assert cursor(town) == was
        assert len(slack.messages()) == 1

    well = town.clock.seconds()
    for _ in range(10):
        endure(town, 1)
        wait_for_threads(town)
    assert len(slack.messages()) == 5
    assert max(float(one.ts) for one in slack.messages()) - well <= 10


@TROUBLES
def test_a_store_that_fails_in_mid_poll_has_the_source_back_within_ten_seconds(
    trouble, town: Town, source: Played, slack: FakeSlack
) -> None:
    real = source.pages
    held = []

    def pages(since):
        context = trouble(town)
        context.__enter__()
        held.append(context)
        yield from real(since)

    source.pages = pages  # type: ignore[method-assign]
    source.say(complaint(7, NOON, text=complaint(7, NOON).text + " Shame." * 900))
    town.clock.wait(5)
    for _, poll in town.monitor.collect.begin_due(town.clock.now()):
        assert poll.result() is None
    source.pages = real  # type: ignore[method-assign]
    held.pop().__exit__(None, None, None)
    for _ in range(10):
        endure(town, 1)
        wait_for_threads(town)

    assert len(slack.messages()) == 2


@TROUBLES
def test_a_receipt_that_cannot_be_recorded_makes_no_copy_and_no_long_silence(
    trouble, town: Town, source: Played, slack: FakeSlack
) -> None:
    channel = town.monitor.deliver._voices["cx"].channel
    real, held = channel.post, []

    def post(notice):
        receipt = real(notice)
        context = trouble(town)
        context.__enter__()
        held.append(context)
        return receipt

    channel.post = post
    source.say(complaint(7, NOON), complaint(8, NOON))
    town.clock.wait(5)
    town.tick()
    channel.post = real
    held.pop().__exit__(None, None, None)
    town.live(40)

    assert len(slack.messages()) == 3
    assert all(slack.copies(one.key or "") == 1 for one in slack.messages())
    assert [row.state for row in town.deliveries()] == ["posted"] * 3


@pytest.mark.parametrize("command", [["once"], ["run"]])
def test_a_corrupt_file_is_no_store(
    command: list[str], tmp_path: Path, slack: FakeSlack, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = scene_of(tmp_path, slack)
    (tmp_path / "story.db").write_bytes(b"SQLite format 3\0" + bytes(range(256)) * 64)

    assert main(["--config", str(scene.file), *command]) in {1, 2}
    told = capsys.readouterr()
    assert "Traceback" not in told.err + told.out
    assert "store" in told.err
    assert "restore" in told.err


def test_a_file_that_is_corrupt_inside_is_told_as_such(
    tmp_path: Path, slack: FakeSlack, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = scene_of(tmp_path, slack)
    file = tmp_path / "story.db"
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)

    assert main(["--config", str(scene.file), "once"]) in {1, 2}
    told = capsys.readouterr()
    assert "Traceback" not in told.err + told.out
    assert "restore" in told.err
