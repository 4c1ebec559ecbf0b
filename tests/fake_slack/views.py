"""Would Slack take this view? Asked of slack_sdk's models, the blockkit package and our own table."""

import json
from collections.abc import Iterator
from typing import Any

import blockkit
from slack_sdk.errors import SlackClientError
from slack_sdk.models.views import View

from tests.fake_slack import blocks as block_kit

TOO_LARGE = 250_000
"""Characters of a view as compact JSON: `view_too_large`."""

_KEYS = {
    "modal": "title submit close blocks private_metadata callback_id external_id clear_on_close notify_on_close "
    "submit_disabled",
    "home": "blocks private_metadata callback_id external_id",
}
_STRINGS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}
_LABELS = ("title", "submit", "close")


def refusal(view: object) -> str | None:
    """Say why Slack would refuse `view`, or None."""
    if not isinstance(view, dict) or view.get("type") not in _KEYS:
        return "a view is a modal or a home"
    blocks = view.get("blocks")
    if not blocks:
        return "a view without blocks"
    return next(_by_table(view), None) or block_kit.refusal(blocks, view["type"]) or _by_packages(view)


def _by_table(view: dict[str, Any]) -> Iterator[str]:
    kind = view["type"]
    if extra := set(view) - set(_KEYS[kind].split()) - {"type"}:
        yield f"a {kind} has no {sorted(extra)}"
    for name, most in _STRINGS.items():
        if name in view and not (isinstance(view[name], str) and len(view[name]) <= most):
            yield f"{name} is longer than {most}"
    for name in _LABELS:
        text = view.get(name)
        if text is not None and not (text.get("type") == "plain_text" and 1 <= len(text.get("text", "")) <= 24):
            yield f"{name} is not 1 to 24 characters of plain text"
    if kind == "modal" and "title" not in view:
        yield "a modal without a title"
    if kind == "modal" and "submit" not in view and any(block.get("type") == "input" for block in view["blocks"]):
        yield "a modal with inputs and nothing to submit them by"
    if len(json.dumps(view, ensure_ascii=False, separators=(",", ":"))) > TOO_LARGE:
        yield "the view is too large"


def _by_packages(view: dict[str, Any]) -> str | None:
    try:
        View(**view).to_dict()
        _kit(view)
    except (
        SlackClientError,
        blockkit.core.ComponentValidationError,
        blockkit.core.FieldValidationError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        return f"slack_sdk or blockkit: {error}"
    return None


def _kit(view: dict[str, Any]) -> None:
    labels = {name: blockkit.Text(view[name]["text"]).type("plain_text") for name in _LABELS if name in view}
    blocks = [block_kit.kit(block) for block in view["blocks"]]
    given = {name: view[name] for name in _STRINGS if name in view}
    surface: Any = blockkit.Modal if view["type"] == "modal" else blockkit.Home
    surface(blocks=blocks, **labels, **given).build()
