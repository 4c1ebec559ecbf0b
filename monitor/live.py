"""Live checks: one harmless request to each source and channel."""

import time
from collections.abc import Callable, Iterator
from threading import Event

from alerts.contract import ChannelError, Probeable
from connectors.contract import SourceError
from connectors.kit.http import Door
from monitor.config.live import LiveCheck
from monitor.config.routing import Channel, Source
from monitor.config.schema import Config
from monitor.guard import Bug, guarded
from monitor.hearing import connector_for
from monitor.speaking import voice
from monitor.stages.clock import Clock, SystemClock


def live_checks(config: Config) -> Iterator[LiveCheck]:
    """Ask every source for its first page and every channel whether it works. Nothing is saved or posted."""
    clock = SystemClock(Event())
    door = Door(contact=config.web.base_url, now=clock.now)
    try:
        for source in config.sources:
            began = time.monotonic()
            ok, told = _source(source, door, clock)
            yield _check("source", source, ok=ok, told=told, began=began)
        for channel in config.channels:
            began = time.monotonic()
            ok, told = _channel(channel, clock)
            yield _check("channel", channel, ok=ok, told=told, began=began)
    finally:
        door.close()


def _check(part: str, checked: Source | Channel, *, ok: bool, told: str, began: float) -> LiveCheck:
    return LiveCheck(
        part="source" if part == "source" else "channel",
        name=checked.name,
        kind=checked.kind,
        ok=ok,
        told=told,
        seconds=time.monotonic() - began,
    )


def _source(source: Source, door: Door, clock: Clock) -> tuple[bool, str]:
    def ask() -> tuple[bool, str]:
        try:
            page = next(iter(connector_for(source, door, clock).pages(None)), None)
        except SourceError as error:
            return False, str(error)
        if page is None:
            return True, "it has nothing now"
        return True, f"{len(page.mentions)} mentions, {len(page.rejected)} not understood"

    return _guarded(ask)


def _channel(channel: Channel, clock: Clock) -> tuple[bool, str]:
    def ask() -> tuple[bool, str]:
        spoken = voice(channel, clock).channel
        if not isinstance(spoken, Probeable):
            return True, "it cannot be asked without posting"
        try:
            advice = spoken.probe()
        except ChannelError as error:
            return False, str(error)
        return True, "; ".join(advice) or "it works"

    return _guarded(ask)


def _guarded(ask: Callable[[], tuple[bool, str]]) -> tuple[bool, str]:
    result = guarded(ask)
    return (False, f"a bug of the monitor: {result.summary}") if isinstance(result, Bug) else result.value
