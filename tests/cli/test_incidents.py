"""`monitor incidents`: listed, shown, merged, split, closed, and everybody told."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.assembly.configuration import read_config
from monitor.assembly.stores import open_store
from monitor.cli.main import main
from monitor.store.database import Database
from tests.store.seeds import Wanted, mention, open_many

CONFIG = """
store: sqlite:///{folder}/monitor.db
brands: [{{name: Acme Air, keywords: [acme]}}]
sources: [{{name: play, kind: rss, url: "https://feeds.example/x.xml"}}]
channels: [{{name: terminal, kind: console}}]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text(CONFIG.format(folder=tmp_path))
    db: Database = open_store(read_config(file))
    open_many(db, [Wanted(mention=mention(f"n{one}", author=f"u{one}"), posted=False) for one in range(4)])
    db.close()
    return file


def told(config: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["--config", str(config), "incidents", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_persons_whole_work_with_incidents(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(config, capsys, "open", "C-1", "C-2", "--by", "Kim")["id"] == "I-1"
    assert told(config, capsys, "open", "C-3")["cause"] == "hand"
    assert told(config, capsys, "merge", "I-2", "--into", "I-1")["people"] == 3
    assert told(config, capsys, "split", "I-2")["people"] == 1
    assert told(config, capsys, "add", "I-1", "C-4")["members"] == ["C-1", "C-2", "C-4"]
    named = told(config, capsys, "name", "I-1", "Double  charges")
    assert (named["name"], named["subject"]) == ("Double charges", "Double charges")
    assert told(config, capsys, "own", "I-1", "--by", "Mia")["owner"] == "Mia"
    assert told(config, capsys, "own", "I-1", "--nobody")["owner"] is None
    assert told(config, capsys, "close", "I-1")["to_be_told"] == 3
    assert told(config, capsys, "told", "I-1", "C-1")["told"] == 1
    assert told(config, capsys, "told", "I-1", "--all")["told"] == 3
    assert told(config, capsys, "reopen", "I-1")["closed_at"] is None
    assert [one["id"] for one in told(config, capsys, "list")["incidents"]] == ["I-2", "I-1"]


@pytest.mark.parametrize("words", [("show", "I-9"), ("close", "I-9"), ("split", "I-9"), ("open", "C-99")])
def test_what_is_not_there_is_said(config: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert main(["--config", str(config), "incidents", *words]) == 1
    assert "there is no" in capsys.readouterr().err


def test_people_read_them_too(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(config, capsys, "open", "C-1", "C-2")
    assert main(["--config", str(config), "incidents", "list"]) == 0
    assert main(["--config", str(config), "incidents", "show", "1"]) == 0
    assert "2 people in 2 cases" in capsys.readouterr().out
