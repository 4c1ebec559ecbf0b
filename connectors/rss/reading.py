"""From the bytes of an answer to a feed: which format it is, in which charset, and what is refused unread."""

import codecs
import re
from html import escape, unescape
from html.entities import html5

from connectors.contract import Changed
from connectors.kit.answer import charset
from connectors.kit.http import Answer
from connectors.rss.entry import Feed
from connectors.rss.illformed import read_illformed
from connectors.rss.jsonfeed import read_jsonfeed
from connectors.rss.wellformed import NotWellFormedError, read_wellformed

MOST_MARKS_ILLFORMED = 100_000
"""Of `<`, `=` and `&` together. feedparser takes 10 µs and up to 1 kB for each: more are not worth the core's time."""
MOST_MENDED = 400_000
"""Ampersands that are looked at one by one, at about 100 bytes each."""

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_ASIDES = (("<?", "?>"), ("<!--", "-->"))
_NO_SPACE = re.compile(r"\S")
_MENDABLE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:(#?[0-9A-Za-z]{1,31});)?|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", re.DOTALL
)
_XML_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
_FEED_TAG = re.compile(r"<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
_SHIFTING = ("iso-2022-", "hz", "utf-7")
"""Charsets whose bytes are ASCII whatever they say, so they have to be believed."""


def read_feed(answer: Answer) -> Feed:
    """Return the feed in `answer`. Raises `Changed` where it is none, or one that declares entities of its own."""
    text = decoded(answer.body, answer.headers.get("content-type", ""))
    start = text.lstrip()[:1]
    if start in ("{", "["):
        return read_jsonfeed(answer.json(), answer.url)
    if start != "<" or not _FEED_TAG.search(text, 0, 100_000):
        raise Changed("the answer is no feed", payload=answer.sample())
    if _declares_entities(text):
        raise Changed("the feed declares entities of its own, which are never expanded", payload=answer.sample())
    try:
        return _read_xml(text, answer.url)
    except NotWellFormedError as error:
        message = "the feed is not well-formed, and too large for a reader that takes such feeds"
        raise Changed(message, payload=answer.sample()) from error


def _read_xml(text: str, base: str) -> Feed:
    """Try the fast reader, on the text as it is and as mended, then the patient one."""
    try:
        return read_wellformed(text.encode("utf-8", "replace"), base)
    except NotWellFormedError:
        if text.count("&") > MOST_MENDED:
            raise
        body = mended(text).encode("utf-8", "replace")
    try:
        return read_wellformed(body, base)
    except NotWellFormedError:
        if sum(text.count(mark) for mark in "<=&") > MOST_MARKS_ILLFORMED:
            raise
        return read_illformed(body, base)


def mended(text: str) -> str:
    """Return XML without what most ill-formed feeds fail by: bare ampersands, HTML's entities, control characters."""
    return _MENDABLE.sub(_mend, text)


def _mend(found: re.Match[str]) -> str:
    start, name = found[0][0], found[1] or ""
    if start == "<" or name in _XML_ENTITIES:
        return found[0]
    if start != "&":
        return ""
    if name.startswith("#"):
        return escape(unescape(found[0])) or "\ufffd"
    return escape(html5.get(f"{name};", "")) or f"&amp;{found[0][1:]}"


def _declares_entities(text: str) -> bool:
    """Whether the document type at the start of `text` has declarations of its own, which is where bombs are built."""
    at = _after_spaces(text, 0)
    while ending := next((end for start, end in _ASIDES if text.startswith(start, at)), None):
        end = text.find(ending, at)
        if end < 0:
            return False
        at = _after_spaces(text, end + len(ending))
    return text[at : at + 9].upper() == "<!DOCTYPE" and "[" in text[at : text.find(">", at)]


def _after_spaces(text: str, at: int) -> int:
    found = _NO_SPACE.search(text, at)
    return found.start() if found else len(text)


def decoded(body: bytes, content_type: str) -> str:
    """Return the text of an XML or JSON body, whatever charset it and its header claim.

    Bytes that are valid UTF-8 are UTF-8: other charsets hardly ever look like it by chance, and headers lie. After
    that the XML declaration is believed, then the header, and then it is Windows-1252.
    """
    for mark, name in _WIDE:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    found = _DECLARED.match(body)
    declared = found.group(1).decode("ascii").lower() if found else "utf-8"
    names = (declared, charset(content_type).lower())
    believed = [name for name in names if name.startswith(_SHIFTING)]
    for name in (*believed, "utf-8", *(_WEB_NAMES.get(name, name) for name in names)):
        try:
            return body.decode(name)
        except (LookupError, UnicodeError):
            continue
    return body.decode("windows-1252", errors="replace")


_WEB_NAMES = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "iso-8859-9": "windows-1254",
}
"""What the web means by these names (https://encoding.spec.whatwg.org/#names-and-labels): a wider charset."""
