"""What the thread below a message tells: one short line an event, and nothing of what was undone at once."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo

from alerts.contract import Notice, Tone
from monitor.domain.case import Event, EventKind
from monitor.wording import times
from monitor.wording.timeline import told

_UNDONE_BY = {
    EventKind.ACKNOWLEDGED: EventKind.ASSIGNED,
    EventKind.DISMISSED: EventKind.REOPENED,
    EventKind.SNOOZED: EventKind.SNOOZED,
}


def story(
    events: Sequence[Event], *, key: str, mask: Callable[[str], str], now: datetime, zone: tzinfo = UTC
) -> Notice | None:
    """Return what `events` come to; None where nothing is left of them. Words of people are masked."""
    left = _left(events)
    if not left:
        return None
    lines = (_line(event, mask=mask, now=now, zone=zone) for event in left)
    return Notice(key=key, tone=Tone.INFO, title="", body="\n".join(lines))


def _line(event: Event, *, mask: Callable[[str], str], now: datetime, zone: tzinfo) -> str:
    line = told(event, now=now, zone=zone)
    late = now - event.at
    when = "" if late.total_seconds() < 60 else f" ({times.moment(event.at, now=now, zone=zone)})"
    words = mask(event.text) if event.text and event.kind is EventKind.NOTED else ""
    return f"{line}{when}: {words}" if words else f"{line}{when}"


def _left(events: Sequence[Event]) -> list[Event]:
    """Leave out what was done and undone."""
    left: list[Event] = []
    for event in events:
        if left and _undoes(event, left[-1]):
            left.pop()
        else:
            left.append(event)
    return left


def _undoes(event: Event, before: Event) -> bool:
    if _UNDONE_BY.get(before.kind) is not event.kind:
        return False
    return event.kind is EventKind.REOPENED or event.became is None
