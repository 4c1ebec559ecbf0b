"""Would Slack take these blocks? Asked of three that know: slack_sdk's models, the blockkit package, our own table.

None of them alone catches everything; what any one refuses is refused.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import blockkit
from slack_sdk.errors import SlackClientError
from slack_sdk.models.blocks import Block

TOO_LONG = 13_200
"""Characters of all blocks together, as compact JSON: unlisted, measured near this."""

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
_TEXTS = {"plain_text", "mrkdwn"}
_LENGTHS = {
    ("section", "text"): 3000,
    ("section", "fields"): 2000,
    ("header", "text"): 150,
    ("button", "text"): 75,
    ("static_select", "placeholder"): 150,
    ("users_select", "placeholder"): 150,
    ("plain_text_input", "placeholder"): 150,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("image", "title"): 2000,
}
_OPTION_VALUE = 150
_STRINGS = {"block_id": 255, "action_id": 255, "value": 2000, "url": 3000, "alt_text": 2000}
_COUNTS = {
    ("section", "fields"): (1, 10),
    ("context", "elements"): (1, 10),
    ("actions", "elements"): (1, 25),
    ("rich_text", "elements"): (1, 1000),
    ("rich_text_section", "elements"): (1, 1000),
    ("rich_text_quote", "elements"): (1, 1000),
    ("overflow", "options"): (1, 5),
    ("static_select", "options"): (1, 100),
}
_KEYS = {
    "section": "text fields accessory expand",
    "header": "text",
    "divider": "",
    "context": "elements",
    "actions": "elements",
    "image": "image_url slack_file alt_text title",
    "rich_text": "elements",
    "rich_text_section": "elements",
    "rich_text_quote": "elements border",
    "text": "text style",
    "link": "url text style unsafe",
    "button": "text action_id url value style confirm accessibility_label",
    "static_select": "placeholder options option_groups action_id initial_option confirm focus_on_load",
    "overflow": "options action_id confirm",
    "input": "label element hint optional dispatch_action",
    "plain_text_input": "action_id initial_value multiline min_length max_length placeholder focus_on_load",
    "users_select": "action_id initial_user placeholder confirm focus_on_load",
    "datetimepicker": "action_id initial_date_time confirm focus_on_load",
    "plain_text": "text emoji",
    "mrkdwn": "text verbatim",
    "markdown": "text",
}
_KIT = {
    "section": blockkit.Section,
    "header": blockkit.Header,
    "divider": blockkit.Divider,
    "context": blockkit.Context,
    "actions": blockkit.Actions,
    "rich_text": blockkit.RichText,
    "rich_text_section": blockkit.RichTextSection,
    "rich_text_quote": blockkit.RichTextQuote,
    "text": blockkit.RichTextEl,
    "link": blockkit.RichLinkEl,
    "button": blockkit.Button,
    "static_select": blockkit.StaticSelect,
    "overflow": blockkit.Overflow,
    "input": blockkit.Input,
    "plain_text_input": blockkit.PlainTextInput,
    "users_select": blockkit.UsersSelect,
    "datetimepicker": blockkit.DatetimePicker,
}


def refusal(blocks: object, surface: str = "message") -> str | None:
    """Say why Slack would refuse `blocks` in a message, modal or home, or None."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return "blocks are not a list of objects"
    if len(blocks) > MOST_BLOCKS[surface]:
        return f"{len(blocks)} blocks"
    if surface == "message" and any(block.get("type") == "input" for block in blocks):
        return "an input in a message"
    return next(_by_table(blocks), None) or _by_models(blocks) or _by_blockkit(blocks)


