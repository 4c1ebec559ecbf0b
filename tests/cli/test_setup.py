"""`monitor init` writes a configuration that `monitor check` finds right."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.assembly.configuration import read_config
from monitor.cli import check as checking
from monitor.cli.main import main
from monitor.config.live import LiveCheck
from monitor.config.schema import Config

ROOT = Path(__file__).parents[2]

Answer = Callable[..., None]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Put a person at a terminal who gives these answers, and then leaves."""

    def give(*answers: str) -> None:
        told: Iterator[str] = iter(answers)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setattr("builtins.input", lambda _: next(told))

    return give


class TestInit:
    def test_writes_the_sample_where_nobody_can_be_asked(self, tmp_path: Path) -> None:
        assert main(["init", str(tmp_path / "new" / "place")]) == 0
        written = (tmp_path / "new" / "place" / "config.yaml").read_text()
        assert written == (ROOT / "config.yaml").read_text()

    def test_names_the_secrets_beside_it(self, tmp_path: Path) -> None:
        main(["init", str(tmp_path)])
        lines = (tmp_path / ".env.example").read_text().splitlines()
        assert lines[1:] == ["# DB_PASSWORD=", "# SLACK_BOT_TOKEN=", "# SLACK_APP_TOKEN=", "# CRM_WEBHOOK_SECRET="]

    def test_says_what_is_next(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["init", str(tmp_path)])
        config = tmp_path / "config.yaml"
        assert f"next: monitor check --config {config}, then monitor run" in capsys.readouterr().out

    def test_without_a_folder_writes_here(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert main(["init"]) == 0
        assert "next: monitor check, then monitor run\n" in capsys.readouterr().out
        assert main(["check"]) == 0

    @pytest.mark.parametrize("there", ["config.yaml", ".env.example"])
    def test_never_writes_over_what_is_there(
        self, tmp_path: Path, there: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / there).write_text("mine")
        assert main(["init", str(tmp_path)]) == 1
        assert [path.name for path in tmp_path.iterdir()] == [there]
        assert (tmp_path / there).read_text() == "mine"
        assert "would be written over; name another folder, or use --force" in capsys.readouterr().err

    def test_unless_it_is_forced(self, tmp_path: Path) -> None:
        (tmp_path / "config.yaml").write_text("mine")
        assert main(["init", str(tmp_path), "--force"]) == 0
        assert main(["check", "--config", str(tmp_path / "config.yaml")]) == 0

    def test_where_it_cannot_write_it_says_so(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "file").write_text("")
        assert main(["init", str(tmp_path / "file")]) == 1
        assert "cannot be written: " in capsys.readouterr().err

    def test_asks_on_a_terminal_and_empty_answers_are_the_sample(self, tmp_path: Path, answer: Answer) -> None:
        answer("", "")
        assert main(["init", str(tmp_path)]) == 0
        assert (tmp_path / "config.yaml").read_text() == (ROOT / "config.yaml").read_text()

    def test_puts_the_answers_in(
        self, tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        answer("steem", "steam, google_play steam", "Acme: ${Air} #1", "", "440", "test.acme.app", "570", "C0123456789")
        assert main(["init", str(tmp_path)]) == 0
        shown = capsys.readouterr().out
        assert 'steem is not a kind of source; did you mean "steam"?' in shown
        assert "fill in the secrets" in shown
        assert "still to do: " in shown
        assert "channels[0].token: the secret SLACK_BOT_TOKEN is not set" in shown
        env = (tmp_path / ".env.example").read_text().splitlines()
        assert {"SLACK_BOT_TOKEN=", "SLACK_APP_TOKEN="} <= set(env)
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
        monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-test")
        text = (
            (tmp_path / "config.yaml")
            .read_text()
            .replace("package: test.acme.app", "package: test.acme.app, service_account_file: key.json")
        )
        (tmp_path / "config.yaml").write_text(text)
        config = read_config(tmp_path / "config.yaml")
        assert [brand.name for brand in config.brands] == ["Acme: ${Air} #1"]
        assert [(source.name, source.kind) for source in config.sources] == [
            ("steam", "steam"), ("google-play", "google_play"), ("steam-2", "steam"),
        ]  # fmt: skip
        assert [channel.kind for channel in config.channels] == ["slack", "console"]
        assert {config.operators, *config.digest.to, *(each.channel for each in config.departments)} == {"cx"}

    def test_one_who_wants_the_sample_in_slack_gets_it(
        self, tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answer("sample", "C0123456789")
        assert main(["init", str(tmp_path)]) == 0
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-test")
        monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-test")
        config = read_config(tmp_path / "config.yaml")
        assert ([source.kind for source in config.sources], config.channels[0].kind) == (["sample"], "slack")

    def test_one_who_leaves_in_the_middle_leaves_nothing_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def gone(_: str) -> str:
            raise EOFError

        answer()
        monkeypatch.setattr("builtins.input", gone)
        assert main(["init", str(tmp_path)]) == 1
        assert list(tmp_path.iterdir()) == []
        assert capsys.readouterr().err == "monitor: no more answers: nothing was written\n"


DIGEST = "digest on monday 08:00 Europe/London: all brands to terminal\n"


class TestCheck:
    def test_a_right_configuration_is_counted(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--config", str(ROOT / "config.yaml")]) == 0
        assert capsys.readouterr().out == f"{ROOT / 'config.yaml'} is valid: 1 brand, 1 source, 1 channel\n" + DIGEST

    def test_a_wrong_one_is_told_on_stderr(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "config.yaml").write_text(
            (ROOT / "config.yaml").read_text().replace("kind: sample", "kind: sampel")
        )
        assert main(["check", "--config", str(tmp_path / "config.yaml")]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert 'sources[0].kind: "sampel" is not a kind of source; did you mean "sample"?' in shown.err

    def test_or_in_json_on_stdout(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "config.yaml").write_text("sources: [}")
        assert main(["check", "--json", "--config", str(tmp_path / "config.yaml")]) == 2
        (problem,) = json.loads(capsys.readouterr().out)["problems"]
        assert set(problem) == {"file", "line", "column", "key", "message", "remedy"}
        assert problem["line"] == 1

    @pytest.mark.parametrize(("ok", "code"), [(True, 0), (False, 1)])
    @pytest.mark.parametrize("as_json", [False, True])
    def test_live_tells_what_became_of_each_request(
        self, ok: bool, code: int, as_json: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked: list[Config] = []

        def live(config: Config) -> Iterator[LiveCheck]:
            asked.append(config)
            yield LiveCheck(part="source", name="sample", kind="sample", ok=True, told="12 mentions", seconds=0.04)
            yield LiveCheck(part="channel", name="terminal", kind="console", ok=ok, told="told\nso", seconds=1.0)

        monkeypatch.setattr(checking, "_live_checks", live)
        options = ["--json"] if as_json else []
        assert main(["check", "--live", "--config", str(ROOT / "config.yaml"), *options]) == code
        assert len(asked) == 1
        shown = capsys.readouterr().out
        if as_json:
            assert [each["ok"] for each in json.loads(shown)["live"]] == [True, ok]
        else:
            state = "ok" if ok else "FAILED"
            assert "source sample (sample): ok in 0.0 s: 12 mentions\n" in shown
            assert f"channel terminal (console): {state} in 1.0 s: told so\n" in shown
