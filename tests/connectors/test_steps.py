"""What a kind needs is told step by step, in the names under which it is then written down."""

import re

import pytest

import connectors.registry
from monitor.config.fields import is_secret

FREE = {"http_json", "webhook"}
"""Whose secrets are whatever the other side gives out."""
OTHER_WORDS = {"script", "web", ".env"}


@pytest.mark.parametrize("name", sorted(set(connectors.registry.kinds()) - FREE))
def test_whoever_needs_credentials_is_led_to_them(name: str) -> None:
    kind = connectors.registry.kind(name)
    assert kind.steps or not any(is_secret(field) for field in kind.settings.model_fields.values())
    schema = kind.settings.model_json_schema()
    settings = {key for part in (schema, *schema.get("$defs", {}).values()) for key in part.get("properties", {})}
    for step in kind.steps:
        assert step.endswith((".", "`")), step
        named = {word.partition(":")[0] for word in re.findall(r"`([^`]+)`", step)}
        assert named <= settings | OTHER_WORDS, step
