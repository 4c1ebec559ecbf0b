"""The process that is killed: the monitor as it is, but for waits that are scaled down and one named step at which it
kills itself. Nothing of this is in the product: the step's function is wrapped from here."""

import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import alerts.slack
import monitor.app
import monitor.service
import monitor.stages.presses
import monitor.stages.sending
import monitor.store.threads
from monitor.cli.main import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Wound:
    """Where to die: `before` or `after` the `nth` call of `function`, which is named `module:attribute`.

    `by` is the signal; with a `marker`, only the first of several processes that come there dies of it.
    """

    function: str
    when: Literal["before", "after"]
    nth: int = 1
    by: int = signal.SIGKILL
    marker: Path | None = None

    def prepare(self) -> None:
        """Wrap the function."""
        module, _, path = self.function.partition(":")
        owner: Any = importlib.import_module(module)
        *outer, name = path.split(".")
        for part in outer:
            owner = getattr(owner, part)
        setattr(owner, name, self._deadly(getattr(owner, name)))

    def _deadly(self, real: Callable[..., Any]) -> Callable[..., Any]:
        left = self.nth

        def deadly(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            is_here = left == 0  # other threads go on counting meanwhile
            if is_here and self.when == "before":
                self._strike()
            result = real(*args, **kwargs)
            if is_here and self.when == "after":
                self._strike()
            return result

        return deadly

    def _strike(self) -> None:
        """End as the power does, or stand still. Of several processes the first to come here makes the marker."""
        if self.marker is not None:
            try:
                with self.marker.open("x") as file:
                    file.write(str(os.getpid()))
            except FileExistsError:
                return
        os.kill(os.getpid(), self.by)


def live(arguments: Sequence[str], output: Path, wound: Wound | None) -> None:
    """Be the monitor: the command line's `arguments`, everything printed to `output`."""
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(file, stream)
    sys.stdout, sys.stderr = (os.fdopen(os.dup(stream), "w", buffering=1) for stream in (1, 2))
    hurry()
    if wound is not None:
        wound.prepare()
    code = main(list(arguments))
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os._exit(code)


def hurry() -> None:
    """Scale down the waits that are no settings."""
    alerts.slack.KIND = replace(alerts.slack.KIND, pause=0.0, revise_pause=0.0)
    monitor.stages.sending.FIRST_RETRY = timedelta(milliseconds=20)
    monitor.service.DRAIN_SECONDS = 1.5
    monitor.app.TICK = timedelta(milliseconds=50)
    monitor.stages.presses.GRACE = timedelta(milliseconds=300)
    monitor.store.threads.SETTLED = timedelta(milliseconds=200)
