"""The sample, the JSON Schema and the reference say what the models say."""

import json
from pathlib import Path
from typing import Any, get_args

import yaml

from connectors.sample import BRAND, EXCLUDE, KEYWORDS, OWN_ACCOUNTS
from monitor.assembly.configuration import read_config
from monitor.config.jsonschema import json_schema
from monitor.config.part import SeverityName, TopicName
from monitor.config.reference import reference
from monitor.config.schema import Config
from monitor.config.template import Answers, config_text, env_text, sample_text
from monitor.domain.score import Severity, Topic
from tests.config.kinds import channel_kinds, source_kinds

ROOT = Path(__file__).parents[2]


def schema() -> dict[str, Any]:
    return json_schema(source_kinds(), channel_kinds())


def test_topics_and_severities_are_those_of_the_domain() -> None:
    assert get_args(get_args(TopicName)[0]) == tuple(Topic)
    assert get_args(SeverityName) == tuple(Severity)


class TestSample:
    def test_is_the_one_at_the_root(self) -> None:
        assert (ROOT / "config.yaml").read_text("utf-8") == sample_text()

    def test_is_valid_and_needs_no_secret(self) -> None:
        config = read_config(ROOT / "config.yaml")
        assert config.store.endswith("/monitor.db")
        assert [source.kind for source in config.sources] == ["sample"]
        assert [channel.kind for channel in config.channels] == ["console"]

    def test_knows_the_brand_of_the_story(self) -> None:
        (brand,) = read_config(ROOT / "config.yaml").brands
        assert (brand.name, brand.keywords, brand.exclude) == (BRAND, KEYWORDS, EXCLUDE)
        assert brand.own_accounts == OWN_ACCOUNTS

    def test_shows_every_key_and_its_default_where_it_says_so(self) -> None:
        written = yaml.safe_load(sample_text())
        offered = {line.removeprefix("# ").partition(":")[0] for line in sample_text().splitlines()}
        assert set(Config.model_fields) <= set(written) | offered

    def test_its_commented_examples_are_right_but_for_what_must_be_filled_in(self, tmp_path: Path) -> None:
        text = sample_text().replace("  # - ", "  - ")
        (tmp_path / "config.yaml").write_text(text)
        (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-test\nSLACK_APP_TOKEN=xapp-test\n")
        config = read_config(tmp_path / "config.yaml")
        kinds = ["sample", "rss", "hackernews", "mastodon", "google_play"]
        assert [source.kind for source in config.sources] == kinds
        assert [channel.kind for channel in config.channels] == ["console", "slack"]

    def test_with_answers_keeps_the_comments_that_are_not_about_the_sample(self) -> None:
        text = config_text(Answers(brand=None, sources=(), slack_channel="C0123456789"))
        assert all(line in text for line in sample_text().splitlines() if line.startswith("#"))
        text = config_text(Answers(brand="Acme: Air", sources=(), slack_channel=None))
        assert "sorrel" not in text.lower()
        assert "  # - {name: news, kind: rss, brand: 'Acme: Air', every: 15m, " in text

    def test_the_env_file_has_used_secrets_to_fill_in_and_offered_ones_commented(self) -> None:
        assert env_text('a: "${B_1}"\n# c: ${D}\ne: $${F} # ${G}\n').splitlines()[1:] == ["B_1=", "# D=", "# G="]


class TestSchema:
    def test_is_plain_json_that_refers_to_nothing_it_lacks(self) -> None:
        text = json.dumps(schema())
        named = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
        assert named == set(schema()["$defs"])

    def test_has_every_key_of_the_configuration(self) -> None:
        assert set(schema()["properties"]) == set(Config.model_fields)
        assert schema()["required"] == ["brands", "sources", "channels"]
        assert schema()["additionalProperties"] is False

    def test_has_for_each_kind_the_shared_keys_and_its_own(self) -> None:
        rss, app = schema()["properties"]["sources"]["items"]["oneOf"]
        assert (rss["properties"]["kind"], app["properties"]["kind"]) == ({"const": "rss"}, {"const": "app"})
        assert {"name", "kind", "brand", "brands", "every", "first_run", "url", "base_url"} <= set(rss["properties"])
        assert (rss["required"], app["required"]) == (["name", "kind", "url"], ["name", "kind", "app", "key"])
        assert "settings" not in rss["properties"]

    def test_wants_secrets_as_references(self) -> None:
        _, app = schema()["properties"]["sources"]["items"]["oneOf"]
        assert app["properties"]["key"]["pattern"].startswith(r"\$\{")

    def test_shows_defaults_as_they_are_written(self) -> None:
        parts = schema()["$defs"]
        assert parts["Retention"]["properties"]["mentions"]["default"] == "400d"
        assert parts["Digest"]["properties"]["every"]["default"] == "monday 08:00"
        assert parts["Digest"]["properties"]["timezone"]["default"] == "UTC"
        assert parts["Sla"]["properties"]["critical"]["default"] == "30m"


class TestReference:
    def test_has_a_row_for_every_key(self) -> None:
        text = reference(schema())
        parts = [schema(), *schema()["$defs"].values()]
        for kind in schema()["properties"]["sources"]["items"]["oneOf"]:
            parts.append(kind)
        assert all(f"| `{key}` |" in text for part in parts for key in part["properties"])

    def test_has_a_section_for_every_part_and_kind(self) -> None:
        text = reference(schema())
        assert all(f"\n## {name}\n" in text for name in schema()["$defs"])
        assert "\n### `kind: app` (source)\n" in text
        assert "\n### `kind: console` (channel)\n\nNothing more to set.\n" in text

    def test_says_what_may_stand_at_a_key_and_what_does_otherwise(self) -> None:
        text = reference(schema())
        assert "| `port` | whole number | `8080` |" in text
        assert "| `until` | duration | `7d` |" in text
        assert "| `engine` | `embedded`, `distributed` | `embedded` |" in text
        assert "| `key` | text | required | The account's key. |" in text
