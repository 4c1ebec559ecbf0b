"""Text as Slack counts and reads it."""

import unicodedata

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_ELLIPSIS = "…"
_LONGEST_CLUSTER = 32
_LONGEST_LAST_WORD = 24


def escape(text: str) -> str:
    """Return `text` with the three characters that Slack reads as markup turned into entities; no others may be."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def length(text: str) -> int:
    """Return how long `text` is once escaped.

    Slack does not say whether an emoji counts as one or two: two is assumed, which is never too long.
    """
    return sum(_width(character) for character in text)


def cut(text: str, limit: int) -> str:
    """Return as much of `text` as is at most `limit` long once escaped, with an ellipsis where something is missing.

    Ends between words where it can, and never inside an emoji or between a letter and its accent.
    """
    if length(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = _between_characters(text, _fits(text, limit - 1))
    return text[: _between_words(text, end)].rstrip() + _ELLIPSIS


def _width(character: str) -> int:
    if character in _ESCAPES:
        return len(_ESCAPES[character])
    return 2 if ord(character) > 0xFFFF else 1


def _fits(text: str, limit: int) -> int:
    used = 0
    for place, character in enumerate(text):
        used += _width(character)
        if used > limit:
            return place
    return len(text)


def _between_characters(text: str, end: int) -> int:
    """Move `end` back to where a character as people see it starts, unless that is far: one long pile of marks."""
    for place in range(end, max(end - _LONGEST_CLUSTER, 0), -1):
        if not _continues(text, place):
            return place
    return end


def _continues(text: str, place: int) -> bool:
    return (
        unicodedata.category(text[place]).startswith("M")
        or text[place] == "\u200d"
        or text[place - 1] == "\u200d"
        or "\U0001f3fb" <= text[place] <= "\U0001f3ff"
    )


def _between_words(text: str, end: int) -> int:
    if text[end].isspace():
        return end
    space = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))
    return space if space > 0 and end - space <= _LONGEST_LAST_WORD else end
