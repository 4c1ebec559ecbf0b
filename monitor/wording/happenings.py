"""Happenings as programs read them: one shape for the stream of events and for webhooks."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from monitor.domain.happening import Happening

TRIAL = "test"
"""The type of what is sent to try a webhook: it tells of nothing."""


def document(happening: Happening, **more: object) -> dict[str, Any]:
    """Return what is told of a happening: `type`, `timestamp`, and as `data` its `id`, whom it concerns, and `more`."""
    data = {"id": str(happening.seq), "subject": happening.subject, "brand": happening.brand, "by": happening.by}
    return _enveloped(happening.kind.value, happening.at, data | more)


def trial(name: str, now: datetime) -> dict[str, Any]:
    """Return what is sent to try the webhook of that name."""
    return _enveloped(TRIAL, now, {"webhook": name})


def identity(happening: Happening) -> str:
    """Return the id under which receivers know it, however often it is sent.

    A digest of all that makes it what it is: a store that was brought back from a copy gives places out again.
    """
    parts = (str(happening.seq), happening.kind.value, happening.subject, happening.at.isoformat())
    return "evt_" + sha256("\0".join(parts).encode()).hexdigest()[:32]


def encoded(told: Mapping[str, Any]) -> bytes:
    """Return a document as JSON; times as RFC 3339 in UTC."""
    return json.dumps(told, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()


def _enveloped(kind: str, at: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "timestamp": at, "data": data}


def _plain(value: object) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"{type(value).__name__} has no form in JSON")
    return f"{value.astimezone(UTC).isoformat().removesuffix('+00:00')}Z"
