"""Listening: a connection to every channel that can be heard, and an eye on each."""

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from alerts.contract import ChannelError
from alerts.interactive import Listener, Listens, Take
from monitor.guard import Bug, guarded
from monitor.stages.clock import Clock
from monitor.store import listeners, troubles
from monitor.store.database import Database, StoreError

LOOKS_EVERY = timedelta(seconds=5)

_log = structlog.get_logger("listening")


class Listening:
    """Hears presses while it is open. Channels of one line share a connection."""

    def __init__(
        self,
        db: Database,
        channels: Mapping[str, Listens],
        taker: Callable[[str], Take],
        clock: Clock,
        *,
        operators: str,
    ) -> None:
        self._db = db
        self._channels = channels
        self._taker = taker
        self._clock = clock
        self._operators = operators
        self._open: dict[str, Listener] = {}
        self._troubled: set[str] = set()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def lines(self) -> Mapping[str, Listener]:
        """The connections, by the name of the channel that opened each."""
        return self._open

    def begin(self) -> None:
        """Connect, and look after the connections from now on."""
        lines: set[str] = set()
        for name, channel in self._channels.items():
            if channel.line is None or channel.line in lines:
                continue
            lines.add(channel.line)
            try:
                self._open[name] = channel.listen(self._taker(name))
            except ChannelError as error:
                _log.error("channel not heard", channel=name, why=str(error))
        if self._open:
            self._thread = threading.Thread(target=self._watch, name="listening", daemon=True)
            self._thread.start()

    def look(self) -> None:
        """Write down how each connection fares, and tell the operators of one that is down. Raises `StoreError`."""
        now = self._clock.now()
        for name, listener in self._open.items():
            with self._db.write() as tx:
                listeners.note(tx, name, connected=listener.connected, now=now)
                trouble = listeners.trouble_of(tx, name, now)
                if trouble is not None:
                    troubles.tell(tx, f"socket:{name}", self._operators, now)
                elif name in self._troubled:
                    troubles.over(tx, f"socket:{name}", now)
            self._log(name, trouble[0] if trouble else None)

    def close(self) -> None:
        """Hear nothing more; what is being kept is finished first."""
        self._closed.set()
        for listener in self._open.values():
            listener.close()
        if self._thread is None:
            return
        self._thread.join()
        result = guarded(self._leave)
        if isinstance(result, Bug):
            _log.warning("connections not signed off", what=result.summary)

    def _log(self, name: str, trouble: str | None) -> None:
        if trouble is not None and name not in self._troubled:
            self._troubled.add(name)
            _log.error("channel not heard", channel=name, why=trouble)
        elif trouble is None and name in self._troubled:
            self._troubled.discard(name)
            _log.info("channel heard again", channel=name)

    def _watch(self) -> None:
        while True:
            result = guarded(self._looked)
            if isinstance(result, Bug):
                _log.error("bug", what=result.summary, details=result.details)
            if self._closed.wait(LOOKS_EVERY.total_seconds()):
                return

    def _looked(self) -> None:
        try:
            self.look()
        except StoreError as error:
            _log.warning("connections not noted", why=str(error))

    def _leave(self) -> None:
        with self._db.write() as tx:
            listeners.leave(tx, self._clock.now())
