"""`monitor digest` shows the week as it was written, or as it is so far, and sends it once."""

import argparse
import csv
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from monitor.cli.digest import digest
from monitor.cli.failure import FAILED, WRONG, CommandError
from monitor.cli.moment import VARIABLE, now_of
from monitor.cli.weekly import weekly
from monitor.domain.edition import Edition
from monitor.domain.snapshot import from_json
from monitor.stages.digest import DigestStage, Plan, Scope
from monitor.store.columns import table
from monitor.store.database import Database
from monitor.store.outbox_tables import DeliveryRow, DigestRow
from tests.store.history import DAY, HOUR, MONDAY, History, five_weeks

PLAN = Plan(weekday=0, at=time(8), zone=ZoneInfo("Europe/London"), channels=("cx",))
EIGHT = MONDAY + 7 * DAY + 8 * HOUR


def asked(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    digest(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def told(sqlite_db: Database, capsys: pytest.CaptureFixture[str]):
    """Runs the command on a store and returns what it printed."""

    def run(*arguments: str, now: datetime = EIGHT, plan: Plan = PLAN) -> str:
        masked = {"mask": lambda words: words.replace("words", "w***s")}
        assert weekly(sqlite_db, [plan], asked(*arguments), now=now, base_url="http://127.0.0.1:8080", **masked) == 0
        return capsys.readouterr().out

    return run


def count(db: Database, rows: type) -> int:
    with db.read() as tx:
        return tx.execute(select(func.count()).select_from(table(rows))).scalar_one()


def test_a_finished_week_is_told_in_three_sentences_and_a_question(sqlite_db: Database, told):
    five_weeks(sqlite_db)
    first, *parts = told("--week", "2026-W47").split("\n\n")
    assert first.splitlines()[0] == "Week 47 · 16 to 22 November 2026 · all brands"
    assert [part.endswith(".") for part in parts[:3]] == [True] * 3
    assert parts[3].startswith("To decide: ")


def test_words_of_customers_are_masked_and_shown_beside_what_waits(sqlite_db: Database, told):
    with sqlite_db.write() as tx:
        history = History(tx)
        history.case(history.source("play"), MONDAY + DAY)
    assert "w***s" in told()
    assert count(sqlite_db, DigestRow) == 0


def test_without_a_week_it_is_the_latest_one_due(sqlite_db: Database, told):
    five_weeks(sqlite_db)
    assert told().startswith("Week 47 ·")
    assert told(now=EIGHT - HOUR).startswith("Week 46 ·")


def test_in_a_store_that_is_younger_it_is_the_week_that_runs(told):
    shown = told()
    assert shown.startswith("Week 48 ·")
    assert "Preliminary" in shown


def test_an_unfinished_week_says_so_and_is_not_stored(sqlite_db: Database, told):
    five_weeks(sqlite_db)
    assert "Preliminary: as of Wed 18 Nov 2026 00:00 GMT" in told("--week", "2026-W47", now=MONDAY + 2 * DAY)
    assert count(sqlite_db, DigestRow) == 0


def test_a_stored_week_prints_its_snapshot_whatever_came_after(sqlite_db: Database, told):
    five_weeks(sqlite_db)
    stage = DigestStage(sqlite_db, PLAN)
    stage.run_once(MONDAY)
    stage.run_once(EIGHT)
    before = told("--format", "json")
    with sqlite_db.write() as tx:
        History(tx).case(1, MONDAY + DAY)
    assert told("--format", "json", now=EIGHT + 5 * DAY) == before
    assert from_json(before).made_at == EIGHT


def test_json_is_one_document_and_csv_a_figure_a_row(sqlite_db: Database, told):
    five_weeks(sqlite_db)
    document = json.loads(told("--format", "json"))
    rows = list(csv.DictReader(told("--format", "csv").splitlines()))
    (cases,) = [row for row in rows if (row["name"], row["measure"]) == ("cases", "this_week")]
    assert int(cases["value"]) == document["cases"]["now"] > 0


def test_html_is_one_file_and_png_the_chart_alone(sqlite_db: Database, told, tmp_path: Path):
    five_weeks(sqlite_db)
    page, picture = tmp_path / "digest.html", tmp_path / "digest.png"
    told("--format", "html", "--out", str(page))
    told("--format", "png", "--out", str(picture))
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert "http://127.0.0.1:8080/cases?week=2026-W47" in page.read_text("utf-8")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_picture_goes_to_a_pipe_but_to_no_terminal(
    sqlite_db: Database, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
):
    five_weeks(sqlite_db)
    arguments = asked("--format", "png")
    options = {"now": EIGHT, "base_url": None, "mask": str}
    assert weekly(sqlite_db, [PLAN], arguments, **options) == 0
    sys.stdout.flush()
    assert capfdbinary.readouterr().out.startswith(b"\x89PNG")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(CommandError, match="name a file with --out"):
        weekly(sqlite_db, [PLAN], arguments, **options)


def test_it_is_written_to_a_file(sqlite_db: Database, told, tmp_path: Path):
    five_weeks(sqlite_db)
    out = tmp_path / "digest.md"
    assert told("--format", "markdown", "--out", str(out)) == ""
    assert out.read_text("utf-8").startswith("# Week 47")
    with pytest.raises(CommandError, match="cannot write") as failed:
        told("--out", str(tmp_path / "no" / "folder.md"))
    assert failed.value.code == FAILED


def test_sending_queues_it_once(sqlite_db: Database, told, capsys: pytest.CaptureFixture[str]):
    five_weeks(sqlite_db)
    for _ in range(2):
        assert told("--send", "--week", "2026-W47") == ""
    assert count(sqlite_db, DeliveryRow) == 1


def test_the_stage_does_not_send_again_what_was_sent_by_hand(sqlite_db: Database, told):
    stage = DigestStage(sqlite_db, PLAN)
    stage.run_once(MONDAY)
    told("--send", "--week", "2026-W47", now=EIGHT - HOUR)
    assert stage.run_once(EIGHT).done == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--send", "--week", "2026-W48"), "2026-W48 has not ended: it can be sent from Mon 30 Nov 2026 00:00 GMT"),
        (("--week", "2026-W49"), "2026-W49 has not begun; this is 2026-W48"),
        (("--week", "last"), "'last' is not a week; write one as 2026-W47"),
        (("--week", "2026-W30"), "nothing is known of 2026-W30: the store began later"),
        (("--brand", "Bolt"), "there is no digest of the brand 'Bolt'; there is one of: Acme Air"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(told, arguments, said):
    both = replace(PLAN, scopes=(Scope(), Scope(edition=Edition(brand="Acme Air"))))
    with pytest.raises(CommandError) as refused:
        told(*arguments, plan=both)
    assert str(refused.value) == said
    assert refused.value.code == WRONG


def test_nothing_is_sent_to_nowhere(told):
    with pytest.raises(CommandError, match="no channel"):
        told("--send", "--week", "2026-W47", plan=replace(PLAN, channels=()))


def test_one_brand_alone(sqlite_db: Database, told):
    five_weeks(sqlite_db)
    assert "· Acme Air\n" in told("--brand", "Acme Air")


def test_a_further_digest_and_a_department_are_asked_for_by_name(sqlite_db: Database, told, capsys):
    five_weeks(sqlite_db, cases=4)
    desk = Scope(edition=Edition(name="desks", department="support"), channels=("care",))
    desks = replace(PLAN, name="desks", scopes=(desk,), channels=())
    run = {"now": EIGHT, "base_url": None, "mask": str}
    assert weekly(sqlite_db, [PLAN, desks], asked("--name", "desks"), **run) == 0
    assert capsys.readouterr().out.startswith("Week 47 · 16 to 22 November 2026 · all brands · support · desks\n")
    assert weekly(sqlite_db, [PLAN, desks], asked("--name", "desks", "--send"), **run) == 0
    assert capsys.readouterr().err == "2026-W47 is queued for care: it goes out while `monitor run` runs\n"
    for arguments, said in (
        (("--name", "board"), "there is no digest called 'board'; there is desks"),
        (
            ("--name", "desks", "--department", "x"),
            "there is no digest of the department 'x'; there is one of: support",
        ),
    ):
        with pytest.raises(CommandError) as refused:
            weekly(sqlite_db, [PLAN, desks], asked(*arguments), **run)
        assert (str(refused.value), refused.value.code) == (said, WRONG)
    assert "· all brands · support\n" in told("--department", "support")


def test_now_is_given_by_the_option_or_the_environment():
    noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
    assert now_of(asked("--now", "2026-11-18T12:00:00Z"), {}) == noon
    assert now_of(asked("--now", "2026-11-18T13:00:00+01:00"), {VARIABLE: "2020-01-01"}) == noon
    assert now_of(asked(), {VARIABLE: "2026-11-18T12:00:00"}) == noon
    assert abs(now_of(asked(), {}) - datetime.now(UTC)) < timedelta(minutes=1)
    with pytest.raises(CommandError, match="is not a time"):
        now_of(asked("--now", "noon"), {})
