"""Forms: what a browser sends, read with a limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from starlette.requests import Request

LARGEST = 1_000_000
"""Bytes."""
MOST_FIELDS = 1000
KEY, KEY_HEADER = "form_key", "x-form-key"
"""The field, or the header, that says that our own page sent it."""
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
