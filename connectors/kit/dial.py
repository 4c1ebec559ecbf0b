"""A guarded connection for what does not speak HTTP: the same addresses are refused, and it has an end."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpcore

from connectors.contract import Refused, Unavailable
from connectors.kit.addresses import checked_addresses, resolve
from connectors.kit.http import Limits


def dial(host: str, port: int, limits: Limits, *, tls: ssl.SSLContext | None = None) -> socket.socket:
    """Connect to the first address of `host` that answers. Raises `Unavailable` and `Refused`."""
    deadline = time.monotonic() + limits.timeout
    look_up = resolve if limits.allow_private else checked_addresses
    failure: Exception | None = None
    try:
        for address in look_up(host, port, deadline):
            try:
                return _connected(address, host, port, limits.timeout, tls)
            except ssl.SSLCertVerificationError as error:
                raise Refused(f"the certificate of {host} is not trusted ({error.verify_message})") from error
            except OSError as error:
                failure = error
    except (httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise Unavailable(f"{host} could not be reached: {error}") from error
    raise Unavailable(f"{host}:{port} could not be reached ({type(failure).__name__})") from failure


@contextmanager
def ending(seconds: float, connection: Callable[[], socket.socket | None]) -> Iterator[None]:
    """End a dialogue after so long by shutting its socket: a library's time-out starts anew with each byte."""

    def shut() -> None:
        found = connection()
        with suppress(OSError):
            if found is not None:
                found.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connected(address: str, host: str, port: int, timeout: float, tls: ssl.SSLContext | None) -> socket.socket:
    plain = socket.create_connection((address, port), timeout)
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        return plain if tls is None else tls.wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise
