"""The channels of one configuration, put together: what speaks, and what is done in it."""

from collections.abc import Mapping
from datetime import timedelta

import alerts.registry
from alerts.contract import Channel as Speaker
from alerts.interactive import Interactive, Listens, Personal, Receives
from alerts.kind import Tools, Turns
from monitor.assembly.judging import mask
from monitor.assembly.routing import silences_of
from monitor.assembly.staffing import staff_for
from monitor.assembly.tuning import Tuning
from monitor.config.routing import Channel
from monitor.config.schema import Config
from monitor.stages.callees import Callees
from monitor.stages.clock import Clock
from monitor.stages.deliver import DeliverStage
from monitor.stages.desk import Desk
from monitor.stages.giving import Giving
from monitor.stages.notes import Noting
from monitor.stages.people import People
from monitor.stages.presses import Presses
from monitor.stages.reactions.contract import Reactions
from monitor.stages.reminding import Reminding
from monitor.stages.sending import Voice
from monitor.stages.wordings import Wordings
from monitor.store.database import Database


def voice(channel: Channel, clock: Clock, turns: Turns | None = None) -> Voice:
    """Return a configured channel, ready to speak, in its turn among all processes that share `turns`. Does no I/O."""
    kind = alerts.registry.kind(channel.kind)
    return Voice(
        name=channel.name,
        channel=kind.build(channel.settings, Tools(name=channel.name, now=clock.now, turns=turns)),
        post_pause=timedelta(seconds=kind.pause),
        revise_pause=timedelta(seconds=kind.revise_pause),
    )


def receiving(channels: Mapping[str, Speaker]) -> dict[str, Receives]:
    """Return the channels that platforms send requests for."""
    return {name: one for name, one in channels.items() if isinstance(one, Receives) and one.receives}


def pressable(voices: Mapping[str, Voice]) -> list[str]:
    """Name the channels whose presses reach us, by one way or the other."""

    def hears(channel: Speaker) -> bool:
        by_line = isinstance(channel, Listens) and channel.line is not None
        return by_line or (isinstance(channel, Receives) and channel.receives)

    return [name for name, one in voices.items() if isinstance(one.channel, Interactive) and hears(one.channel)]


def listening_ones(voices: Mapping[str, Voice]) -> dict[str, Listens]:
    """Return the channels that hear presses over a connection of their own."""
    return {name: one.channel for name, one in voices.items() if isinstance(one.channel, Listens)}


def interactive_ones(voices: Mapping[str, Voice]) -> dict[str, Interactive]:
    """Return the channels that people can act in."""
    return {name: one.channel for name, one in voices.items() if isinstance(one.channel, Interactive)}


def presses_for(
    db: Database, voices: Mapping[str, Voice], reactions: Reactions, known: People, clock: Clock, deliver: DeliverStage
) -> Presses:
    """What is pressed changes messages: these go out at once, from this process."""
    channels = interactive_ones(voices)
    return Presses(db, reactions, known, channels, clock, changed=lambda: deliver.begin_due(clock.now()))


def wordings_for(
    config: Config,
    tuning: Tuning,
    voices: Mapping[str, Voice],
    reactions: Reactions,
    desk: Desk,
) -> Wordings:
    """Return what words every message, as the settings are when it is sent."""
    personal = [name for name, one in voices.items() if isinstance(one.channel, Personal)]
    callees, url = Callees(staff_for(config), personal), config.web.base_url
    return Wordings(
        mask=mask,
        web_url=url,
        zone=config.digest.timezone,
        reminding=Reminding(
            lambda tx: tuning.seen(tx).routing,
            silences_of(config),
            mask=mask,
            web_url=url,
            callees=callees,
            pressable=pressable(voices),
        ),
        zones={channel.name: channel.timezone for channel in config.channels if channel.timezone},
        actions=reactions,
        pressable=pressable(voices),
        hints=desk.hints,
        noting=Noting(mask=mask, web_url=url, pressable=pressable(voices)),
        giving=Giving(callees, mask=mask, web_url=url, actions=reactions),
    )
