"""Fingerprint: whether a part of the configuration, secrets included, is what it was before."""

import json
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel, SecretStr


def fingerprint(part: BaseModel) -> str:
    """Return 16 bytes as hex that change when any setting changes; no secret can be read from them."""
    told = json.dumps(part.model_dump(), default=_plain, sort_keys=True)
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _plain(value: Any) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
