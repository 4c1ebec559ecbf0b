"""Zones: pages tell moments in the time of whoever looks. Their browser says which that is, by a cookie."""

from contextvars import ContextVar
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

COOKIE = "complaints-zone"
"""Set by `static/zone.js`: its value is a name such as `Europe/Madrid`."""
_LONGEST = 64
_LOOKING: ContextVar[tzinfo | None] = ContextVar("zone of whoever looks", default=None)


class ViewersZone(tzinfo):
    """The zone of whoever looks, while a page is made for them; the `house`'s for those who never said theirs.

    One value serves all pages: what it stands for is known from the request that is being answered. Weeks and figures
    are the house's, whoever looks: `house_of` tells its zone.
    """

    def __init__(self, house: tzinfo) -> None:
        self.house = house

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        """Return how far the clock is ahead of UTC."""
        return self._here().utcoffset(at)

    def dst(self, at: datetime | None) -> timedelta | None:
        """Return how much of that is summer time."""
        return self._here().dst(at)

    def tzname(self, at: datetime | None) -> str | None:
        """Return what the time is called."""
        return self._here().tzname(at)

    def fromutc(self, at: datetime) -> datetime:
        """Return a moment of UTC as the clock shows it."""
        here = self._here()
        return here.fromutc(at.replace(tzinfo=here)).replace(tzinfo=self)

    def __str__(self) -> str:
        """Return its name."""
        return str(self._here())

    def _here(self) -> tzinfo:
        return _LOOKING.get() or self.house


def house_of(zone: tzinfo) -> tzinfo:
    """Return the zone in which weeks begin, whoever looks."""
    return zone.house if isinstance(zone, ViewersZone) else zone


class Zoned:
    """An application that knows, while it answers, in which zone whoever asks is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            _LOOKING.set(_named(Request(scope).cookies.get(COOKIE, "")))
        await self._app(scope, receive, send)


@lru_cache(maxsize=1_000)
def _named(name: str) -> tzinfo | None:
    """Return the zone of that name; None where there is none."""
    if not name or len(name) > _LONGEST:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, a path, a zone that nobody knows
        return None
