"""A silence as it is kept, and back."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from monitor.domain.match import Match
from monitor.domain.muting import Silence
from monitor.domain.score import Severity, Topic

_PLAIN = ("name", "reason", "critical", "fold", "by")


def to_json(silence: Silence) -> str:
    """Return all of `silence`; times in ISO 8601."""
    told: dict[str, Any] = {name: getattr(silence, name) for name in _PLAIN}
    told |= {"starts_at": silence.starts_at and silence.starts_at.isoformat(), "ends_at": silence.ends_at.isoformat()}
    asked = {one.name: getattr(silence.match, one.name) for one in fields(Match)}
    return json.dumps({**told, "match": {name: value for name, value in asked.items() if value not in ((), None)}})


def from_json(text: str) -> Silence:
    """Return the silence that was kept."""
    found: dict[str, Any] = json.loads(text)
    return Silence(
        **{name: found[name] for name in _PLAIN},
        match=_match(found["match"]),
        starts_at=datetime.fromisoformat(found["starts_at"]) if found["starts_at"] else None,
        ends_at=datetime.fromisoformat(found["ends_at"]),
    )


def _match(found: dict[str, Any]) -> Match:
    asked: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    if "topic" in found:
        asked["topic"] = tuple(Topic(topic) for topic in found["topic"])
    if "severity" in found:
        asked["severity"] = Severity(found["severity"])
    return Match(**asked)
