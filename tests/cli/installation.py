"""A place with a configuration and a SQLite store, and `monitor` run in it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.main import main
from monitor.store import migrate
from monitor.store.database import Database

CONFIG = """\
store: sqlite:///{store}
brands: [{{name: Acme Air}}]
sources:
  - {{name: play, kind: file, path: reviews.csv, platform: google_play, scope: app}}
  - {{name: notes, kind: file, path: notes.jsonl, map: {{id: n}}, timezone: Europe/Berlin, rating_out_of: 10}}
departments:
  - {{name: support, channel: terminal, sla: {{critical: 30m, high: 2h, medium: 8h, low: 2d}}}}
channels: [{{name: terminal, kind: console}}]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.out)


class Installation:
    """Runs `monitor` in `home`."""

    def __init__(self, home: Path, output: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.store = home / "store.db"
        self._output = output
        (home / "config.yaml").write_text(CONFIG.format(store=self.store))

    def run(self, *arguments: str) -> Ran:
        """Run a command; a usage error is its exit code, too."""
        self._output.readouterr()
        try:
            code = main(["--config", str(self.home / "config.yaml"), *arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = self._output.readouterr()
        return Ran(code=code, out=captured.out, err=captured.err)

    def open(self) -> Database:
        """Open its store, up to date."""
        db = Database(f"sqlite:///{self.store}")
        migrate.upgrade(db)
        return db
