"""Live checks: one harmless request to each source, channel and webhook."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event

from alerts.contract import ChannelError, Probeable
from connectors.contract import Receiver, SourceError
from connectors.kit.http import Door
from monitor.assembly.hearing import connector_for
from monitor.assembly.hooking import tried
from monitor.assembly.speaking import voice
from monitor.config.live import LiveCheck, Part
from monitor.config.routing import Channel, Source
from monitor.config.schema import Config
from monitor.config.webhooks import Webhook
from monitor.guard import Bug, guarded
from monitor.stages.clock import Clock, SystemClock


def live_checks(config: Config) -> Iterator[LiveCheck]:
    """Ask every source for its first page and every channel whether it works: nothing is saved or posted.

    Webhooks are sent a message that tells of nothing: there is no other way to ask whether they know the secret.
    """
    clock = SystemClock(Event())
    door = Door(contact=config.web.base_url, now=clock.now)
    try:
        for source in config.sources:
            began = time.monotonic()
            yield _check("source", source.name, source.kind, _source(source, door, clock), began)
        for channel in config.channels:
            began = time.monotonic()
            yield _check("channel", channel.name, channel.kind, _channel(channel, clock), began)
        for webhook in config.webhooks:
            began = time.monotonic()
            yield _check("webhook", webhook.name, "webhook", _webhook(webhook, door, clock), began)
    finally:
        door.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """What came of asking; what cannot be asked is well for all that is known."""

    ok: bool
    told: str
    asked: bool = True


def _check(part: Part, name: str, kind: str, came: _Came, began: float) -> LiveCheck:
    return LiveCheck(
        part=part,
        name=name,
        kind=kind,
        ok=came.ok,
        told=came.told,
        asked=came.asked,
        seconds=time.monotonic() - began,
    )


def _source(source: Source, door: Door, clock: Clock) -> _Came:
    def ask() -> _Came:
        connector = connector_for(source, door, clock)
        try:
            page = next(iter(connector.pages(None)), None)
        except SourceError as error:
            return _Came(ok=False, told=str(error))
        if page is None and isinstance(connector, Receiver):
            return _Came(ok=True, told=f"whoever has something posts it to /in/{source.name}", asked=False)
        if page is None:
            return _Came(ok=True, told="it has nothing now")
        return _Came(ok=True, told=f"{len(page.mentions)} mentions, {len(page.rejected)} not understood")

    return _guarded(ask)


def _channel(channel: Channel, clock: Clock) -> _Came:
    def ask() -> _Came:
        spoken = voice(channel, clock).channel
        if not isinstance(spoken, Probeable):
            return _Came(ok=True, told="it cannot be asked without posting", asked=False)
        try:
            advice = spoken.probe()
        except ChannelError as error:
            return _Came(ok=False, told=str(error))
        return _Came(ok=True, told="; ".join(advice) or "it works")

    return _guarded(ask)


def _webhook(webhook: Webhook, door: Door, clock: Clock) -> _Came:
    def ask() -> _Came:
        trouble = tried(webhook, door, clock)
        return _Came(ok=trouble is None, told=trouble or "it took a message that tells of nothing")

    return _guarded(ask)


def _guarded(ask: Callable[[], _Came]) -> _Came:
    result = guarded(ask)
    if isinstance(result, Bug):
        return _Came(ok=False, told=f"a bug of the monitor: {result.summary}")
    return result.value
