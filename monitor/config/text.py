"""A configuration file's text: read whole, in one of the usual encodings, and never more than it may hold."""

import codecs
import re
from pathlib import Path

from monitor.config.problem import Problem

LARGEST = 1_000_000
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read_text(path: Path) -> str | Problem:
    """Return the text of the file at `path` with `\\n` line ends, or why it cannot be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Problem(file=str(path), message="there is no such file", remedy="`monitor init` writes one")
    except OSError as error:
        said = error.strerror or type(error).__name__
        return Problem(file=str(path), message=f"cannot be read: {said}", remedy="check the path and its permissions")
    if len(raw) > LARGEST:
        remedy = "check that it is the right one"
        return Problem(file=str(path), message=f"is larger than {LARGEST:,} bytes", remedy=remedy)
    return _decoded(raw, str(path))


def _decoded(raw: bytes, file: str) -> str | Problem:
    encoding = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(file=file, line=line, message="holds bytes that are no UTF-8", remedy="save it as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _control_character(text, file) or text


def _control_character(text: str, file: str) -> Problem | None:
    """YAML allows none but tab and newline; a NUL here is most often UTF-16 without its mark."""
    found = _CONTROL.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    message = f"holds the control character U+{ord(found[0]):04X}"
    return Problem(file=file, line=line, message=message, remedy="remove it, and save as UTF-8")
