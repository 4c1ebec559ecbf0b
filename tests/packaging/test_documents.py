"""The documents: links lead somewhere, commands exist, and what is to be copied works."""

import re
from pathlib import Path

import pytest
import yaml

from monitor.assembly.configuration import read_config
from monitor.cli.table import COMMANDS
from tests.packaging.installing import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:)([^)\s]*)\)")
COMMAND = re.compile(r"(?:^|[`/ ])monitor ([a-z][a-z-]+)", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
YAML = re.compile(r"^( *)```yaml\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
SECRETS = {
    "LLM_TOKEN": "a-token",
    "METRICS_TOKEN": "a-token",
    "SLACK_BOT_TOKEN": "xoxb-1-a",
    "SLACK_APP_TOKEN": "xapp-1-a",
    "SLACK_SIGNING_SECRET": "8f74",
    "TICKETS_WEBHOOK_SECRET": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "CRM_WEBHOOK_SECRET": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "DB_PASSWORD": "a-password",
    "OIDC_SECRET": "a-secret",
    "MAIL_PASSWORD": "a-password",
    "META_TOKEN": "EAAG-a-token",
    "META_APP_SECRET": "a-secret",
    "META_VERIFY_TOKEN": "any words",
    "TELEGRAM_TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
    "TELEGRAM_SECRET": "sixteen_characters_and_more",
    "TRUSTPILOT_KEY": "a-key",
    "TRUSTPILOT_SECRET": "sixteen-characters-and-more",
    "SHOP_SECRET": "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "SMTP_PASSWORD": "a-password",
    "TEAMS_URL": "msteams://a/b/c/d",
}
NEEDED = {
    "brands": [{"name": "Acme Air"}],
    "sources": [{"name": "feed", "kind": "rss", "url": "https://example.org/feed.xml"}],
    "channels": [{"name": "terminal", "kind": "console"}],
}


def _name(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text()):
        file, _, anchor = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in _anchors(target), f"{link} leads to no heading"


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_commands_exist(document: Path) -> None:
    code = "\n".join(CODE.findall(document.read_text()))
    assert set(COMMAND.findall(code)) <= set(COMMANDS)


def _examples() -> list[object]:
    return [
        pytest.param(example, id=f"{_name(document)}-{number}")
        for document in DOCUMENTS
        if document.name != "slack.md" or document.parent.name != "how-to"
        for number, (indent, text) in enumerate(YAML.findall(document.read_text()))
        for example in [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)]
    ]


@pytest.mark.parametrize("example", _examples())
def test_what_is_to_be_copied_into_the_configuration_is_right(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    (tmp_path / "play.json").write_text("{}")
    file = tmp_path / "config.yaml"
    missing = {key: value for key, value in NEEDED.items() if key not in yaml.safe_load(example)}
    file.write_text(f"{yaml.safe_dump(missing)}\n{example}")
    assert read_config(file).brands


def test_every_document_is_in_the_index() -> None:
    indexes = (ROOT / "docs" / "README.md", ROOT / "docs" / "sources" / "README.md")
    linked = {
        (index.parent / link.partition("#")[0]).resolve()
        for index in indexes
        for link in LINK.findall(index.read_text())
    }
    assert set(DOCUMENTS) - {indexes[0]} <= linked
