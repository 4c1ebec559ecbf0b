"""Public numbers as people write them: C-12 or 12, M-7 or 7."""

import re
from argparse import ArgumentTypeError

_CASE = re.compile(r"(?:C-)?([0-9]{1,18})", re.IGNORECASE)
_MENTION = re.compile(r"(?:M-)?([0-9]{1,18})", re.IGNORECASE)


def is_case(text: str) -> bool:
    """Return whether `text` names a case."""
    return _CASE.fullmatch(text) is not None


def case(text: str) -> int:
    """Return the number of a case."""
    return _number(_CASE, text, "a case has a number like C-12")


def mention(text: str) -> int:
    """Return the number of a mention."""
    return _number(_MENTION, text, "a mention has a number like M-7")


def _number(form: re.Pattern[str], text: str, remedy: str) -> int:
    found = form.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError(f"{text!r} is no such number; {remedy}")
    return int(found[1])
