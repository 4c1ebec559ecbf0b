"""Crisis: the worst day. One switch holds answers back, sets one statement, and has everybody told each hour."""

import re
from dataclasses import dataclass
from datetime import datetime

_GROUP = re.compile(r"S[A-Za-z0-9]{1,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """A crisis: who began it and when, the one statement that is approved, whom it calls and where it is told."""

    id: int
    by: str
    began_at: datetime
    statement: str
    call: str | None
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What happened in a time: cases, distinct people behind them, how many are critical, and how many unanswered."""

    cases: int
    people: int
    critical: int
    unanswered: int


def is_group(call: str) -> bool:
    """Return whether it can be the id of a user group, which a crisis calls."""
    return _GROUP.fullmatch(call) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """A crisis that lasted into the week: who called it, and what came in meanwhile. `ended_at` None: it goes on."""

    by: str
    began_at: datetime
    ended_at: datetime | None
    cases: int
    people: int
