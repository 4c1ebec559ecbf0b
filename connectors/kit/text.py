"""Customers' words as plain text: no markup, no control characters, nothing that cannot be stored."""

import re
from html import unescape

from selectolax.lexbor import LexborHTMLParser

_PARAGRAPH_NAMES = "blockquote|h1|h2|h3|h4|h5|h6|ol|p|pre|table|ul"
_LINE_NAMES = (
    "address|article|aside|br|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|header|hr|li|main|nav|section|"
    "td|th|tr"
)
BREAKS = {**dict.fromkeys(_PARAGRAPH_NAMES.split("|"), "\u2029"), **dict.fromkeys(_LINE_NAMES.split("|"), "\n")}
"""What an element begins and ends with: a paragraph (marked by Unicode's separator until it is laid out) or a line."""

UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "svg", "head", "textarea", "select")
"""Elements whose content nobody reads."""

_PARAGRAPH = re.compile(rf"</?(?:{_PARAGRAPH_NAMES})\b[^<>]*+>", re.IGNORECASE)
_LINE = re.compile(rf"</?(?:{_LINE_NAMES})\b[^<>]*+>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*+>")
MOST_TAGS = 5_000
"""Beyond this no tree is made: a parser's time grows with the square of the depth (200,000 nested tags: a minute)."""

_WINDOWS = {code: bytes([code]).decode("windows-1252", "ignore") for code in range(0x80, 0xA0)}
"""No text has C1 control characters: these are Windows-1252 that was taken for Latin-1."""

_NEVER_STORED = re.compile(r"[\x00-\x1f\x7f\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n|[\n\r]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_EMPTY_LINES = re.compile(r"\n{3,}")


def plain(html: str) -> str:
    """Return the words that a reader of `html` sees: blocks are lines of their own, scripts and styles are gone."""
    if "<" not in html and "&" not in html:
        return clean(html)
    marked = _LINE.sub("\n", _PARAGRAPH.sub("\u2029", " ".join(html.replace("\x00", "").split())))
    text = unescape(_TAG.sub("", marked)) if marked.count("<") > MOST_TAGS else _parsed(marked)
    return clean(laid_out(text))


def without(html: str, selector: str) -> str:
    """Return `html` without the elements that the CSS `selector` finds, such as quotes of what others said."""
    if html.count("<") > MOST_TAGS:
        return html
    tree = LexborHTMLParser(_LONE_SURROGATE.sub("\ufffd", html.replace("\x00", "")))
    found = tree.css(selector)
    for element in found:
        element.decompose()
    return (tree.body.html or "") if found and tree.body else html


def laid_out(text: str) -> str:
    """Return text that is marked by `BREAKS` with an empty line between paragraphs and nothing else that is empty."""
    paragraphs = (_lines(paragraph) for paragraph in text.split("\u2029"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _parsed(html: str) -> str:
    tree = LexborHTMLParser(_LONE_SURROGATE.sub("\ufffd", html))
    tree.strip_tags(list(UNSEEN))
    return tree.body.text(deep=True) if tree.body else ""


def clean(text: str) -> str:
    """Return plain `text` without control characters, lone surrogates, and runs of empty lines."""
    lines = [line.rstrip() if line.isprintable() else _storable(line) for line in _LINE_ENDS.split(text)]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _storable(line: str) -> str:
    spaced = line.translate(_WINDOWS).replace("\t", " ")
    return _LONE_SURROGATE.sub("\ufffd", _NEVER_STORED.sub("", spaced)).rstrip()


def shorten(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, cut between words where there is a gap in the last fifth."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    gap = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:gap] if gap >= limit * 4 // 5 else cut).rstrip() + "…"
