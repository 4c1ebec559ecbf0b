"""Text made readable: straight quotes, one form per letter, no stacked marks. Never used before exact VADER."""

import re
import unicodedata

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4\uff07`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **dict.fromkeys("\u2013\u2014", "-"),
        "\u2026": "...",
    }
)
_STACKED = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+")
"""Marks that stand on any letter; those that belong to one script (vowels of Thai or Hindi) are letters of words."""

_HALVES = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    """Return `text` with straight quotes, compatibility letters made plain and combining marks gone; case is kept."""
    if text.isascii():
        return text
    text = text.translate(_STRAIGHT)
    if text.isascii():
        return text
    return unmarked(unicodedata.normalize("NFKC", text))


def unmarked(text: str) -> str:
    """Return `text` without stacked marks, and with lone halves of surrogate pairs replaced."""
    return _HALVES.sub("?", _STACKED.sub("", text))


def folded(text: str) -> str:
    """Return `text` as it is compared: readable, case-folded, without accents ("Café" and "CAFE" are the same)."""
    if text.isascii():
        return text.lower()
    return unmarked(unicodedata.normalize("NFKD", readable(text).casefold()))
