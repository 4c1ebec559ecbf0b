"""What a place answered, and how its bytes are read."""

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from connectors.contract import Changed

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

_UNSTORABLE = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)|\xed[\xa0-\xbf]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: `url` is where redirects ended, header names are in lower case, `body` is unpacked.

    `hidden` are the values that were sent in confidence: `sample` leaves them out, should the place echo them.
    """

    status: int
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    hidden: tuple[str, ...] = field(default=(), repr=False)

    def text(self) -> str:
        """Return the body as text: by its byte order mark, else the charset it names, else UTF-8, else Windows-1252."""
        for mark, name in _BOMS:
            if self.body.startswith(mark):
                return self.body.decode(name, errors="replace")
        for name in (charset(self.headers.get("content-type", "")), "utf-8"):
            try:
                return self.body.decode(name)
            except (LookupError, UnicodeError):
                continue
        return self.body.decode("windows-1252", errors="replace")

    def json(self) -> Any:
        """Return the JSON value of the body. Raises `Changed` where it is none (HTML, cut, `NaN`, nested too deep).

        JSON can spell what no database stores: half a surrogate pair becomes U+FFFD, and a NUL is left out.
        """
        try:
            value = self._parsed()
            is_suspect = b"\0" in self.body or _UNSTORABLE.search(self.body) is not None
            return _storable(value) if is_suspect else value
        except (ValueError, RecursionError) as error:
            what = "HTML" if self.body.lstrip()[:1] == b"<" else "something else"
            raise Changed(
                f"the answer is {what} where JSON belongs ({_where(error)})", payload=self.sample()
            ) from error

    def _parsed(self) -> Any:
        try:
            return json.loads(self.body, parse_constant=_no_number)
        except UnicodeDecodeError:
            return json.loads(self.text(), parse_constant=_no_number)

    def sample(self) -> str:
        """Return the first 2,000 characters of the body, without what was sent in confidence."""
        text = self.body[:8000].decode("utf-8", errors="replace")
        for value in self.hidden:
            text = text.replace(value, "…")
        return text[:2000]


def charset(content_type: str) -> str:
    """Return the charset that a `Content-Type` names, or `utf-8`."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or "utf-8"
    return "utf-8"


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value.replace("\0", ""))
    if isinstance(value, list):
        return [_storable(part) for part in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(part) for name, part in value.items()}
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _where(error: ValueError | RecursionError) -> str:
    """Say where it went wrong, without the text itself that some of these errors quote."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return "nested too deep" if isinstance(error, RecursionError) else type(error).__name__
