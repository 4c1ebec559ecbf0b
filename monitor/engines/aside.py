"""Work done aside: in a process of its own, so that it takes no processor time from the threads of this one."""

import subprocess
from collections.abc import Callable, Sequence

import structlog

LOOK_EVERY = 0.2
REST_AFTER_FAILURE = 30.0
END_WITHIN = 5.0

_log = structlog.get_logger("engine")


class Aside:
    """Runs a command again and again, as it is asked to; it ends when this process does."""

    def __init__(self, command: Sequence[str], *, wait: Callable[[float], None], stopping: Callable[[], bool]) -> None:
        self._command = tuple(command)
        self._wait = wait
        self._stopping = stopping

    def __call__(self, *arguments: str) -> bool:
        """Run the command with `arguments` to its end; return whether it ended well. Stopping cuts it off.

        One that fails is followed by a rest, since whoever asks will ask again at once.
        """
        quiet = subprocess.DEVNULL
        command = [*self._command, *arguments]
        with subprocess.Popen(command, stdin=quiet, stdout=quiet) as process:  # noqa: S603  a command of our own
            while process.poll() is None and not self._stopping():
                self._wait(LOOK_EVERY)
            if process.poll() is None:
                _end(process)
                return False
        if process.returncode != 0:
            _log.warning("work aside failed", command=" ".join(self._command[-1:]), code=process.returncode)
            self._wait(REST_AFTER_FAILURE)
        return process.returncode == 0


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
