"""Opening: how a complaint becomes a case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from connectors.contract import OwnReply
from monitor.domain import world
from monitor.domain.case import JUDGE, Case, Event, EventKind, State
from monitor.domain.muting import Silence
from monitor.domain.routing import Route
from monitor.domain.score import Severity, Topic
from monitor.domain.verdict import Verdict


def opened(
    number: int,
    *,
    mention_id: int,
    brand: str,
    verdict: Verdict,
    route: Route,
    heard_at: datetime,
    alert: bool,
    replies: Sequence[OwnReply],
    now: datetime,
    silence: Silence | None = None,
) -> tuple[Case, list[Event]]:
    """Return the new case `number` and what its timeline tells. The clock of its SLA starts when it was heard.

    An answer of ours that the mention brought along is its first response. `silence` is what mutes it.
    """
    severity = verdict.severity or Severity.LOW
    case = Case(
        id=number,
        mention_id=mention_id,
        brand=brand,
        state=State.OPEN,
        severity=severity,
        topic=verdict.topic or Topic.OTHER,
        need=verdict.need,
        department=route.department,
        opened_at=heard_at,
        alert=alert,
        due_at=None if route.clock is None else route.clock.due_at(heard_at),
    )
    events = [Event(kind=EventKind.OPENED, at=heard_at, by=JUDGE, became=severity.value)]
    if silence is not None:
        events.append(muted(silence, now))
    for reply in replies:
        case, event = world.replied(case, reply, now=now)
        events.append(event)
    return replace(case, version=1), events


def muted(silence: Silence, now: datetime) -> Event:
    """Return what a timeline tells of a silence that mutes a case; the silence's name is on it."""
    return Event(kind=EventKind.MUTED, at=now, by=JUDGE, became=silence.name, key=f"muted:{silence.name}")
