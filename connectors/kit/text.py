"""Customers' words as plain text: no markup, no control characters, nothing that cannot be stored."""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_BLOCKS = (
    "address|article|aside|blockquote|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|"
    "nav|ol|p|pre|section|table|td|th|tr|ul"
)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b[^<>]*+>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*+>")
MOST_TAGS = 5_000
"""Beyond this no tree is made: a parser's time grows with the square of the depth (200,000 nested tags: a minute)."""

_UNSEEN = ["script", "style", "template", "noscript", "iframe", "object", "svg", "head", "textarea", "select"]
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACES_AT_END = re.compile(r"[^\S\n]+(?=\n|$)")
_EMPTY_LINES = re.compile(r"\n{3,}")


def plain(html: str) -> str:
    """Return the words that a reader of `html` would see: a block is a line of its own, scripts and styles are gone."""
    if "<" not in html and "&" not in html:
        return clean(html)
    marked = _BLOCK.sub("\n", re.sub(r"\s+", " ", html.replace("\x00", "")))
    text = unescape(_TAG.sub("", marked)) if marked.count("<") > MOST_TAGS else _parsed(marked)
    return clean("\n".join(line.strip() for line in re.sub(r"[ \t]+", " ", text).split("\n")))


def _parsed(html: str) -> str:
    tree = LexborHTMLParser(_LONE_SURROGATE.sub("\ufffd", html))
    tree.strip_tags(_UNSEEN)
    return tree.body.text(deep=True) if tree.body else ""


def clean(text: str) -> str:
    """Return plain `text` without control characters, lone surrogates, and runs of empty lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    storable = _LONE_SURROGATE.sub("\ufffd", _CONTROL.sub("", lines))
    return _EMPTY_LINES.sub("\n\n", _SPACES_AT_END.sub("", storable)).strip()


def shorten(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut between words where there is a gap in the last fifth."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    gap = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:gap] if gap >= limit * 4 // 5 else cut).rstrip() + "…"
