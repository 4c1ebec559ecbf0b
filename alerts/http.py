"""The one door of channels to HTTP: a request is sent once, ends in time, and says whether it may have arrived."""

import logging
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache, cached_property
from types import TracebackType
from typing import Any, Self

import httpx

from alerts.contract import Refused, Unavailable, Uncertain

LONGEST_WAIT = 900.0
"""Seconds: a Retry-After beyond a quarter of an hour is asked about again by then."""

_LARGEST_ANSWER = 5_000_000
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. The names of `headers` are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http:
    """Posts to one service. `timeout` is for a whole request, in seconds, however slowly its answer drips.

    Every request has a connection of its own: a kept one that the other side has just closed would make a message
    that was never sent look as if it might have been.
    """

    def __init__(self, *, timeout: float) -> None:
        self._timeout = timeout

    def post(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send once; redirects are answers. Raises `Unavailable` (surely not sent), `Refused` (no such address can
        be) or `Uncertain` (sent, without an answer that can be read)."""
        try:
            with _Deadline(self._timeout) as deadline:
                return self._send(url, body, headers, deadline)
        except (httpx.InvalidURL, httpx.LocalProtocolError) as error:
            raise Refused("the address or the credentials cannot be sent as they are written") from error
        except _NEVER_SENT as error:
            raise Unavailable(f"no connection to {_host(url)} ({type(error).__name__})") from error
        except httpx.HTTPError as error:
            raise Uncertain(f"{_host(url)} gave no whole answer ({type(error).__name__})") from error

    def _send(self, url: str, body: bytes, headers: Mapping[str, str], deadline: "_Deadline") -> Answer:
        watched = {"trace": deadline.watch}
        with self._client.stream("POST", url, content=body, headers=dict(headers), extensions=watched) as response:
            content = _read(response)
        if deadline.passed:  # what our own shutting cut off can look like an answer's end
            raise httpx.ReadTimeout("the answer took too long")
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=content,
        )

    @cached_property
    def _client(self) -> httpx.Client:
        for name in ("httpx", "httpcore"):  # their lines hold addresses, which may be secrets, and headers, which are
            logging.getLogger(name).setLevel(logging.WARNING)
        limits = httpx.Limits(max_connections=8, max_keepalive_connections=0)
        return httpx.Client(timeout=self._timeout, limits=limits, verify=_trusted())


@cache
def _trusted() -> ssl.SSLContext:
    """Whom to trust, read once for all channels: reading it takes 15 ms."""
    return httpx.create_ssl_context()


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that a `retry-after` header asks to wait, at most `LONGEST_WAIT`.

    Whole and broken numbers and HTTP dates are read. None where it names no time ahead: zero, negative or junk.
    """
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        seconds = _seconds_until(text, now)
    return min(seconds, LONGEST_WAIT) if seconds > 0 else None


def clock_ahead(headers: Mapping[str, str], now: datetime) -> float:
    """Return by how many seconds our clock, which says `now`, is ahead of the server's; 0 where it does not tell."""
    then = _date(headers.get("date", ""))
    return (now - then).total_seconds() if then else 0.0


def _seconds_until(date: str, now: datetime) -> float:
    then = _date(date)
    return (then - now).total_seconds() if then else 0.0


def _date(text: str) -> datetime | None:
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return then if then.tzinfo else then.replace(tzinfo=UTC)


def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _LARGEST_ANSWER:
            raise httpx.ReadError("the answer is too large")
    return bytes(body)


def _host(url: str) -> str:
    """The path and query of an address may hold a secret; its host does not."""
    return httpx.URL(url).host or "an address without a host"


class _Deadline:
    """Ends a request by shutting its socket: the time-outs of httpx start anew with every byte that drips in."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self._socket: socket.socket | None = None

    @property
    def passed(self) -> bool:
        """Whether it is over."""
        return time.monotonic() >= self._ends

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Called by httpx at each step. Nothing is sent after the deadline, not even on a connection made too late."""
        if event in _CONNECTED:
            stream = info["return_value"]
            self._socket = stream.get_extra_info("socket")
            if self.passed:
                stream.close()
                raise httpx.ConnectTimeout("connected too late")

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
