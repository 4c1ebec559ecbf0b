"""Text made readable: straight quotes, one form per letter, no stacked marks. Never used before exact VADER."""

import unicodedata

_STRAIGHT = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4\uff07`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **dict.fromkeys("\u2013\u2014", "-"),
        "\u2026": "...",
    }
)
_MARK = "Mn"


def readable(text: str) -> str:
    """Return `text` with straight quotes, compatibility letters made plain and combining marks gone; case is kept."""
    if text.isascii():
        return text
    text = text.translate(_STRAIGHT)
    if text.isascii():
        return text
    return unmarked(unicodedata.normalize("NFKC", text))


def unmarked(text: str) -> str:
    """Return `text` without combining marks, and with lone halves of surrogate pairs replaced."""
    return "".join("?" if "\ud800" <= letter <= "\udfff" else letter for letter in text if not _is_mark(letter))


def folded(text: str) -> str:
    """Return `text` as it is compared: readable, case-folded, without accents ("Café" and "CAFE" are the same)."""
    if text.isascii():
        return text.lower()
    return unmarked(unicodedata.normalize("NFKD", readable(text).casefold()))


def _is_mark(letter: str) -> bool:
    return letter > "\u02ff" and unicodedata.category(letter) == _MARK
