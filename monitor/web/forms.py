"""Forms: what a browser sends, read with a limit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import parse_qs

from starlette.requests import Request

LARGEST = 1_000_000
"""Bytes."""
MOST_FIELDS = 3000
KEY, KEY_HEADER = "form_key", "x-form-key"
"""The field, or the header, that says that our own page sent it."""
TICKET = "once"
"""The field that tells one form from the next."""
_TICKET = re.compile(r"[0-9a-f]{16}")
_KIND = "application/x-www-form-urlencoded"


class TooLarge(Exception):
    """More than anybody fills in."""


@dataclass(frozen=True, slots=True)
class Form:
    """What was filled in. Text without blanks around it; a password is `exact`."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field's text; empty where there is none."""
        return self.exact(name).strip()

    def exact(self, name: str) -> str:
        """Return a field as it was typed."""
        return self.fields.get(name, ("",))[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field: of boxes that were ticked."""
        return tuple(one for one in self.fields.get(name, ()) if one)

    def once(self) -> str | None:
        """Return what makes the same form, sent twice, count once: its ticket, and what was filled in.

        Whoever goes back to an old page and fills in something else wants that, too.
        """
        ticket = self.text(TICKET)
        if not _TICKET.fullmatch(ticket):
            return None
        filled = sorted((name, *values) for name, values in self.fields.items() if name != KEY)
        return f"web:{ticket}:{blake2b(repr(filled).encode(), digest_size=8).hexdigest()}"


NOTHING_FILLED = Form()


async def read_form(request: Request) -> Form:
    """Return what a request's body says; nothing where it is no form. Raises `TooLarge`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        return NOTHING_FILLED
    parts, size = list[bytes](), 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            raise TooLarge
        parts.append(part)
    written = b"".join(parts).decode("utf-8", "replace").replace("\x00", "")
    try:
        return Form(parse_qs(written, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise TooLarge from error
