"""The address guard: no configured URL, redirect or name in the DNS leads into a private network.

A name is resolved once, every address it has is checked, and the connection goes to a checked address itself, so a
second look-up cannot answer differently (rebinding). The name is still what TLS verifies and the Host header says.
"""

import socket
import threading
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue

import httpcore

from connectors.contract import Refused

Address = IPv4Address | IPv6Address

_NEVER_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",
        "::/96",  # IPv4 written as IPv6, long deprecated
        "64:ff9b:1::/48",  # NAT64 of a local network
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",
    )
)
_NAT64 = ip_network("64:ff9b::/96")


def is_public(address: Address) -> bool:
    """Whether `address` is one of the open internet: not this machine, not a private, reserved or embedded one."""
    inner = _embedded(address)
    if inner is not None:
        return is_public(inner)
    if any(address in block for block in _NEVER_PUBLIC if block.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _embedded(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, where it is a mapped or a NAT64 one."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def checked_addresses(host: str, port: int, deadline: float | None = None) -> tuple[str, ...]:
    """Return what `host` resolves to. Raises `Refused` where any address of it is not public."""
    found = resolve(host, port, deadline)
    if not all(is_public(ip_address(address.partition("%")[0])) for address in found):
        raise Refused(
            f"{host} leads to an address that is not public; `allow_private: true` lets it be a host of your own "
            "network, and a redirect never leads there"
        )
    return found


def resolve(host: str, port: int, deadline: float | None = None) -> tuple[str, ...]:
    """Return the addresses of `host`, in the order to try them. Raises what httpcore does where there are none.

    The system's look-up takes no timeout, so it is done by a thread that is left behind when the time is over.
    """
    answers: SimpleQueue[tuple[str, ...] | Exception] = SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, answers), name="look-up", daemon=True).start()
    try:
        found = answers.get(timeout=_left(deadline))
    except Empty as error:
        raise httpcore.ConnectTimeout(f"the name {host} was not found in time") from error
    if isinstance(found, Exception):
        raise httpcore.ConnectError(f"the name {host} was not found") from found
    return found


def _look_up(host: str, port: int, answers: "SimpleQueue[tuple[str, ...] | Exception]") -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(tuple(dict.fromkeys(str(row[4][0]) for row in rows)))
    except (OSError, UnicodeError) as error:
        answers.put(error)


class Network(httpcore.NetworkBackend):
    """How a pool reaches hosts: guarded, and with a deadline where httpcore has a timeout for each single read.

    The timeouts that arrive here are instants of `time.monotonic()`: a peer that sends a byte now and then would
    never run into a timeout that starts anew with each byte.
    """

    def __init__(self, *, private: bool) -> None:
        self._addresses = resolve if private else checked_addresses
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers."""
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port, timeout):
            try:
                return _Stream(self._plain.connect_tcp(address, port, _left(timeout), local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))  # type: ignore[arg-type]

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for this request is over")
    return left
