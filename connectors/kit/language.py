"""Languages as platforms write them (`en`, `en_US`, `pt-BR`), made ISO 639 codes."""

import re

_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*", re.IGNORECASE)


def language_code(tag: object) -> str | None:
    """Return the language of a tag (`pt-BR` -> `pt`), or None where it is no tag or means "unknown" (`und`)."""
    found = _TAG.fullmatch(tag.strip()) if isinstance(tag, str) else None
    code = found[1].lower() if found else None
    return None if code == "und" else code
