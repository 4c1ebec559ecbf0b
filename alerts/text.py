"""Words of strangers, made safe to show: nothing in them that steers a screen, reorders a line or hides."""

import re
import unicodedata

_JOINER = "\u200d"
_VARIATION_SELECTOR = "\ufe0f"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn"})
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_ACCENT = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
# No real word stacks more than a few accents on one letter; hundreds of them bury the lines around.
_STACKED = re.compile(rf"({_ACCENT}{{6}}){_ACCENT}+")


def clean(text: str) -> str:
    """Return `text` without control, format, surrogate and unassigned characters, its blank lines folded to one.

    Line breaks stay, tabs become spaces, and the joiner between two emoji stays, so that a family stays one picture.
    """
    lines = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    if not lines.isascii() or not lines.replace("\n", "").isprintable():
        lines = "".join(_visible(lines))
    lines = _STACKED.sub(r"\1", lines)
    return _BLANK_LINES.sub("\n\n", lines).strip()


def one_line(text: str) -> str:
    """Return `clean(text)` with every run of white space turned into one space."""
    return " ".join(clean(text).split())


def _visible(text: str) -> list[str]:
    kept: list[str] = []
    for place, character in enumerate(text):
        if character == _JOINER:
            if kept and _is_emoji(kept[-1]) and _is_emoji(text[place + 1 : place + 2]):
                kept.append(character)
        elif character == "\n" or unicodedata.category(character) not in _HIDDEN:
            kept.append(character)
    return kept


def _is_emoji(character: str) -> bool:
    """Symbols, and what follows a symbol to colour it (a variation selector, a skin tone)."""
    return bool(character) and (character == _VARIATION_SELECTOR or unicodedata.category(character) in {"So", "Sk"})
