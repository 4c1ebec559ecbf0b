"""The physical lines of a byte stream, decoded, with the offsets at which they begin and end."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO, Literal

Encoding = Literal["auto", "utf-8", "utf-16", "cp1252"]

LONGEST_LINE = 1_000_000
"""Bytes. A longer line is no row that a person wrote, and is not held in memory."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place between two lines: bytes from the start of the file, and the number of the line that begins there."""

    offset: int = 0
    line: int = 1


class LineTooLong(ValueError):
    """A line is longer than `LONGEST_LINE`; its end has been found all the same."""


class Lines:
    """An iterator of decoded lines, newline kept. `mark` notes where a row begins; `taken` is what it has read since.

    The stream must be seekable. Bytes that the encoding does not know become U+FFFD: a garbled letter is better than a
    complaint unheard.
    """

    def __init__(self, stream: BinaryIO, encoding: Encoding) -> None:
        self._stream = stream
        stream.seek(0)
        self._codec, self._bom = _codec(stream.read(4), encoding)
        self.go(Position())

    def go(self, to: Position) -> None:
        """Continue at `to`; the start of the file is behind its byte order mark."""
        self.at = Position(offset=max(to.offset, self._bom), line=to.line)
        self._stream.seek(self.at.offset)
        self.mark()

    def mark(self) -> None:
        """A row begins here."""
        self.begin = self._second = self.at
        self.ended, self._closed = False, False
        self._taken: list[bytes] = []

    @property
    def taken(self) -> bytes:
        """The bytes since `mark` (of a line that is too long, its beginning)."""
        return b"".join(self._taken)

    @property
    def is_whole(self) -> bool:
        """Whether what was taken ends with a newline, and nothing more was asked for than there was."""
        return self._closed and not self.ended

    def keep_first(self) -> None:
        """Take only the first line since `mark` and continue behind it: the row that began there was none."""
        del self._taken[1:]
        self.at, self.ended = self._second, False
        self._stream.seek(self.at.offset)

    def decode(self, line: bytes) -> str:
        """Return the text of `line`."""
        if self._codec != "auto":
            return line.decode(self._codec, "replace")
        try:
            return line.decode()
        except UnicodeDecodeError:
            return line.decode("cp1252", "replace")

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            self.ended = True
            raise StopIteration
        size, self._closed = len(line), self._is_line(line)
        if size >= LONGEST_LINE and not self._closed:
            size += self._skip()
        self.at = Position(offset=self.at.offset + size, line=self.at.line + 1)
        if not self._taken:
            self._second = self.at
        self._taken.append(line)
        if size > len(line):
            raise LineTooLong(f"the line is longer than {LONGEST_LINE:,} bytes")
        return self.decode(line)

    def _read(self) -> bytes:
        """Return bytes up to the next newline, the end of the stream or `LONGEST_LINE`."""
        line = self._stream.readline(LONGEST_LINE)
        while line and not self._is_line(line) and len(line) < LONGEST_LINE:
            # In UTF-16 the byte 0A is a newline only together with its other half.
            more = self._stream.read(1) if len(line) % 2 else self._stream.readline(LONGEST_LINE - len(line))
            if not more:
                break
            line += more
        return line

    def _skip(self) -> int:
        """Read to the end of a line that is too long; return how many bytes that were."""
        size = 0
        while not self._closed and (part := self._read()):
            size += len(part)
            self._closed = self._is_line(part)
        return size

    def _is_line(self, line: bytes) -> bool:
        if self._codec == "utf-16-le":
            return len(line) % 2 == 0 and line.endswith(b"\n\x00")
        if self._codec == "utf-16-be":
            return len(line) % 2 == 0 and line.endswith(b"\x00\n")
        return line.endswith(b"\n")


def _codec(head: bytes, encoding: Encoding) -> tuple[str, int]:
    """Return the codec and the length of the byte order mark, which is believed before any setting."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec, len(bom)
    if encoding in ("auto", "utf-16") and len(head) == 4:
        if head[1] == head[3] == 0:
            return "utf-16-le", 0
        if head[0] == head[2] == 0:
            return "utf-16-be", 0
    return ("utf-16-le" if encoding == "utf-16" else encoding), 0
