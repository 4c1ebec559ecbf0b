"""A screen as the app's home. Pure; every limit of Block Kit's is kept by construction.

A row is a block of rich text, in which a customer's words are never parsed, and below it what can be pressed.
"""

from itertools import count

from alerts.contract import Invalid
from alerts.interactive import Row, Screen, Section
from alerts.slack.elements import BUTTONS_A_BLOCK, Block, Pressables, header, quote, rich, section, words
from alerts.slack.links import host_of, safe
from alerts.slack.text import cut
from alerts.text import clean

_BLOCKS = 100
_SECTIONS = 20
_TEXT, _QUOTE, _NOTE = 1000, 500, 300


def home_for(screen: Screen, stamp: str) -> Block:
    """Return `screen` as a view. What does not fit is counted at the end of its section, never left out in silence.

    `stamp` differs with every publishing: a menu whose `block_id` stays goes on showing what was chosen last. Raises
    `Invalid` for a button or menu that Slack cannot carry.
    """
    if len(screen.sections) > _SECTIONS:
        raise Invalid(f"a screen with {len(screen.sections)} sections, where {_SECTIONS} are the most")
    pressables, numbers = Pressables(), count(1)
    rows = [[_row(row, pressables, f"{stamp}-{next(numbers)}") for row in part.rows] for part in screen.sections]
    shown = _shares([[len(row) for row in part] for part in rows], _BLOCKS - 2 * len(rows))
    blocks: list[Block] = []
    for part, made, fit in zip(screen.sections, rows, shown, strict=True):
        blocks += [header(part.title), *(block for row in made[:fit] for block in row), *_ending(part, len(made) - fit)]
    return {"type": "home", "blocks": blocks or [_note("…")]}


def _row(row: Row, pressables: Pressables, block_id: str) -> list[Block]:
    elements = [element for button in row.buttons if (element := pressables.button(button))]
    if row.menu and (menu := pressables.menu(row.menu)):
        elements.append(menu)
    if len(elements) > BUTTONS_A_BLOCK:
        raise Invalid(f"a row with {len(elements)} things to press, where {BUTTONS_A_BLOCK} are the most")
    text = rich(*_words(row))
    return [text, {"type": "actions", "block_id": block_id, "elements": elements}] if elements else [text]


def _words(row: Row) -> list[Block]:
    line = [words(cut(clean(row.text), _TEXT) or "…")]
    url = safe(row.link) if row.link else None
    if url:
        line += [words(" · "), {"type": "link", "url": url, "text": f"Open on {_host(url)}"}]
    said = cut(clean(row.quote or ""), _QUOTE)
    return [section(*line), quote(said)] if said else [section(*line)]


def _host(url: str) -> str:
    return (host_of(url) or "").removeprefix("www.")


def _shares(sizes: list[list[int]], room: int) -> list[int]:
    """Return how many rows of each section fit: one after the other from each, so that no long section takes all."""
    shown = [0] * len(sizes)
    while True:
        before = list(shown)
        for place, of_section in enumerate(sizes):
            if shown[place] < len(of_section) and of_section[shown[place]] <= room:
                room -= of_section[shown[place]]
                shown[place] += 1
        if shown == before:
            return shown


def _ending(part: Section, left_out: int) -> list[Block]:
    said = [part.empty if not part.rows else "", f"… and {left_out} more here" if left_out else "", part.more]
    told = " ".join(text for text in said if text.strip())
    return [_note(told)] if told else []


def _note(text: str) -> Block:
    return rich(section({**words(cut(clean(text), _NOTE) or "…"), "style": {"italic": True}}))
