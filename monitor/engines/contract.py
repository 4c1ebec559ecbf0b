"""What an engine is told: which work comes round how often. It never knows what the work is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work that comes round `every` so often. `run` asks the store what is due, does it and returns soon."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The same in pieces that different processes can do: `due` names the pieces that are due, `do` does one.

    Asking `due` twice, or doing a piece that is done or that another process does, must do no harm. Works of one `lane`
    share their `threads`; what is slow in one lane delays no other.
    """

    name: str
    every: timedelta
    due: Callable[[datetime], Sequence[str]]
    do: Callable[[str, datetime], object]
    lane: str
    threads: int = 1


class Engine(Protocol):
    """Runs jobs until it is stopped; never one job twice at once."""

    def start(self) -> None:
        """Begin; returns at once."""
        ...

    def stop(self) -> None:
        """Begin nothing new; return when what runs has ended."""
        ...

    def last_runs(self) -> dict[str, datetime]:
        """Return when each job last ended well."""
        ...


Jobs = Sequence[Job]
Works = Sequence[Work]
