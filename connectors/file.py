"""A CSV or JSON Lines file, or a folder of them, that grows.

A file is read from where it was left, and only to its last whole row. Where it is another file than last time (it
shrank, or what was read of it changed at its beginning or its end), it is read anew: known rows are known by their ids.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from connectors.contract import Changed, Cursor, Mention, Page, Refused, Rejected, SourceError, Unavailable
from connectors.kit.beside import BesideConfig
from connectors.kit.cursor import dump, load
from connectors.kit.fields import FIELDS, Meaning
from connectors.kit.kind import Kind, SourceSettings, Tools
from connectors.kit.lines import Encoding, Position
from connectors.kit.rows import Format, Layout, Row, read_rows

ROWS_PER_PAGE = 500
SETTLED = timedelta(minutes=1)
"""A file that was not touched for so long is finished, even where its last row has no newline."""

_FORMATS: dict[str, Format] = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_SAMPLE = 1024


class FileSettings(SourceSettings):
    """Where the rows are, and what their columns mean."""

    path: BesideConfig = Field(
        description="A file, or a folder of .csv, .tsv, .jsonl and .ndjson files, relative to this configuration."
    )
    format: Literal["auto", "csv", "jsonl"] = Field(default="auto", description="`auto` goes by the file's ending.")
    map: dict[str, str] = Field(
        default_factory=dict,
        description=f"The column of each field that is not called so itself. Fields: {', '.join(FIELDS)}.",
    )
    platform: str = Field(default="file", min_length=1, description="Where these people spoke, as it shall be called.")
    scope: str | None = Field(default=None, description="Where the ids are unique; by itself, in this path alone.")
    encoding: Encoding = Field(default="auto", description="`auto` knows UTF-8, UTF-16 and Windows-1252 apart.")
    delimiter: str | None = Field(default=None, pattern=r'^[^"\r\n]$', description="By itself a comma; a tab in .tsv.")
    time_format: str | None = Field(default=None, description="How times are written, as in strptime: %d/%m/%Y %H:%M.")
    timezone: str = Field(default="UTC", description="The zone of times that name none: Europe/London.")
    rating_out_of: float = Field(default=5.0, gt=0, description="The most stars where a rating is a bare number.")

    @field_validator("map")
    @classmethod
    def _known_fields(cls, columns: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(columns) - set(FIELDS))
        if unknown:
            raise ValueError(f"no such field: {', '.join(unknown)}; there are {', '.join(FIELDS)}")
        return columns

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone; one looks like Europe/London") from error
        return name


def layout_of(settings: FileSettings, path: Path) -> Layout:
    """Return how the file at `path` is written: as the settings say, else as its ending tells."""
    ending = path.suffix.lower()
    meaning = Meaning(
        platform=settings.platform,
        scope=settings.path.written if settings.scope is None else settings.scope,
        out_of=settings.rating_out_of,
        time_format=settings.time_format,
        timezone=settings.timezone,
    )
    return Layout(
        format=_FORMATS.get(ending, "csv") if settings.format == "auto" else settings.format,
        meaning=meaning,
        columns=settings.map,
        encoding=settings.encoding,
        delimiter=settings.delimiter or ("\t" if ending == ".tsv" else ","),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTo:
    """How far one file was read. `mark` is a hash of the beginning and the end of what was read."""

    offset: int
    line: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCursor:
    """How far each file was read, by its name."""

    files: dict[str, ReadTo]


def read_page(rows: Sequence[Row]) -> Page:
    """Return what `rows` hold as a page without a cursor."""
    results = [row.result for row in rows]
    return Page(
        mentions=tuple(result for result in results if isinstance(result, Mention)),
        rejected=tuple(result for result in results if isinstance(result, Rejected)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Rows of one file, and how far it is read with them."""

    name: str
    rows: Sequence[Row]
    read_to: ReadTo


