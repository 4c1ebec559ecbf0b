"""Faults: what is wrong in a request, told in our own sentences."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import ErrorDetails

from monitor.wording import faults as words

WEEK = "^(19[789][0-9]|2[0-9]{3})-W(0[1-9]|[1-4][0-9]|5[0-3])$"
CASE, INCIDENT = (f"^{letter}-[1-9][0-9]{{0,17}}$" for letter in "CI")
WEB = r"^https?://[!-~]{1,2000}$"
NO_NUL = "^[^\\x00]*$"
CURSOR = "^[A-Za-z0-9_-]+$"
EVENT = "^[0-9]{1,18}$"
"""How what has a form of its own is written."""

_WRITTEN: Mapping[str, str] = {
    WEEK: words.WEEK,
    CASE: words.CASE,
    INCIDENT: words.INCIDENT,
    WEB: words.WEB,
    NO_NUL: words.NO_NUL,
    CURSOR: words.CURSOR,
    EVENT: words.EVENT,
}


def told(fault: ErrorDetails | Mapping[str, Any]) -> str:
    """Return what is wrong, and what belongs there, of one fault that pydantic found."""
    kind, about = str(fault["type"]), dict(fault.get("ctx") or {})
    if kind == "value_error":
        return str(about["error"])
    if kind == "string_pattern_mismatch":
        return _WRITTEN.get(str(about["pattern"]), words.OTHERWISE)
    return words.fault(kind, about, fault.get("input"))
