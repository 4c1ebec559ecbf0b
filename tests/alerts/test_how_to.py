"""The guides say what is so."""

import json
import re
from pathlib import Path

import yaml

from alerts import slack, webhook
from alerts.slack.settings import SlackSettings
from tests.alerts.notices import ALERT
from tests.fake_slack.reference import METHODS

GUIDES = Path(__file__).parents[2] / "docs" / "how-to"


def guide(name: str) -> str:
    return (GUIDES / name).read_text(encoding="utf-8")


def block(text: str, language: str, number: int = 0) -> str:
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return blocks[number]


def test_the_manifest_asks_for_every_scope_that_is_used() -> None:
    manifest = yaml.safe_load(block(guide("slack.md"), "yaml"))
    asked = set(manifest["oauth_config"]["scopes"]["bot"])
    for name, method in METHODS.items():
        assert not method.scopes or asked & set(method.scopes), name
    assert manifest["settings"]["socket_mode_enabled"]
    assert manifest["settings"]["interactivity"]["is_enabled"]


def test_the_table_of_settings_is_whole() -> None:
    settings = guide("slack.md").split("## All settings")[1]
    assert re.findall(r"^\| `(\w+)`", settings, re.MULTILINE) == list(SlackSettings.model_fields)


def test_the_example_of_a_slack_channel_is_valid() -> None:
    [example] = yaml.safe_load(block(guide("slack.md"), "yaml", 1))["channels"]
    given = {key: value for key, value in example.items() if key not in {"name", "kind"}}
    slack.KIND.settings.model_validate(given | {"token": "xoxb-1", "app_token": "xapp-1"})


def test_the_example_of_signed_requests_is_valid() -> None:
    [example] = yaml.safe_load(block(guide("slack-buttons.md"), "yaml"))["channels"]
    given = {key: value for key, value in example.items() if key not in {"name", "kind"}}
    slack.KIND.settings.model_validate(given | {"token": "xoxb-1", "signing_secret": "signing-1"})


def test_the_example_of_a_webhook_is_valid_and_shows_every_key() -> None:
    [example] = yaml.safe_load(block(guide("webhook.md"), "yaml"))["channels"]
    assert set(example) - {"name", "kind"} <= set(webhook.WebhookSettings.model_fields)
    data = json.loads(block(guide("webhook.md"), "json"))["data"]
    assert set(data) == set(webhook.payload_of(ALERT))
