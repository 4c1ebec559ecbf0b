"""From a file to Slack, through every stage: each complaint is posted once, whatever Slack does to its post."""

import json
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import alerts.slack
from monitor.app import Monitor, assemble
from monitor.assembly.configuration import read_config
from monitor.assembly.stores import open_store
from monitor.stages import sending
from monitor.stages.clock import SystemClock
from monitor.store import outbox
from tests.fake_slack import FakeSlack, Fault

WORDS = (
    "Charged twice for one basket and nobody at Sorrel answers. Three weeks of waiting, terrible service!",
    "The Sorrel app crashes on login since the update. I cannot order at all, it is useless.",
    "My Sorrel delivery never arrived, the driver was rude and the refund was refused. Never again.",
)
TWO_LOOKS = "[0.1, 0.5]"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A Slack that fails the test when a call breaks the reference."""
    with FakeSlack() as fake:
        yield fake


@pytest.fixture(autouse=True)
def _no_long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_RETRY", timedelta(seconds=0.05))
    monkeypatch.setattr("alerts.slack.KIND", replace(alerts.slack.KIND, pause=0.01))


@contextmanager
def monitor(folder: Path, slack: FakeSlack, looks: str = TWO_LOOKS) -> Iterator[Monitor]:
    """A monitor of one file, which speaks to one Slack channel."""
    rows = [{"id": str(number), "text": text, "posted_at": "2026-11-22T10:00:00Z"} for number, text in enumerate(WORDS)]
    (folder / "said.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (folder / ".env").write_text("BOT=xoxb-1\n", encoding="utf-8")
    config = f"""
        store: sqlite:///monitor.db
        brands: [{{name: Sorrel, keywords: [sorrel]}}]
        sources: [{{name: said, kind: file, path: "{folder}/said.jsonl", brand: Sorrel, every: 1s, first_run: alert}}]
        departments: [{{name: care, channel: cx}}]
        channels:
          - {{name: cx, kind: slack, token: "${{BOT}}", channel: C0123456789, base_url: "{slack.base_url}",
             timeout: 1, looks: {looks}}}
        shadow: off
        """
    (folder / "config.yaml").write_text(textwrap.dedent(config), encoding="utf-8")
    read = read_config(folder / "config.yaml")
    db = open_store(read)
    built = assemble(read, db, SystemClock(threading.Event()))
    try:
        yield built
    finally:
        built.close()
        db.close()


def deliver_all(built: Monitor, *, seconds: float = 20.0) -> None:
    """Go round until nothing waits."""
    ends = time.monotonic() + seconds
    built.round(built.clock.now())
    while time.monotonic() < ends:
        with built.db.read() as tx:
            if not outbox.pending(tx):
                return
        built.clock.wait(0.1)
        built.deliver.run_once(built.clock.now())
    raise AssertionError("something still waits to be delivered")


def posted(slack: FakeSlack) -> Counter[str | None]:
    return Counter(message.key for message in slack.messages())


@pytest.mark.parametrize(
    "fault",
    [
        Fault.reset(accepted=False),
        Fault.reset(accepted=True),
        Fault.server_error(accepted=False),
        Fault.server_error(accepted=True),
        Fault.hang(accepted=True),
        Fault.cut_json(),
        Fault.error("fatal_error", accepted=True),
        Fault.error("something_new", documented=False),
        Fault.error("service_unavailable"),
        Fault.rate_limited("1"),
    ],
    ids=lambda fault: f"{fault.kind.name} {fault.code} {'after' if fault.accepted else 'before'}",
)
def test_each_complaint_is_posted_once(tmp_path: Path, slack: FakeSlack, fault: Fault) -> None:
    slack.fail("chat.postMessage", fault)
    with monitor(tmp_path, slack) as built:
        deliver_all(built)
    assert sorted(posted(slack).values()) == [1, 1, 1]
    shown = " ".join(message.words for message in slack.messages())
    assert all(words in shown for words in WORDS)


def test_a_history_that_lags_makes_no_second_copy(tmp_path: Path) -> None:
    with FakeSlack(lag=0.3) as slack, monitor(tmp_path, slack, looks="[0.05, 2.0]") as built:
        slack.fail("chat.postMessage", Fault.reset(accepted=True))
        deliver_all(built)
        assert sorted(posted(slack).values()) == [1, 1, 1]


def test_without_the_history_nothing_is_lost_and_at_most_one_is_doubled(tmp_path: Path) -> None:
    with FakeSlack(scopes="chat:write") as slack, monitor(tmp_path, slack) as built:
        slack.fail("chat.postMessage", Fault.reset(accepted=True))
        deliver_all(built)
        assert sorted(posted(slack).values()) == [1, 1, 2]


@pytest.mark.parametrize("code", ["invalid_auth", "not_in_channel", "internal_error"])
def test_a_look_that_is_refused_is_not_taken_for_an_empty_history(
    tmp_path: Path, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    monkeypatch.setattr(sending, "PROBE_EVERY", timedelta(seconds=0.1))
    slack.fail("chat.postMessage", Fault.reset(accepted=True))
    slack.fail("conversations.history", Fault.error(code))
    with monitor(tmp_path, slack) as built:
        deliver_all(built)
    assert sorted(posted(slack).values()) == [1, 1, 1]
