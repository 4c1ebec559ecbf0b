"""What stands in a block: texts, and what can be pressed. Pure; every limit of Block Kit's is kept by construction.

Words that may be a customer's stand in `rich_text`, which Slack never parses, or in escaped `plain_text`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from alerts.contract import Button, Choice, Invalid, Menu
from alerts.slack.links import safe
from alerts.slack.text import cut, escape, length
from alerts.text import one_line

Block = dict[str, Any]

LINK = ":link"
"""The action of what only opens an address: Slack tells of that press, too, and nothing follows from it."""

SECTION = 2900
"""Characters of one section; Slack takes 3,000."""
BUTTONS_A_BLOCK = 25

_BUTTON_LABEL, _BUTTON_VALUE, _ACTION_ID = 75, 2000, 255
_OVERFLOW, _CHOICES, _CHOICE_LABEL, _CHOICE_VALUE, _PLACEHOLDER = 5, 100, 75, 150, 150
_NUMBERED = re.compile(r"#\d+$", re.ASCII)


def action_of(action_id: str) -> str:
    """Return the action that an `action_id` of ours stands for."""
    return _NUMBERED.sub("", action_id)


class Pressables:
    """The buttons and menus of one message or view: each gets an `action_id` of its own.

    The id is the action; each further one of the same action gets `#2`, `#3` behind it. Raises `Invalid` for what
    Slack cannot carry, since to leave it out would hide what it does.
    """

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def button(self, button: Button) -> Block | None:
        """Return the element, or None for an address that nobody should press."""
        element: Block = {"type": "button", "action_id": self._id(LINK if button.url else button.action or LINK)}
        if len(button.value or "") > _BUTTON_VALUE:
            raise Invalid(f"the button {button.label!r} carries more than Slack takes")
        element |= {"text": plain(button.label, _BUTTON_LABEL)}
        if button.url is not None:
            url = safe(button.url)
            return {**element, "url": url} if url else None
        if button.primary:
            element["style"] = "primary"
        return {**element, "value": button.value} if button.value else element

    def menu(self, menu: Menu) -> Block | None:
        """Return the element: three dots where the choices are few, else a list to choose from; None without any."""
        if not menu.choices:
            return None
        element = {"action_id": self._id(menu.action), "options": options(menu.choices)}
        if len(menu.choices) <= _OVERFLOW:
            return {"type": "overflow", **element}
        return {"type": "static_select", "placeholder": plain(menu.label, _PLACEHOLDER), **element}

    def _id(self, action: str) -> str:
        self._seen[action] += 1
        numbered = action if self._seen[action] == 1 else f"{action}#{self._seen[action]}"
        if action_of(action) != action or not 0 < len(numbered) <= _ACTION_ID:
            raise Invalid(f"{action[:60]!r} is no action that Slack can carry")
        return numbered


def options(choices: Sequence[Choice]) -> list[Block]:
    """Return `choices` as a menu's options. Raises `Invalid` where they are none, too many or too long."""
    if not 0 < len(choices) <= _CHOICES or any(not 0 < len(choice.value) <= _CHOICE_VALUE for choice in choices):
        raise Invalid(f"1 to {_CHOICES} choices, each with a value of 1 to {_CHOICE_VALUE} characters, are a menu")
    return [{"text": plain(choice.label, _CHOICE_LABEL), "value": choice.value} for choice in choices]


def paragraphs(body: str) -> list[Block]:
    """Return a text of ours as rich text, split between lines into parts that a section can hold."""
    return [rich(section(words(part))) for part in _parts(body)]


def rich(*elements: Block) -> Block:
    """Return a block of rich text."""
    return {"type": "rich_text", "elements": list(elements)}


def section(*elements: Block) -> Block:
    """Return a part of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def quote(text: str) -> Block:
    """Return a part of rich text that is set apart as somebody's words."""
    return {"type": "rich_text_quote", "elements": [words(text)]}


def words(text: str) -> Block:
    """Return a text that Slack does not parse."""
    return {"type": "text", "text": text}


def bold(text: str) -> Block:
    """Return a text that Slack does not parse, in bold."""
    return {**words(text), "style": {"bold": True}}


def plain(text: str, limit: int) -> Block:
    """Return a label: one line, escaped, `limit` characters at most, never empty."""
    return {"type": "plain_text", "text": escape(cut(one_line(text) or "…", limit)), "emoji": False}


def header(text: str) -> Block:
    """Return a heading."""
    return {"type": "header", "text": plain(text, 150)}


def _parts(body: str) -> list[str]:
    parts: list[str] = []
    for line in body.split("\n") if body else []:
        for piece in _pieces(line):
            if parts and length(parts[-1]) + length(piece) < SECTION:
                parts[-1] += f"\n{piece}"
            else:
                parts.append(piece)
    return [part for part in parts if part.strip()]


def _pieces(line: str) -> list[str]:
    """A line that is longer than a section by itself, in slices; the widest character is five escaped."""
    width = SECTION if length(line) < SECTION else SECTION // 5
    return [line[start : start + width] for start in range(0, len(line), width)] or [""]
