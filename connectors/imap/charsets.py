"""Bytes of mails as text: charsets that lie, and words encoded as RFC 2047 has it, well or badly."""

import base64
import binascii
import quopri
import re

from connectors.kit.text import clean

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=(\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=))?")
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_3",
    "unicode-1-1-utf-7": "utf-7",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "cp-850": "cp850",
}
"""What is really used under these names."""
_EASTERN = {"gb18030", "cp949", "cp932", "big5", "euc-jp", "euc_jp", "iso2022_jp_3", "utf-7", "utf-16"}
"""Charsets some of whose words are UTF-8 by chance, or that use no byte above 127: these names are believed."""
_WESTERN = "windows-1252"


def text_of(content: bytes, named: str | None) -> str:
    """Return what `content` says, whatever charset it names. What names Latin-1 or ASCII is often UTF-8."""
    charset = _WIDER.get((named or "").lower().strip("\"' "), (named or "").lower().strip("\"' "))
    first = [charset] if charset in _EASTERN else []
    for name in (*first, "utf-8", charset):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode(_known(charset), errors="replace")


def header_of(raw: str) -> str:
    """Return the words of a header as it came, where bytes that are no ASCII are surrogates."""
    unfolded = re.sub(r"\r?\n(?=[ \t])|[\r\n]", "", raw)
    words = list[tuple[bytes, str]]()
    out = list[str]()
    end = 0
    for found in _ENCODED.finditer(unfolded):
        out.append(_flushed(words) if found.start() > end else "")
        out.append(_raw(unfolded[end : found.start()]))
        words.append((_bytes(found[2], found[3]), found[1].partition("*")[0]))
        end = found.end()
    out += [_flushed(words), _raw(unfolded[end:])]
    return " ".join(clean("".join(out)).split())


def _flushed(words: list[tuple[bytes, str]]) -> str:
    """Return the words so far: bytes of one charset belong together, since a letter may be cut in two."""
    told = list[str]()
    while words:
        content, charset = words.pop(0)
        while words and words[0][1].lower() == charset.lower():
            content += words.pop(0)[0]
        told.append(text_of(content, charset))
    return "".join(told)


def _bytes(encoding: str, word: str) -> bytes:
    ascii_word = word.encode("ascii", "ignore")
    if encoding in "qQ":
        return quopri.decodestring(ascii_word, header=True)
    try:
        return base64.b64decode(ascii_word + b"=" * (-len(ascii_word) % 4))
    except binascii.Error:
        return ascii_word


def _raw(text: str) -> str:
    return text if text.isascii() else text_of(text.encode("utf-8", "surrogateescape"), None)


def _known(charset: str) -> str:
    try:
        "".encode(charset or _WESTERN)
    except (LookupError, UnicodeError, ValueError):
        return _WESTERN
    return _WESTERN if charset in ("", "us-ascii", "ascii", "utf-8", "iso-8859-1", "latin-1") else charset