def size(blocks: list[dict[str, Any]]) -> int:
    """Return how long `blocks` are together."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))


def _by_table(blocks: list[dict[str, Any]]) -> Iterator[str]:
    parts = list(_parts(blocks))
    for name in ("block_id", "action_id"):
        for value, times in Counter(part[name] for part in parts if name in part).items():
            if times > 1:
                yield f"{name} {value!r} stands {times} times"
    for part in parts:
        yield from _wrong_in(part)


def _parts(thing: Any) -> Iterator[dict[str, Any]]:
    if isinstance(thing, list):
        for item in thing:
            yield from _parts(item)
    elif isinstance(thing, dict):
        yield thing
        for name, value in thing.items():
            if name != "style":
                yield from _parts(value)


def _wrong_in(part: dict[str, Any]) -> Iterator[str]:
    kind = part.get("type", "option")
    if kind == "option":
        allowed = {"text", "value", "url", "description"}
    elif kind in _KEYS:
        allowed = set(_KEYS[kind].split()) | {"type", "block_id"}
    else:
        yield f"no such type: {kind!r}"
        return
    if extra := set(part) - allowed:
        yield f"{kind} has no {sorted(extra)}"
    yield from _wrong_sizes(kind, part)
    yield from _wrong_words(kind, part)
    yield from _wrong_inputs(kind, part)


def _wrong_sizes(kind: str, part: dict[str, Any]) -> Iterator[str]:
    for (owner, name), (least, most) in _COUNTS.items():
        if kind == owner and name in part and not least <= len(part[name]) <= most:
            yield f"{kind} has {len(part[name])} {name}"
    for (owner, name), most in _LENGTHS.items():
        for text in _texts(part.get(name)) if kind == owner else ():
            if not 1 <= len(str(text.get("text"))) <= most:
                yield f"{kind}: {name} is {len(str(text.get('text')))} long"
    for name, most in _STRINGS.items():
        if name in part and not (isinstance(part[name], str) and 0 < len(part[name]) <= most):
            yield f"{kind}: {name} is not 1 to {most} long"


def _wrong_words(kind: str, part: dict[str, Any]) -> Iterator[str]:
    if kind in _TEXTS | {"text", "markdown"} and not (isinstance(part.get("text"), str) and part["text"]):
        yield f"{kind} without text"
    if kind in {"header", "button"} and part.get("text", {}).get("type") != "plain_text":
        yield f"the text of a {kind} must be plain_text"
    if kind == "section" and any(text.get("type") not in _TEXTS for text in _texts(part.get("text"))):
        yield "the text of a section must be mrkdwn or plain_text"
    if kind == "section" and not part.get("text") and not part.get("fields"):
        yield "section without text and fields"
    if kind == "image" and not part.get("alt_text"):
        yield "image without alt_text"
    if kind == "button" and part.get("style") not in {None, "primary", "danger"}:
        yield f"button with style {part['style']!r}"
    if "url" in part and not re.fullmatch(r"https?://[\x21-\x7e]+", str(part["url"])):
        yield f"not an address: {part['url']!r:.80}"


def _wrong_inputs(kind: str, part: dict[str, Any]) -> Iterator[str]:
    if kind == "option" and not 0 < len(part.get("value", "")) <= _OPTION_VALUE:
        yield f"option: value is not 1 to {_OPTION_VALUE} long"
    if kind == "static_select" and "initial_option" in part and part["initial_option"] not in part.get("options", ()):
        yield "static_select: initial_option is not one of the options"
    if kind == "plain_text_input":
        most = part.get("max_length", 3000)
        if not 1 <= most <= 3000 or not 0 <= part.get("min_length", 0) <= most:
            yield "plain_text_input: max_length is not 1 to 3000, or min_length beyond it"
        if "initial_value" in part and not 0 < len(part["initial_value"].encode("utf-16-le")) // 2 <= most:
            yield "plain_text_input: initial_value is longer than max_length, or empty"
    if kind == "datetimepicker" and not re.fullmatch(r"[1-9]\d{9}", str(part.get("initial_date_time", 10**9))):
        yield "datetimepicker: initial_date_time has ten digits"
    if kind == "input" and not {"label", "element"} <= set(part):
        yield "input without label or element"


def _texts(value: Any) -> list[dict[str, Any]]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _by_models(blocks: list[dict[str, Any]]) -> str | None:
    try:
        for block in Block.parse_all(blocks):
            block.to_dict()
    except (SlackClientError, AttributeError, TypeError, ValueError) as error:
        return f"slack_sdk: {error}"
    return None


def _by_blockkit(blocks: list[dict[str, Any]]) -> str | None:
    try:
        for block in blocks:
            if block["type"] in _KIT:
                kit(block)
    except (
        blockkit.core.ComponentValidationError,
        blockkit.core.FieldValidationError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        return f"blockkit: {error}"
    return None


def kit(part: dict[str, Any]) -> Any:
    """The same part, built of blockkit's classes, which check themselves when built."""
    if part.get("type") in _TEXTS:
        return _checked(blockkit.Text(part["text"]).type(part["type"]))
    given = {name: _kit_value(name, value) for name, value in part.items() if name != "type"}
    return _checked(_KIT[part["type"]](**given) if "type" in part else blockkit.Option(**given))


def _checked(component: Any) -> Any:
    component.build()
    return component


def _kit_value(name: str, value: Any) -> Any:
    if name == "style" and isinstance(value, dict):
        return blockkit.RichStyle(**value)
    if isinstance(value, list):
        return [_kit_value(name, item) for item in value]
    return kit(value) if isinstance(value, dict) else value