class FileSource:
    """Reads what was added. A file that cannot be read is told of after all others were."""

    def __init__(self, settings: FileSettings, tools: Tools) -> None:
        self._settings = settings
        self._now = tools.now

    def pages(self, since: Cursor | None) -> Iterator[Page]:
        """Yield the rows that are new since `since`, at most `ROWS_PER_PAGE` a page."""
        files = self._files()
        known = {} if since is None else load(FileCursor, since).files
        known = {path.name: known[path.name] for path in files if path.name in known}
        failures: list[SourceError] = []
        batches = self._batches(files, dict(known), failures)
        batch = next(batches, None)
        if batch is None and not failures:
            yield Page(cursor=dump(FileCursor(files=known)))
        while batch is not None:
            following = next(batches, None)
            known[batch.name] = batch.read_to
            yield replace(read_page(batch.rows), cursor=dump(FileCursor(files=known)), more=following is not None)
            batch = following
        if failures:
            raise failures[0]

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield all rows posted at or after `since`."""
        for page in self.pages(resume):
            yield replace(page, mentions=tuple(mention for mention in page.mentions if mention.posted_at >= since))

    def _files(self) -> list[Path]:
        path = self._settings.path.path
        try:
            if path.is_dir():
                return [child for child in sorted(path.iterdir()) if self._is_meant(child)]
        except OSError as error:
            raise _as_source_error(path, error) from error
        if path.exists() and not path.is_file():
            raise Refused(f"{path} is neither a file nor a folder")
        if self._settings.format == "auto" and path.suffix.lower() not in _FORMATS:
            raise Refused(f"the ending of {path} does not tell its format: set `format` to csv or jsonl")
        return [path]

    def _is_meant(self, path: Path) -> bool:
        known_ending = path.suffix.lower() in _FORMATS or self._settings.format != "auto"
        return known_ending and not path.name.startswith(".") and path.is_file()

    def _batches(self, files: list[Path], known: dict[str, ReadTo], failures: list[SourceError]) -> Iterator[_Batch]:
        for path in files:
            try:
                with path.open("rb") as stream:
                    yield from self._new_rows(path, stream, known.get(path.name))
            except OSError as error:
                failures.append(_as_source_error(path, error))
            except Changed as error:
                failures.append(Changed(f"{path}: {error}", payload=error.payload))

    def _new_rows(self, path: Path, stream: BinaryIO, last: ReadTo | None) -> Iterator[_Batch]:
        is_same = last is not None and _mark(stream, last.offset) == last.mark
        start = Position(offset=last.offset, line=last.line) if last and is_same else None
        now = self._now()
        is_settled = now - datetime.fromtimestamp(path.stat().st_mtime, UTC) >= SETTLED
        rows = read_rows(stream, layout_of(self._settings, path), now=now, start=start, whole=is_settled)
        while batch := list(islice(rows, ROWS_PER_PAGE)):
            end = batch[-1].end
            with path.open("rb") as beside:
                mark = _mark(beside, end.offset) or ""
            yield _Batch(name=path.name, rows=batch, read_to=ReadTo(offset=end.offset, line=end.line, mark=mark))


def _mark(stream: BinaryIO, offset: int) -> str | None:
    """Return a hash of the first and the last bytes before `offset`; None where the stream is shorter."""
    stream.seek(0)
    first = stream.read(min(_SAMPLE, offset))
    stream.seek(max(0, offset - _SAMPLE))
    last = stream.read(min(_SAMPLE, offset))
    if len(last) < min(_SAMPLE, offset):
        return None
    return hashlib.sha256(first + last).hexdigest()[:16]


def _as_source_error(path: Path, error: OSError) -> SourceError:
    if isinstance(error, PermissionError):
        return Refused(f"{path} may not be read by this user")
    return Unavailable(f"{path} cannot be read: {error.strerror or type(error).__name__}")


KIND = Kind(
    settings=FileSettings,
    build=FileSource,
    hears="The rows of a CSV or JSON Lines file, or of a folder of them, as they are added.",
    needs="Nothing but leave to read the file.",
    limits=(
        "A changed row is seen where it is written again at the end, with the same id. A row without an id is known by "
        "what it says. A last row without a newline is read once the file has been left alone for a minute."
    ),
    about="us",
    every=timedelta(minutes=1),
    edits=True,
    replies=True,
)
