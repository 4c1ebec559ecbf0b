"""Cursors: where a list goes on. Opaque to programs, which send back what they were given."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from pydantic import BeforeValidator, Field

from monitor.web.api import problem
from monitor.web.api.faults import CURSOR
from monitor.wording import api as words
from monitor.wording import faults as fault_words

USUAL, MOST = 50, 200
"""Rows of a page: where nothing is said, and at most."""
Cursor = Annotated[
    str | None,
    Field(max_length=200, pattern=CURSOR, description="`next` of the page before; none: the first page."),
]


def _digits(written: object) -> object:
    """Take a number as JSON writes it, and nothing else that Python would take for one."""
    if isinstance(written, str) and not (written.isascii() and written.isdecimal()):
        raise ValueError(fault_words.WHOLE)
    return written


Limit = Annotated[int, Field(ge=1, le=MOST, description="How many rows a page has at most."), BeforeValidator(_digits)]


def cursor(of: str, mark: str) -> str:
    """Return the cursor of a list `of` something that goes on below `mark`."""
    return urlsafe_b64encode(f"{of}/{mark}".encode()).decode().rstrip("=")


def mark_in(written: str | None, of: str) -> str | None:
    """Return the mark in a cursor of that list; None: the list begins. Raises `Refusal` where it is of another."""
    if written is None:
        return None
    try:
        kind, _, mark = urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode().partition("/")
    except ValueError:
        kind, mark = "", ""
    if kind != of or not mark:
        raise bad_cursor()
    return mark


def number_in(written: str | None, of: str) -> int | None:
    """The same where a mark is a number."""
    mark = mark_in(written, of)
    if mark is None:
        return None
    if not (mark.isascii() and mark.isdecimal() and len(mark) < 19):
        raise bad_cursor()
    return int(mark)


def bad_cursor() -> problem.Refusal:
    """Return that a cursor is none of this list."""
    return problem.parameter("cursor", words.BAD_CURSOR)
