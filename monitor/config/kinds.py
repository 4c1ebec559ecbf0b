"""The kinds of sources and channels, as far as the configuration must know them. They are handed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel


class ChannelKind(Protocol):
    """A kind of channel: the model that validates its own keys in `config.yaml`."""

    @property
    def settings(self) -> type[BaseModel]:
        """A frozen model that refuses unknown keys."""
        ...


class SourceKind(ChannelKind, Protocol):
    """A kind of source, with what holds for its sources unless they say otherwise."""

    @property
    def about(self) -> Literal["us", "brand"]:
        """Whether all that is heard is about the brand, or only what has one of its keywords."""
        ...

    @property
    def every(self) -> timedelta:
        """The usual pause between two polls."""
        ...

    @property
    def first_run(self) -> Literal["baseline", "alert"]:
        """Whether what is there at the first poll opens no case, or does."""
        ...

    @property
    def answers(self) -> bool:
        """Whether answers can be sent from here."""
        ...


K = TypeVar("K", bound=ChannelKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds(Generic[K]):
    """All kinds by name. `get` is called only for a kind that is used, so that no other one is imported."""

    names: tuple[str, ...]
    get: Callable[[str], K]
