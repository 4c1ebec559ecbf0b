"""Slack's way to write a moment."""

import re
from datetime import UTC, datetime


def moment(ts: str) -> datetime | None:
    """Read the `ts` of a message or a press, seconds and microseconds, exactly; None where it is not one."""
    found = re.fullmatch(r"(\d{1,11})\.(\d{6})", ts, re.ASCII)
    return datetime.fromtimestamp(int(found[1]), UTC).replace(microsecond=int(found[2])) if found else None
