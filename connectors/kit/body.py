"""Reading a body: unpacked as it streams, never more of it than allowed."""

import zlib
from collections.abc import Callable, Iterable, Iterator


class BodyError(Exception):
    """Why a body could not be read. `passing` where the next try may well succeed."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def read_body(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """Return the body that `chunks` hold in the content coding `encoding`, at most `limit` bytes of it decoded.

    Raises `BodyError` where it is longer, cut, packed twice, or packed in a way that was not offered.
    """
    body = bytearray()
    for part in _decoder(encoding.strip().lower())(chunks, limit):
        body += part
        if len(body) > limit:
            raise BodyError(f"the answer is longer than {limit:,} bytes")
    return bytes(body)


def _decoder(encoding: str) -> Callable[[Iterable[bytes], int], Iterator[bytes]]:
    if encoding in ("", "identity"):
        return lambda chunks, _limit: iter(chunks)
    if encoding in ("gzip", "x-gzip"):
        return lambda chunks, limit: _inflate(chunks, limit, zlib.MAX_WBITS | 16)
    if encoding == "deflate":
        return lambda chunks, limit: _inflate(chunks, limit, zlib.MAX_WBITS)
    raise BodyError(f"the answer is packed as {encoding[:40]!r}, which was not asked for")


def _inflate(chunks: Iterable[bytes], limit: int, window: int) -> Iterator[bytes]:
    """Yield what `chunks` unpack to, in pieces that cannot exceed the limit by more than one byte each."""
    packer, started = zlib.decompressobj(window), False
    for chunk in chunks:
        started = started or bool(chunk)
        try:
            yield packer.decompress(chunk, limit + 1)
        except zlib.error as error:
            raise BodyError("the answer says it is packed, and cannot be unpacked") from error
        if packer.unconsumed_tail:
            raise BodyError(f"the answer unpacks to more than {limit:,} bytes")
    if started and not packer.eof:
        raise BodyError("the answer was cut short", passing=True)
