"""A scene: a configuration in a folder, a Slack that is strict, and `monitor once` on the story's own clock."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.assembly.configuration import read_config
from monitor.cli import running
from monitor.cli.main import main
from monitor.config.schema import Config
from monitor.store.database import Database
from tests.fake_slack import FakeSlack, Message
from tests.fake_slack.server import CHANNEL
from tests.hasty import empty_store
from tests.stories.clock import StoryClock

TOKEN = "xoxb-canary-story"  # must stand in nothing that anyone reads
ACME: dict[str, Any] = {"name": "Acme Air", "keywords": ["acme air", "#acmeair"]}


def slack_channel(slack: FakeSlack, **more: Any) -> dict[str, Any]:
    """Return a channel as it stands in `config.yaml`."""
    return {
        "name": "cx",
        "kind": "slack",
        "token": "${SLACK_BOT_TOKEN}",
        "channel": CHANNEL,
        "base_url": slack.base_url,
        "timeout": 2,
        **more,
    }


class Scene:
    """One set-up and its store. `channels` and `sources` are as in `config.yaml`; change them as the story goes on."""

    def __init__(
        self, folder: Path, sources: Sequence[Mapping[str, Any]], slack: FakeSlack, *, fresh: bool = False
    ) -> None:
        self.folder = folder
        if not fresh:
            shutil.copy(empty_store(), folder / "story.db")
        (folder / ".env").write_text(f"SLACK_BOT_TOKEN={TOKEN}\n", "utf-8")
        self.slack = slack
        self.written: dict[str, Any] = {
            "store": f"sqlite:///{folder / 'story.db'}",
            "brands": [ACME],
            "sources": [dict(source) for source in sources],
            "channels": [slack_channel(slack)],
            "shadow": "off",
            "web": {"port": 0},
        }
        self.write()

    @property
    def file(self) -> Path:
        """The configuration."""
        return self.folder / "config.yaml"

    def write(self, **changed: Any) -> None:
        """Write the configuration, with what `changed`."""
        self.written |= changed
        self.file.write_text(yaml.safe_dump(self.written, sort_keys=False), "utf-8")

    def config(self) -> Config:
        """Return the configuration as the service reads it."""
        return read_config(self.file)

    @contextmanager
    def store(self) -> Iterator[Database]:
        """Open the store beside the service."""
        db = Database(self.written["store"])
        try:
            yield db
        finally:
            db.close()

    @property
    def alerts(self) -> list[Message]:
        """The messages of cases, in the order in which they were posted."""
        return [one for one in self.slack.messages() if (one.key or "").startswith("case:")]


class Rounds:
    """Runs `monitor once --json` in this process, each time a little later."""

    def __init__(
        self,
        scene: Scene,
        clock: StoryClock,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self._scene = scene
        self._clock = clock
        self._capsys = capsys
        self.code = 0
        self.log = ""
        monkeypatch.setattr(running, "_clock", lambda _: clock)

    def once(self, *options: str, later: timedelta = timedelta(hours=1)) -> dict[str, Any]:
        """Run a round and return its JSON; `code` and `log` tell how it ended."""
        self._clock.move(later)
        self._capsys.readouterr()
        self.code = main(["--config", str(self._scene.file), "once", "--json", *options])
        shown = self._capsys.readouterr()
        self.log = shown.err
        document: dict[str, Any] = json.loads(shown.out) if shown.out else {}
        return document
