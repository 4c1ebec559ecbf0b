"""The real network as an httpx transport: guarded pools below, one TLS context for all of them."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property

import httpcore
import httpx

from connectors.kit.pools import PoolKey, Pools


class Wire(httpx.BaseTransport):
    """The network, through guarded pools. A request says by its extension `private` which guard it is under."""

    def __init__(self) -> None:
        self._pools = Pools(lambda: self._tls)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        key = PoolKey(url.scheme, url.host, url.port, request.extensions["private"])
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with ExitStack() as lease:
            pool = lease.enter_context(self._pools.lease(key))
            answer = pool.handle_request(
                httpcore.Request(
                    request.method,
                    target,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
            stream = _Stream(answer, lease.pop_all())
        return httpx.Response(answer.status, headers=answer.headers, stream=stream)

    def close(self) -> None:
        self._pools.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, lease: ExitStack) -> None:
        self._answer = answer
        self._lease = lease

    def __iter__(self) -> Iterator[bytes]:
        return self._answer.iter_stream()

    def close(self) -> None:
        with self._lease:
            self._answer.close()
