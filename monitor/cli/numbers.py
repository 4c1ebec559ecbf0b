"""Numbers as people write them: public ones (C-12 or 12, M-7 or 7, I-7 or 7), and how many."""

import re
from argparse import ArgumentTypeError

MOST_PORTS = 65_535
_CASE = re.compile(r"(?:C-)?([0-9]{1,18})", re.IGNORECASE)
_PART = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")
_MENTION = re.compile(r"(?:M-)?([0-9]{1,18})", re.IGNORECASE)
_INCIDENT = re.compile(r"(?:I-)?([0-9]{1,18})", re.IGNORECASE)


def is_case(text: str) -> bool:
    """Return whether `text` names a case."""
    return _CASE.fullmatch(text) is not None


def case(text: str) -> int:
    """Return the number of a case."""
    return _number(_CASE, text, "a case has a number like C-12")


def mention(text: str) -> int:
    """Return the number of a mention."""
    return _number(_MENTION, text, "a mention has a number like M-7")


def incident(text: str) -> int:
    """Return the number of an incident."""
    return _number(_INCIDENT, text, "an incident has a number like I-7")


def count(text: str) -> int:
    """Return how many: one at least."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not how many; write 1 or more")
    return int(text)


def port(text: str) -> int:
    """Return a port to listen on."""
    if not text.strip().isdecimal() or not int(text) <= MOST_PORTS:
        raise ArgumentTypeError(f"{text!r} is no port; write 1 to {MOST_PORTS}")
    return int(text)


def part(text: str) -> str:
    """Return which part of how many, such as 0/4."""
    found = _PART.fullmatch(text.strip())
    if found is None or not int(found[1]) < int(found[2]):
        raise ArgumentTypeError(f"{text!r} is no such part; of four there are 0/4 to 3/4")
    return found[0]


def _number(form: re.Pattern[str], text: str, remedy: str) -> int:
    found = form.fullmatch(text.strip())
    if found is None:
        raise ArgumentTypeError(f"{text!r} is no such number; {remedy}")
    return int(found[1])
