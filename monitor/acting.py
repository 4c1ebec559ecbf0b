"""Which channels can be acted in, and how what is pressed there reaches us."""

from collections.abc import Mapping

from alerts.contract import Channel
from alerts.interactive import Interactive, Listens, Receives

Channels = Mapping[str, Channel]
"""All channels by name."""


def interactive(channels: Channels) -> dict[str, Interactive]:
    """Return those that show forms and answers."""
    return {name: channel for name, channel in channels.items() if isinstance(channel, Interactive)}


def listening(channels: Channels) -> dict[str, Listens]:
    """Return those that open a connection of their own."""
    return {name: channel for name, channel in channels.items() if isinstance(channel, Listens)}


def receiving(channels: Channels) -> dict[str, Receives]:
    """Return those that platforms send requests for."""
    return {name: one for name, one in channels.items() if isinstance(one, Receives) and one.receives}


def pressable(channels: Channels) -> frozenset[str]:
    """Name those whose buttons are worth drawing: presses reach us by one way or the other."""
    heard = {name for name, channel in listening(channels).items() if channel.line is not None}
    return frozenset(interactive(channels)) & (heard | set(receiving(channels)))
