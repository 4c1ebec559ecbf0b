"""From a week that is due to a mailbox: one mail, whatever the server did to the first try, and a process that died."""

import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.app import Monitor, assemble
from monitor.assembly.configuration import read_config
from monitor.assembly.digesting import digest_plans
from monitor.assembly.stores import open_store
from monitor.stages import sending
from monitor.stages.clock import SystemClock
from monitor.stages.digest import DigestStage
from tests.alerts.mail_server import Mailbox, mail_server
from tests.store.history import DAY, HOUR, MONDAY, History

WEEK_EARLIER = MONDAY - 7 * DAY
CONFIG = """
    store: sqlite:///monitor.db
    brands: [{{name: Acme Air, keywords: [acme]}}]
    sources: [{{name: play, kind: file, path: "nothing.jsonl", brand: Acme Air}}]
    departments: [{{name: care, channel: mail}}]
    channels:
      - {{name: mail, kind: email, host: 127.0.0.1, port: {port}, security: none, sender: monitor@acme.example,
         to: [head@acme.example], unsubscribe: cx@acme.example}}
    digest: {{every: monday 08:00, timezone: Europe/London, to: [chief@acme.example], brands: all}}
    web: {{base_url: "https://monitor.example"}}
    shadow: off
"""


@contextmanager
def monitor(folder: Path, mailbox: Mailbox) -> Iterator[Monitor]:
    """A process that starts on what the last one left."""
    (folder / "config.yaml").write_text(textwrap.dedent(CONFIG.format(port=mailbox.port)), encoding="utf-8")
    config = read_config(folder / "config.yaml")
    db = open_store(config)
    built = assemble(config, db, SystemClock(threading.Event()))
    try:
        yield built
    finally:
        built.close()
        db.close()


def test_a_week_is_mailed_once_whatever_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "FIRST_RETRY", timedelta(seconds=0.05))
    due = WEEK_EARLIER + 7 * DAY + 8 * HOUR
    with mail_server() as mailbox:
        mailbox.answers = {"DATA": "451 Later"}
        with monitor(tmp_path, mailbox) as first:
            stage = DigestStage(first.db, *digest_plans(first.config))
            stage.run_once(WEEK_EARLIER)
            with first.db.write() as tx:
                history = History(tx)
                history.case(history.source("elsewhere"), WEEK_EARLIER + DAY)
            assert stage.run_once(due).done == 1
            first.deliver.run_once(first.clock.now())
        assert mailbox.raw == []
        mailbox.answers = {}
        for _ in range(2):
            with monitor(tmp_path, mailbox) as again:
                DigestStage(again.db, *digest_plans(again.config)).run_once(due)
                again.clock.wait(0.1)
                again.deliver.run_once(again.clock.now())
        [mail] = mailbox.messages

    assert mailbox.sent_to == [["chief@acme.example"]]
    assert mail["Subject"] == "Week 46 · 9 to 15 November 2026 · all brands"
    assert mail["List-Unsubscribe"] == "<mailto:cx@acme.example?subject=unsubscribe>"
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert "1 complaint in " in plain.get_content()
    assert 'href="https://monitor.example/cases/C-1"' in rich.get_content()
    assert "words" not in plain.get_content() + rich.get_content()  # a mail cannot be taken back: no customer's word
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<picture>"
    assert 'src="cid:picture"' in rich.get_content()
