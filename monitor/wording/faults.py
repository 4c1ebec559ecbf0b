"""What the interface for programs says of each thing in a request that does not belong where it stands."""

import re
from collections.abc import Mapping

OTHERWISE = "this is not what belongs here: /api/v1/openapi.json says what does"
WEEK, DAY = "an ISO week belongs here: 2026-W47", "a day belongs here: 2026-11-23"
TIME = "a time with its zone belongs here: 2026-11-23T09:00:00Z"
WHOLE = "a whole number belongs here"
CASE, INCIDENT = "the number of a case belongs here: C-12", "the number of an incident belongs here: I-7"
WEB = "an address of the web belongs here, which begins with https:// or http:// and has no spaces"
NO_NUL = "the character U+0000 does not belong in a name: take it out"
CURSOR = "a cursor belongs here: send `next` of the last page as it is"
EVENT = "the number of an event belongs here: send the last `id` that came"

_NUMBER, _TEXT, _LIST = (
    f"{what} belongs here" for what in ("a number", "text in quotation marks", "a list in brackets")
)
_OBJECT, _BOOL = "an object in braces belongs here", "true or false belongs here"
_SAID: Mapping[str, str] = {
    "missing": "it is missing: add it",
    "extra_forbidden": "nothing of this name belongs here: look how it is written, or leave it out",
    "union_tag_not_found": "{discriminator} is missing: add it, to say what is to be done",
    "string_type": _TEXT,
    "string_unicode": "text belongs here that can be written in UTF-8",
    "string_sub_type": _TEXT,
    "string_too_long": "it is too long: write {max_length:,} characters at most",
    "string_too_short": "it is too short: write {min_length:,} characters at least",
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": f"{WHOLE}, and a smaller one",
    "int_from_float": WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _BOOL,
    "bool_parsing": _BOOL,
    "none_required": "null belongs here",
    "list_type": _LIST,
    "tuple_type": _LIST,
    "too_short": "it has too few entries: send {min_length:,} at least",
    "too_long": "it has too many entries: send {max_length:,} at most",
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "greater_than": "it is too small: more than {gt:,} belongs here",
    "greater_than_equal": "it is too small: {ge:,} at least belongs here",
    "less_than": "it is too large: less than {lt:,} belongs here",
    "less_than_equal": "it is too large: {le:,} at most belongs here",
    "timezone_aware": TIME,
    "datetime_type": TIME,
    "datetime_parsing": TIME,
    "datetime_object_invalid": TIME,
    "datetime_from_date_parsing": TIME,
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
}
"""By the kind of fault, as pydantic names it; in braces what it tells of it."""
_PLACE = re.compile(r"line (\d+) column (\d+)")
_CHOICE = re.compile(r"'([^']*)'")
_LONGEST = 40


def fault(kind: str, about: Mapping[str, object], given: object) -> str:
    """Return what is wrong with what was `given`, and what belongs there; `about` is what is known of the fault."""
    if kind == "json_invalid":
        place = _PLACE.search(str(about.get("error", "")))
        where = f" at line {place[1]}, column {place[2]}" if place else ""
        return f"this is no JSON{where}: look for what is cut off, or for a comma or quotation mark"
    if kind in {"literal_error", "enum"}:
        return _none_of(given, _CHOICE.findall(str(about.get("expected", ""))))
    if kind == "union_tag_invalid":
        return _none_of(about.get("tag"), _CHOICE.findall(str(about.get("expected_tags", ""))))
    return _SAID[kind].format(**about) if kind in _SAID else OTHERWISE


def _none_of(given: object, known: list[str]) -> str:
    said = f'"{given[:_LONGEST]}"' if isinstance(given, str) else "this"
    return f"{said} is none of what may stand here: {', '.join(known)}"
