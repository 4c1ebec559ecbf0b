"""A notice as a Slack message. Pure; every limit of Block Kit's is kept by construction.

Words that may be a customer's stand in `rich_text`, which Slack never parses, or in escaped `plain_text`. The one part
that is mrkdwn holds checked ids of people and groups that the message calls; the fallback text holds only our title.
"""

import json
import re
from dataclasses import dataclass

from alerts.contract import Button, Fact, Invalid, Notice, Tone
from alerts.slack.elements import (
    BUTTONS_A_BLOCK,
    Block,
    Pressables,
    bold,
    header,
    paragraphs,
    quote,
    rich,
    section,
    words,
)
from alerts.slack.links import host_of
from alerts.slack.text import cut, escape, length
from alerts.text import clean, one_line

ALERT_BUDGET = 3000
"""Characters of a message with a quote."""
DIGEST_BUDGET = 10_000
"""Characters of a message without; Slack refuses them somewhere near 13,200."""

_WHOLE, _TWICE = 13_000, 1000
_HEADER, _FACT_LABEL, _FACT_VALUE = 150, 160, 300
_QUOTE_SHARE = 1500
_LINE, _GAP, _NEW_LINE, _MORE = 80, "\u2003\u2003", "\n", 20
_PRESSABLE, _CALLS = 50, 20
_GROUP = re.compile(r"S[A-Z0-9]{2,20}", re.ASCII)
_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}", re.ASCII)
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

    Raises `Invalid` for a button or menu that Slack cannot carry, since to leave it out would hide what it does.
    """
    heading = _heading(notice)
    pressable = _pressable(notice)
    budget = DIGEST_BUDGET if notice.quote is None else ALERT_BUDGET
    left = budget - length(heading) - sum(len(element["text"]["text"]) for element in pressable if "text" in element)
    facts = _facts(notice.facts, min(left, budget // 3))
    left -= sum(length(part["text"]) for part in facts)
    said = cut(clean(notice.quote or ""), min(left, _QUOTE_SHARE))
    body = _body(notice.body, left - length(said))
    blocks = [*([header(heading)] if notice.title else []), *_calls(notice.calls)]
    if said:
        blocks.append(rich(quote(said)))
    blocks += paragraphs(body)
    if facts:
        blocks.append(rich(section(*facts)))
    # A menu keeps showing what was chosen as long as its block_id stays: a changed message has new ones.
    blocks += [
        {"type": "actions", "block_id": f"actions-{notice.revision}-{number}", "elements": row}
        for number, row in enumerate(_rows(pressable), 1)
    ]
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > _WHOLE:
        raise Invalid("the buttons and menus of a notice carry more than Slack takes in one message")
    fallback = heading if notice.title else cut(one_line(body), _HEADER) or heading
    return Message(text=escape(fallback), blocks=blocks)


def _body(text: str, limit: int) -> str:
    """Cut our words to `limit`, and to less where much of them is written in two characters: line breaks, quotes."""
    body = cut(clean(text), limit)
    twice = len(json.dumps(body, ensure_ascii=False)) - len(body)
    return body if twice < _TWICE else cut(body, limit - twice)


def _heading(notice: Notice) -> str:
    emoji, word = _MARKS[notice.tone]
    title = one_line(notice.title)
    if word and not title.lower().startswith(word.lower()):
        title = f"{word} · {title}" if title else word
    return cut(f"{emoji} {title}", _HEADER)


def _calls(ids: tuple[str, ...]) -> list[Block]:
    """Return the line that calls people and user groups. What is no id of one is left out: the alert matters more."""
    mentions = (_mention(one) for one in dict.fromkeys(ids))
    named = [mention for mention in mentions if mention][:_CALLS]
    return [{"type": "section", "text": {"type": "mrkdwn", "text": " ".join(named)}}] if named else []


def _mention(one: str) -> str:
    if _GROUP.fullmatch(one):
        return f"<!subteam^{one}>"
    return f"<@{one}>" if _PERSON.fullmatch(one) else ""


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
            return [*parts, words(f"{_NEW_LINE if parts else ''}… and {len(said) - number} more")]
        left -= size
        beside = column > 0 and column + size <= _LINE
        column = column + size if beside else size
        if parts:
            parts.append(words(_GAP if beside else _NEW_LINE))
        parts += [bold(label), words(f" {value}")]
    return parts


def _pressable(notice: Notice) -> list[Block]:
    given = notice.buttons + ((_open(notice.link),) if notice.link and host_of(notice.link) else ())
    if len(given) > _PRESSABLE:
        raise Invalid(f"a notice with {len(given)} buttons, where {_PRESSABLE} are the most")
    pressables = Pressables()
    made = [element for button in given if (element := pressables.button(button))]
    first = next((element for element in made if "url" not in element), None)
    if first and notice.tone in _ASKING and not any("style" in element for element in made):
        first["style"] = "primary"
    menu = pressables.menu(notice.menu) if notice.menu else None
    return [*made, menu] if menu else made


def _open(link: str) -> Button:
    return Button(label=f"Open on {(host_of(link) or '').removeprefix('www.')}", url=link)


def _rows(pressable: list[Block]) -> list[list[Block]]:
    return [pressable[start : start + BUTTONS_A_BLOCK] for start in range(0, len(pressable), BUTTONS_A_BLOCK)]
