"""What a channel's module tells about itself: `KIND`, the one name that the registry looks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from alerts.contract import Channel


class ChannelSettings(BaseModel):
    """The settings of one kind. Frozen, unknown keys refused; each kind adds its own fields with descriptions.

    Secrets are `pydantic.SecretStr`. A kind that speaks HTTP has `base_url`, trusted as written.
    """

    # An input may be a secret that was mistyped: no error may show it.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a channel is handed: its name in the configuration, and the clock (aware UTC)."""

    name: str
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of channel. `build` makes a channel of its settings; `shows` and `needs` describe it to a user.

    `pause` is the least time between two posts to one such channel, `revise_pause` that between two changes of
    posted messages in one workspace; both in seconds.
    """

    settings: type[ChannelSettings]
    build: Callable[[Any, Tools], Channel]
    shows: str
    needs: str
    pause: float = 0.0
    revise_pause: float = 0.0
