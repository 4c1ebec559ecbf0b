"""A notice as a Slack message. Pure; every limit of Block Kit's is kept by construction.

Words that may be a customer's stand in `rich_text`, which Slack never parses, or in escaped `plain_text`; nothing
here is mrkdwn but the fallback text, which holds only our title.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from alerts.contract import Button, Fact, Invalid, Notice, Tone
from alerts.slack.links import host_of, safe
from alerts.slack.text import cut, escape, length
from alerts.text import clean, one_line

Block = dict[str, Any]

ALERT_BUDGET = 3000
"""Characters of a message with a quote."""
DIGEST_BUDGET = 10_000
"""Characters of a message without; Slack refuses them somewhere near 13,200."""

_HEADER, _FACT_LABEL, _FACT_VALUE, _SECTION = 150, 160, 300, 2900
_QUOTE_SHARE = 1500
_LINE, _GAP, _NEW_LINE, _MORE = 80, "\u2003\u2003", "\n", 20
_BUTTONS, _BUTTONS_A_BLOCK, _BUTTON_LABEL, _BUTTON_VALUE, _ACTION_ID = 50, 25, 75, 2000, 255
_MARKS = {
    Tone.CRITICAL: ("🔴", "Critical"),
    Tone.HIGH: ("🟠", "High"),
    Tone.MEDIUM: ("🟡", "Medium"),
    Tone.LOW: ("🔵", "Low"),
    Tone.DONE: ("✅", ""),
    Tone.INFO: ("💬", ""),
    Tone.TROUBLE: ("⚠️", ""),
}
_ASKING = {Tone.CRITICAL, Tone.HIGH, Tone.MEDIUM, Tone.LOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is sent: `text` for notifications and screen readers, `blocks` for the eye."""

    text: str
    blocks: list[Block]


def message_for(notice: Notice) -> Message:
    """Return `notice` as a message: how bad and what, the customer's words, ours, the facts, what to press.

    Raises `Invalid` for a button that Slack cannot carry, since to leave it out would hide what it does.
    """
    heading = _heading(notice)
    buttons = _buttons(notice)
    budget = DIGEST_BUDGET if notice.quote is None else ALERT_BUDGET
    left = budget - length(heading) - sum(len(button["text"]["text"]) for button in buttons)
    facts = _facts(notice.facts, min(left, budget // 3))
    left -= sum(length(part["text"]) for part in facts)
    quote = cut(clean(notice.quote or ""), min(left, _QUOTE_SHARE))
    body = cut(clean(notice.body), left - length(quote))
    blocks: list[Block] = [{"type": "header", "text": _plain(heading, _HEADER)}]
    if quote:
        blocks.append(_rich("rich_text_quote", [_words(quote)]))
    blocks += [_rich("rich_text_section", [_words(part)]) for part in _parts(body)]
    if facts:
        blocks.append(_rich("rich_text_section", facts))
    blocks += [
        {"type": "actions", "block_id": f"actions-{number}", "elements": list(row)}
        for number, row in enumerate(_rows(buttons), 1)
    ]
    return Message(text=escape(heading), blocks=blocks)


def _heading(notice: Notice) -> str:
    emoji, word = _MARKS[notice.tone]
    title = one_line(notice.title)
    if word and not title.lower().startswith(word.lower()):
        title = f"{word} · {title}" if title else word
    return cut(f"{emoji} {title}", _HEADER)


def _facts(facts: tuple[Fact, ...], limit: int) -> list[Block]:
    """Return text elements: bold labels and values, as many to a line as can be taken in at a glance.

    Facts beyond `limit` characters are counted in a last line, never left out in silence.
    """
    said = [(cut(one_line(fact.label), _FACT_LABEL), cut(one_line(fact.value), _FACT_VALUE)) for fact in facts]
    said = [(label, value) for label, value in said if label and value]
    parts: list[Block] = []
    left, column = limit - _MORE, 0
    for number, (label, value) in enumerate(said):
        size = length(label) + length(value) + len(_GAP)
        if size > left:
            return [*parts, _words(f"{_NEW_LINE if parts else ''}… and {len(said) - number} more")]
        left -= size
        beside = column > 0 and column + size <= _LINE
        column = column + size if beside else size
        if parts:
            parts.append(_words(_GAP if beside else _NEW_LINE))
        parts += [{**_words(label), "style": {"bold": True}}, _words(f" {value}")]
    return parts


def _buttons(notice: Notice) -> list[Block]:
    given = notice.buttons + ((_open(notice.link),) if notice.link and host_of(notice.link) else ())
    if len(given) > _BUTTONS:
        raise Invalid(f"a notice with {len(given)} buttons, where {_BUTTONS} are the most")
    seen: Counter[str] = Counter()
    made = [made for button in given if (made := _button(button, seen))]
    first = next((button for button in made if "url" not in button), None)
    if first and notice.tone in _ASKING:
        first["style"] = "primary"
    return made


def _open(link: str) -> Button:
    return Button(label=f"Open on {(host_of(link) or '').removeprefix('www.')}", url=link)


def _button(button: Button, seen: Counter[str]) -> Block | None:
    """Return the element, or None for an address that nobody should press.

    `action_id` is the action; each further button of the same action in a message gets `#2`, `#3` behind it.
    """
    action = button.action or "open"
    seen[action] += 1
    action_id = action if seen[action] == 1 else f"{action}#{seen[action]}"
    if len(action_id) > _ACTION_ID or len(button.value or "") > _BUTTON_VALUE:
        raise Invalid(f"the button {button.label!r} carries more than Slack takes")
    element: Block = {"type": "button", "action_id": action_id, "text": _plain(button.label, _BUTTON_LABEL)}
    if button.url is not None:
        url = safe(button.url)
        return {**element, "url": url} if url else None
    return {**element, "value": button.value} if button.value else element


def _rows(buttons: list[Block]) -> list[list[Block]]:
    return [buttons[start : start + _BUTTONS_A_BLOCK] for start in range(0, len(buttons), _BUTTONS_A_BLOCK)]


def _parts(body: str) -> list[str]:
    """Split between lines, into parts that a section can hold."""
    parts: list[str] = []
    for line in body.split("\n") if body else []:
        for piece in _pieces(line):
            if parts and length(parts[-1]) + length(piece) < _SECTION:
                parts[-1] += f"\n{piece}"
            else:
                parts.append(piece)
    return [part for part in parts if part.strip()]


def _pieces(line: str) -> list[str]:
    """A line that is longer than a section by itself, in slices; the widest character is five escaped."""
    width = _SECTION if length(line) < _SECTION else _SECTION // 5
    return [line[start : start + width] for start in range(0, len(line), width)] or [""]


def _rich(kind: str, elements: list[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _words(text: str) -> Block:
    return {"type": "text", "text": text}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": escape(cut(one_line(text) or "…", limit)), "emoji": False}
