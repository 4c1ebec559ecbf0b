"""The feed: what happens, read once for everybody who listens, however many they are."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog

from monitor.domain.happening import Happening
from monitor.store import happenings
from monitor.store.database import Database, StoreError

LOOK_EVERY = 1.0
"""Seconds between two looks, while anybody listens."""
STEP = 0.1
"""How soon it is seen that the service stops."""
MOST, MOST_OF_ONE = 500, 20
"""Who may listen at once: all in all, and by one token or one person's browsers."""
BEHIND = 100
"""Looks that somebody may be behind who reads slowly; then they are let go, and come back for what they missed."""

_log = structlog.get_logger("web")


class Listener:
    """Somebody who listens from the place `since` on. What comes is put into `news`; None ends it."""

    def __init__(self, key: str, since: int) -> None:
        self.key = key
        self.since = since
        self.news: asyncio.Queue[list[Happening] | None] = asyncio.Queue()

    def tell(self, news: list[Happening] | None) -> None:
        """Put what happened into their queue, or the end."""
        if self.news.qsize() < BEHIND:
            self.news.put_nowait(news if self.news.qsize() < BEHIND - 1 else None)


class Feed:
    """All who listen in this process. It lives in the event loop of the pages; what asks the store has a thread."""

    def __init__(self, db: Database, now: Callable[[], datetime], stopping: Callable[[], bool]) -> None:
        self._db = db
        self._now = now
        self._stopping = stopping
        self._listeners: set[Listener] = set()
        self._reading: asyncio.Task[None] | None = None
        self._place = 0

    def is_full(self, key: str) -> bool:
        """Return whether nobody else may listen, or not by that token or person."""
        of_one = sum(listener.key == key for listener in self._listeners)
        return len(self._listeners) >= MOST or of_one >= MOST_OF_ONE

    @contextmanager
    def joined(self, key: str, place: int) -> Iterator[Listener]:
        """Listen while inside. `place` is the latest by now: it counts where nobody else listens."""
        if self._reading is None or self._reading.done():
            self._place = place
            self._reading = asyncio.get_running_loop().create_task(self._read())
        listener = Listener(key, self._place)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)

    async def latest(self) -> tuple[int, int]:
        """Return the first place that is kept and the last that was given."""

        def look() -> tuple[int, int]:
            happenings.place(self._db, self._now())
            with self._db.read() as tx:
                return happenings.earliest(tx), happenings.latest(tx)

        return await asyncio.to_thread(look)

    async def after(self, seq: int) -> list[Happening]:
        """Return what comes behind a place."""
        return await asyncio.to_thread(happenings.after, self._db, seq, now=self._now())

    async def _read(self) -> None:
        """Look as long as anybody listens; whatever ends it ends them, and they come back."""
        try:
            while await self._waited():
                try:
                    news = await self.after(self._place)
                except StoreError as error:
                    _log.warning("events not read", why=str(error))
                    continue
                if news:
                    self._place = news[-1].seq
                    for listener in self._listeners:
                        listener.tell(news)
        finally:
            for listener in self._listeners:
                listener.tell(None)

    async def _waited(self) -> bool:
        """Wait for the next look; return whether there is to be one."""
        for _ in range(round(LOOK_EVERY / STEP)):
            if self._stopping() or not self._listeners:
                return False
            await asyncio.sleep(STEP)
        return True
