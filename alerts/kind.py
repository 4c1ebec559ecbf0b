"""What a channel's module tells about itself: `KIND`, the one name that the registry looks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from alerts.contract import Channel


class ChannelSettings(BaseModel):
    """The settings of one kind. Frozen, unknown keys refused; each kind adds its own fields with descriptions.

    Secrets are `pydantic.SecretStr`. A kind that speaks HTTP has `base_url`, trusted as written.
    """

    # An input may be a secret that was mistyped: no error may show it.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Turns(Protocol):
    """Turns at what the other side counts, shared by every process that speaks to it. Nothing is raised."""

    def take(self, name: str, *, interval: float, patience: float) -> float:
        """Return in how many seconds the caller's turn comes, `interval` behind the last.

        Where that is beyond `patience` no turn is kept.
        """
        ...

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody have a turn for the next `seconds`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a channel is handed: its name in the configuration, the clock (aware UTC), and turns that are shared.

    Without `turns` it is alone, as where it is only tried.
    """

    name: str
    now: Callable[[], datetime]
    turns: Turns | None = None


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
