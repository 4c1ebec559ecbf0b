"""`monitor`: usage, the ways in which a command ends, and how little `--help` loads."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.cli import main as command_line
from monitor.cli.commands import Later, formatter, runner
from monitor.cli.table import COMMANDS
from tests.cli.commands import TABLE

ROOT = Path(__file__).parents[2]
HEAVY = {"pydantic", "yaml", "rich", "sqlalchemy", "sqlmodel", "httpx", "fastapi", "structlog", "typing", "dataclasses"}


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line, "COMMANDS", TABLE)


def usage_error(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)
    return ended.value.code


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert usage_error("--help") == 0
    shown = capsys.readouterr().out
    assert all(name in shown and tells[:40] in " ".join(shown.split()) for name, (tells, _) in COMMANDS.items())


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert usage_error("--version") == 0
    assert capsys.readouterr().out.startswith("monitor ")


@pytest.mark.parametrize(
    "arguments", [(), ("nonsense",), ("fine", "--lou"), ("--conf", "x", "fine"), ("fine", "extra"), ("group",)]
)
@pytest.mark.usefixtures("commands")
def test_wrong_usage_ends_with_two_and_a_word_on_stderr(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert usage_error(*arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "usage: monitor" in shown.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("fine",), "config=config.yaml debug=False loud=False"),
        (("fine", "--loud"), "config=config.yaml debug=False loud=True"),
        (("--config", "a.yaml", "--debug", "fine"), "config=a.yaml debug=True loud=False"),
        (("fine", "--config", "a.yaml", "--debug"), "config=a.yaml debug=True loud=False"),
        (("--config", "a.yaml", "fine", "--config", "b.yaml"), "config=b.yaml debug=False loud=False"),
        (("--config", "a.yaml", "group", "fine", "--debug"), "config=a.yaml debug=True loud=False"),
        (("group", "--config", "a.yaml", "fine"), "config=a.yaml debug=False loud=False"),
    ],
)
@pytest.mark.usefixtures("commands")
def test_config_and_debug_stand_before_or_behind_the_command(
    arguments: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(arguments) == 0
    assert capsys.readouterr().out == f"{told}\n"


@pytest.mark.usefixtures("commands")
class TestEndings:
    def test_what_falls_short_ends_with_one(self) -> None:
        assert command_line.main(["late"]) == 1

    def test_an_impossible_wish_is_told_in_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command_line.main(["impossible"]) == 2
        assert capsys.readouterr().err == "monitor: there is no case C-7; `monitor cases list` lists them\n"

    def test_a_wrong_configuration_is_told_problem_by_problem(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command_line.main(["misconfigured"]) == 2
        assert capsys.readouterr().err.splitlines() == [
            "config.yaml:1: stor: unknown key; remove it",
            "config.yaml:2: web: not so; change it",
        ]

    def test_an_unexpected_error_is_one_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command_line.main(["buggy"]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.startswith("monitor: unexpected LookupError in run_buggy (commands.py:")
        assert shown.err.count("\n") == 1

    def test_with_debug_its_traceback_is_there_too(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command_line.main(["--debug", "buggy"]) == 1
        shown = capsys.readouterr().err
        assert "Traceback" in shown
        assert "no such thing" in shown

    def test_but_no_secret_of_the_configuration(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("CANARY", "xoxb-hunter2")
        (tmp_path / "config.yaml").write_text('channels: [{token: "${CANARY}"}]\n')
        assert command_line.main(["--debug", "--config", str(tmp_path / "config.yaml"), "buggy"]) == 1
        shown = capsys.readouterr().err
        assert "hunter2" not in shown
        assert "said ${CANARY}" in shown

    def test_an_interruption_is_quiet(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert command_line.main(["interrupted"]) == 130
        assert capsys.readouterr().err == ""


def test_one_who_stops_reading_our_output_is_no_error() -> None:
    start = "from monitor.cli import main; from tests.cli.commands import TABLE; main.COMMANDS = TABLE; "
    run = [sys.executable, "-c", f"{start} import sys; sys.exit(main.main(['piped']))"]
    with subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_help_loads_nothing_that_takes_long() -> None:
    code = "import sys; from monitor.cli.main import parser; parser().format_help(); print(*sys.modules)"
    run = subprocess.run(  # -S: what an environment's start-up hooks import is not ours
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(run.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_parser_and_something_that_runs_it(name: str) -> None:
    tells, fill = COMMANDS[name]
    assert all(callable(runner(run)) for run in runs(name, tells, fill))


def runs(name: str, tells: str, fill: str) -> list[str]:
    """What runs the command `name`, or each of the commands that it holds."""
    parser = argparse.ArgumentParser(prog=f"monitor {name}", formatter_class=formatter)
    runner(fill)(parser)  # type: ignore[arg-type] # a filler takes the parser
    held = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not held:
        return [parser.get_default("run")]
    inner = [item for action in held for item in action.choices.items() if isinstance(item[1], Later)]
    return [run for inner_name, later in inner for run in runs(f"{name} {inner_name}", later._tells, later._fill)]


def test_the_module_runs_as_a_program() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "monitor", "check", "--config", "/no/such.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "/no/such.yaml: there is no such file; `monitor init` writes one\n"
