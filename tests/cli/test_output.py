"""What is printed can be read: by people, by machines, and by nobody's terminal as a command."""

import json
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from monitor.cli.output import complain, one_line, printable, say, show_json, show_table


class Colour(StrEnum):
    RED = "red"


def test_text_goes_to_stdout_and_complaints_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    say("done")
    complain("wrong")
    assert capsys.readouterr() == ("done\n", "wrong\n")


def test_nothing_that_a_terminal_would_obey_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[2Jb\x07\u202ec\u200bd\ne\tf")
    assert capsys.readouterr().out == "a\ufffd[2Jb\ufffd\ufffdc\ufffdd\ne\ufffdf\n"
    assert printable("naïve ✈ 日本 😀") == "naïve ✈ 日本 😀"


def test_json_is_one_document_with_times_in_utc(capsys: pytest.CaptureFixture[str]) -> None:
    east = timezone(timedelta(hours=2))
    show_json(
        {"at": datetime(2026, 11, 22, 23, 5, tzinfo=east), "for": timedelta(minutes=2), "is": Colour.RED, "é": None}
    )
    assert json.loads(capsys.readouterr().out) == {"at": "2026-11-22T21:05:00Z", "for": 120.0, "is": "red", "é": None}


def test_a_table_is_aligned_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(["ID", "TITLE"], [["C-1", "late\nagain"], ["C-1042", None]], empty="no cases")
    assert capsys.readouterr().out == "ID      TITLE\nC-1     late again\nC-1042\n"


def test_an_empty_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(["ID"], [], empty="no cases")
    assert capsys.readouterr().out == "no cases\n"


@pytest.mark.parametrize("plain", ["1", ""])
def test_on_a_terminal_it_is_drawn_and_no_color_is_honoured(
    plain: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", plain)
    show_table(["ID", "TITLE"], [["C-1", "[red]late[/red] \x1b[31m"]], empty="no cases")
    shown = capsys.readouterr().out
    assert "[red]late[/red]" in shown
    assert "\x1b[31m" not in shown


def test_a_line_is_one_line() -> None:
    assert one_line(" a\n\tb  c ") == "a b c"


def test_times_without_a_difference_are_utc(capsys: pytest.CaptureFixture[str]) -> None:
    show_json([datetime(2026, 1, 2, tzinfo=UTC)])
    assert json.loads(capsys.readouterr().out) == ["2026-01-02T00:00:00Z"]
