"""`monitor slack`: an app that Slack takes, and a trial that leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from monitor.cli.main import main
from tests.fake_slack import FakeSlack, Fault

TOP = {"display_information", "features", "oauth_config", "settings"}


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["slack", "manifest", *arguments]) == 0
    made: dict[str, object] = yaml.safe_load(capsys.readouterr().out)
    return made


class TestManifest:
    def test_it_is_on_a_socket_and_keeps_slacks_limits(self, capsys):
        made = printed(capsys)
        assert set(made) == TOP
        assert len(made["display_information"]["name"]) <= 35
        assert len(made["display_information"]["description"]) <= 140
        (command,) = made["features"]["slash_commands"]
        assert command["command"] == "/complaints"
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000
        assert made["features"]["app_home"]["home_tab_enabled"] is True
        assert made["settings"]["socket_mode_enabled"] is True
        assert made["settings"]["interactivity"] == {"is_enabled": True}
        assert made["settings"]["event_subscriptions"] == {"bot_events": ["app_home_opened"]}

    def test_by_requests_every_way_in_has_the_address(self, capsys):
        url = "https://monitor.example.org/slack/events"
        made = printed(capsys, "--http", url, "--name", "Ears")
        settings = made["settings"]
        assert settings["socket_mode_enabled"] is False
        assert settings["interactivity"]["request_url"] == settings["event_subscriptions"]["request_url"] == url
        assert made["features"]["slash_commands"][0]["url"] == url
        assert made["features"]["bot_user"]["display_name"] == "Ears"

    @pytest.mark.parametrize("wrong", [["--name", "x" * 36], ["--name", " "], ["--http", "http://plain.example"]])
    def test_what_slack_would_not_take_is_refused(self, wrong, capsys):
        assert main(["slack", "manifest", *wrong]) == 2
        assert "monitor: " in capsys.readouterr().err

    def test_the_guide_shows_the_same(self, capsys):
        guide = (Path(__file__).parents[2] / "docs/how-to/slack.md").read_text("utf-8")
        assert yaml.safe_load(guide.split("```yaml\n", 1)[1].split("```", 1)[0]) == printed(capsys)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def config(tmp_path: Path, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-canary")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-canary")
    tokens = 'token: "${SLACK_BOT_TOKEN}", app_token: "${SLACK_APP_TOKEN}"'
    channel = f'{{name: cx, kind: slack, {tokens}, channel: C0123456789, base_url: "{slack.base_url}", watchdog: 2}}'
    path = tmp_path / "config.yaml"
    path.write_text(f"brands: [{{name: Acme}}]\nsources: [{{name: s, kind: sample}}]\nchannels: [{channel}]\n")
    return path


def tried(config: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, str]]:
    code = main(["slack", "test", "--config", str(config), *more])
    lines = (line.split(": ", 3) for line in capsys.readouterr().out.splitlines())
    return code, {step: f"{state}: {told}" for _, step, state, told in lines}


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
class TestTrial:
    def test_everything_is_tried_and_nothing_stays(self, config, slack, capsys):
        code, steps = tried(config, capsys)
        assert code == 0
        assert {step: told.split(":")[0] for step, told in steps.items()} == dict.fromkeys(
            ("app", "scopes", "post", "change", "look up", "delete", "socket"), "ok"
        )
        assert slack.messages() == []
        assert slack.violations == []

    def test_missing_scopes_are_named_with_what_they_cost(self, config, slack, capsys):
        slack.scopes = "chat:write,channels:read,groups:read,commands,users:read"
        code, steps = tried(config, capsys)
        assert code == 0
        assert steps["scope files:write"] == "weaker: missing: a digest comes without its chart"
        assert steps["look up"].startswith("weaker: ")
        assert slack.messages() == []

    def test_what_is_essential_fails_the_trial(self, config, slack, capsys):
        slack.fail("chat.update", Fault.error("cant_update_message"))
        code, steps = tried(config, capsys)
        assert code == 1
        assert steps["change"].startswith("FAILED: ")
        assert steps["delete"] == "ok: it is deleted"
        assert slack.messages() == []

    def test_a_token_that_is_not_known_ends_it_at_once(self, config, slack, capsys):
        slack.fail("auth.test", Fault.error("invalid_auth"))
        code, steps = tried(config, capsys)
        assert (code, list(steps)) == (1, ["app"])

    def test_it_is_told_as_json(self, config, capsys):
        assert main(["slack", "test", "--config", str(config), "--json", "--channel", "cx"]) == 0
        assert '"name": "socket"' in capsys.readouterr().out

    def test_another_channel_is_not_known(self, config, capsys):
        assert main(["slack", "test", "--config", str(config), "--channel", "nope"]) == 2
        assert "there are: cx" in capsys.readouterr().err
