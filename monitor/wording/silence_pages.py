"""What the page of silences says."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo

from monitor.domain.match import Match
from monitor.domain.muting import Held, Silence
from monitor.wording import names, times
from monitor.wording.silences import FOLD, HOLD, USUAL

__all__ = ["FOLD", "HOLD", "USUAL"]

TITLE, INTRO = "Silences", "What is known of already becomes cases and alerts nobody until the end, when it is listed."
COLUMNS = ("Silence", "About", "When", "Held so far", "Why", "From")
NOTHING_MUTED, OVER, MUTE, END = "Nothing is muted.", "Over", "Mute what is known", "End it"
NAME, REASON, UNTIL, BEGINS = "What it is called", "Why", "Until when", "From when on"
BEGINS_HINT, NAME_HINT, SEVERAL = "Empty: at once.", "Such as carrier-strike.", "Several with commas between them."
IN_ZONE = "In {zone}."
HOW, CRITICAL = "Meanwhile", "Critical ones are muted, too"
HOWS = {HOLD: "Hold them, and list them at the end", FOLD: "Count them in one message: an outage"}
TOPICS, BRANDS, SOURCES, SEVERITY = (
    "About these topics",
    "Of these brands",
    "Heard by these sources",
    "As severe as this",
)
PLATFORM, PLACE, LANGUAGE, KEYWORD = (
    "On these platforms",
    "About these places",
    "In these languages",
    "With these words",
)
ANY, MORE = "Any", "Narrow it down further"
TRIED, NOT_YET, TAKE, AGAIN = "Tried on the last 30 days", "Nothing is muted yet.", "Mute it", "Change it again"
TRY, LOOKING = "Try it on the last 30 days", "A lead mutes."
_PLAIN = {
    "severity": "{value} or worse",
    "followers": "{value:,} followers or more",
    "reach": "a reach of {value:,} or more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceLine:
    """A silence as a row."""

    name: str
    about: str
    when: str
    held: str
    reason: str
    source: str


def line(silence: Silence, holds: Held | None, *, by_file: bool, now: datetime, zone: tzinfo) -> SilenceLine:
    """Return a silence as a row; `by_file`: it is the configuration's."""
    until = f"until {times.moment(silence.ends_at, now=now, zone=zone)}"
    if silence.starts_at is not None and silence.starts_at > now:
        until = f"from {times.moment(silence.starts_at, now=now, zone=zone)} {until}"
    counted = "" if holds is None else f"{holds.folded:,} counted" if silence.fold else f"{holds.held:,} held"
    return SilenceLine(
        name=silence.name,
        about=names.capital("; ".join(_about(silence.match))) + ("; critical ones, too" if silence.critical else ""),
        when=names.capital(until),
        held=counted,
        reason=silence.reason,
        source="config.yaml" if by_file else silence.by,
    )


def _about(match: Match) -> Iterator[str]:
    for name in (one.name for one in fields(Match)):
        value = getattr(match, name)
        if name == "topic" and value:
            yield " or ".join(names.topic(one) for one in value)
        elif name in _PLAIN and value is not None:
            yield _PLAIN[name].format(value=getattr(value, "value", value))
        elif isinstance(value, tuple) and value:
            yield f"{name} {' or '.join(value)}"
