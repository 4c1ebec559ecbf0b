"""`monitor sources list` shows what was spent of each budget, and what is kept for what matters more."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.kit.budget import MONEY, Allowance, Budget, account
from monitor.cli.main import main
from monitor.store.budgets import StoredLedger
from monitor.store.database import Database


def test_each_budget_is_shown_with_its_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(
        "store: sqlite:///monitor.db\nbrands: [{name: Acme}]\nchannels: [{name: terminal, kind: console}]\n"
        "sources: [{name: news, kind: rss, url: 'https://example.org/feed'}]\n"
    )
    assert main(["migrate", "--config", str(file)]) == 0
    db = Database(f"sqlite:///{tmp_path / 'monitor.db'}")
    for allowance, cost in (
        (Allowance(limit=5_000_000, window=timedelta(days=1), counts=MONEY, resets="UTC"), 3_005_000),
        (Allowance(limit=100, window=timedelta(hours=1)), 7),
    ):
        Budget(account=account("x", allowance, "t0ken"), allowance=allowance, ledger=StoredLedger(db)).take(cost)
    db.close()
    capsys.readouterr()
    assert main(["sources", "list", "--config", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3].split("  ")[-1].strip() == "FREE FROM"
    money, requests = (line.split() for line in lines[-2:])
    assert [word for word in money if word.startswith("$")] == [
        "$3.005",
        "$5.000",
        "$1.995",
        "$1.495",
        "$0.745",
        "$0.000",
    ]
    assert "dollars" in money
    assert requests[6:12] == ["7", "100", "93", "83", "68", "43"]
    assert main(["sources", "list", "--json", "--config", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)["budgets"][0]
    assert told["left"] == {"new": 1_995_000, "open_critical": 1_495_000, "answered": 745_000, "rest": 0}
