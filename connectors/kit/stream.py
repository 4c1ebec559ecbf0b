"""Streams that a place sends over a WebSocket, through the same guard as everything else that is asked."""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import httpcore
from websockets.exceptions import (
    ConnectionClosed,
    ConnectionClosedOK,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
    WebSocketException,
)
from websockets.sync.client import ClientConnection, connect

from connectors.contract import Changed, Refused, Unavailable
from connectors.kit.addresses import checked_addresses, resolve
from connectors.kit.answer import Answer
from connectors.kit.discretion import place_of
from connectors.kit.status import error_for

LARGEST = 2_000_000
"""Bytes of one message; a place that sends more is hung up on."""
PING_EVERY = 20.0
"""Seconds; who does not answer a ping for as long is gone."""


class StreamEndedError(Exception):
    """The place ended the stream in good order, as servers do that are about to be replaced."""


class Stream:
    """A stream that is open."""

    def __init__(self, connection: ClientConnection, place: str) -> None:
        self._connection = connection
        self._place = place

    def receive(self, within: float) -> str | None:
        """Return the next message; None where none came `within` so many seconds.

        Raises `StreamEndedError` at its end, and `Unavailable` where it broke.
        """
        try:
            message = self._connection.recv(timeout=max(within, 0.0))
        except TimeoutError:
            return None
        except ConnectionClosedOK as error:
            raise StreamEndedError(self._place) from error
        except ConnectionClosed as error:
            raise Unavailable(f"{self._place} broke the stream off") from error
        if isinstance(message, bytes):
            raise Changed(f"{self._place} sends bytes where text belongs", payload=repr(message[:200]))
        return message


@contextmanager
def opened(url: str, *, private: bool, timeout: float, user_agent: str, now: datetime) -> Iterator[Stream]:
    """Open the stream at `url` (ws or wss); with `private` its host may be in one's own network.

    Raises `Unavailable` and `Refused`, and `Changed` where the place answers with something that was not expected.
    """
    place = place_of(url)
    try:
        connection = _connected(url, private, timeout, user_agent)
    except InvalidStatus as error:
        found = error.response
        headers = {name.lower(): value for name, value in found.headers.raw_items()}
        answer = Answer(status=found.status_code, url=url, headers=headers, body=bytes(found.body or b""))
        raise error_for(place, answer, now) from error
    except InvalidURI as error:
        raise Refused(f"{place} cannot be asked: its address is not well formed") from error
    except (TimeoutError, httpcore.TimeoutException) as error:
        raise Unavailable(f"{place} did not answer within {timeout:g} s") from error
    except (OSError, httpcore.NetworkError, InvalidHandshake, WebSocketException, EOFError) as error:
        raise Unavailable(f"{place} could not be reached, or does not speak WebSocket") from error
    with connection:
        yield Stream(connection, place)


def _connected(url: str, private: bool, timeout: float, user_agent: str) -> ClientConnection:
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "wss"
    raw = _reached(host, parts.port or (443 if secure else 80), private, timeout)
    try:
        return connect(
            url,
            sock=raw,
            ssl=ssl.create_default_context() if secure else None,
            server_hostname=host if secure else None,
            proxy=None,
            user_agent_header=user_agent,
            open_timeout=timeout,
            close_timeout=1.0,
            ping_interval=PING_EVERY,
            ping_timeout=PING_EVERY,
            max_size=LARGEST,
        )
    except (OSError, WebSocketException, EOFError):
        raw.close()
        raise


def _reached(host: str, port: int, private: bool, timeout: float) -> socket.socket:
    """Connect to the first checked address that answers."""
    deadline = time.monotonic() + timeout
    addresses = (resolve if private else checked_addresses)(host, port, deadline)
    failure: OSError = OSError(f"{host} has no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=max(deadline - time.monotonic(), 0.01))
        except OSError as error:
            failure = error
    raise failure
