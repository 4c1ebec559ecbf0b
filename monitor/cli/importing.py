"""`monitor import`: a file's rows into the store; those that are no mentions into FILE.rejected, with the reason."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from connectors.contract import Changed, Rejected
from connectors.kit.fields import FIELDS, Meaning
from connectors.kit.rows import Format, Layout, Row, read_rows
from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, WRONG, CommandError
from monitor.cli.output import complain, say, show_json
from monitor.cli.store import opened
from monitor.config.routing import Source
from monitor.config.schema import Config
from monitor.stages import importing
from monitor.stages.importing import Destination
from monitor.store.sources import SourceName
from monitor.wording.names import plural

_ENDINGS: dict[str, Format] = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}


def run(args: argparse.Namespace) -> int:
    """Import the file. Rows that are no mentions leave the exit code 0; a file that cannot be read does not."""
    config = read_config(Path(args.config))
    file = Path(args.file)
    source = _source(config, args.source)
    layout = _layout(args, file, source)
    name = SourceName(name=source.name, kind=source.kind, settings_hash="")
    destination = Destination(source=name, opens_cases=args.open_cases)
    now = datetime.now(UTC)
    try:
        with opened(config) as db, file.open("rb") as stream, _Rejects(file) as rejects, _progress(file) as progress:
            rows = read_rows(stream, layout, now=now)
            done = importing.run(db, rows, destination, now=now, reject=rejects.add, progress=progress)
    except Changed as error:
        raise CommandError(f"{file}: {error}", code=WRONG) from error
    except OSError as error:
        raise CommandError(f"{error.filename or file}: {error.strerror or error}") from error
    if args.json:
        show_json(asdict(done))
        return DONE
    say(f"{plural(done.rows, 'row')}: {done.new} new, {done.edited} edited, {done.rejected} rejected")
    if done.rejected:
        complain(f"what was rejected, and why, is in {rejects.file}")
    return DONE


class _Rejects:
    """FILE.rejected: one JSON object a line, with the row as it stands. Not there where every row was understood."""

    def __init__(self, file: Path) -> None:
        self.file = file.with_name(f"{file.name}.rejected")
        self._part = file.with_name(f"{file.name}.rejected.part")

    def __enter__(self) -> "_Rejects":
        self._out = self._part.open("w", encoding="utf-8")
        self._any = False
        return self

    def add(self, row: Row, why: Rejected) -> None:
        """Write one row."""
        self._any = True
        told = {"line": row.line, "reason": why.reason, "row": why.payload}
        self._out.write(f"{json.dumps(told, ensure_ascii=False)}\n")

    def __exit__(self, *_: object) -> None:
        self._out.close()
        self.file.unlink(missing_ok=True)
        if self._any:
            self._part.replace(self.file)
        else:
            self._part.unlink()


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[Row], None]]:
    """Show how far the file is read, where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=file.stat().st_size)
        yield lambda row: bar.update(task, completed=row.end.offset)


def _source(config: Config, name: str) -> Source:
    for source in config.sources:
        if source.name == name:
            return source
    there = ", ".join(source.name for source in config.sources)
    raise CommandError(f"no source is called {name!r}; there are {there}", code=WRONG)


def _layout(args: argparse.Namespace, file: Path, source: Source) -> Layout:
    """Read the file as the source's own files are read, where it reads files, but for what is told on the spot."""
    written = args.format or _ENDINGS.get(file.suffix.lower())
    if written is None:
        raise CommandError(f"the ending of {file.name} does not tell its format; add --format csv or jsonl", code=WRONG)
    settings = source.settings
    meaning = Meaning(
        platform=args.platform or getattr(settings, "platform", source.kind),
        scope=_scope(settings) if args.scope is None else args.scope,
        out_of=getattr(settings, "rating_out_of", 5.0),
        time_format=getattr(settings, "time_format", None),
        timezone=getattr(settings, "timezone", "UTC"),
    )
    usual = "\t" if file.suffix.lower() == ".tsv" else ","
    return Layout(
        format=written,
        meaning=meaning,
        columns=getattr(settings, "map", {}) | dict(_mapped(pair) for pair in args.map),
        encoding=getattr(settings, "encoding", "auto"),
        delimiter=getattr(settings, "delimiter", None) or usual,
    )


def _scope(settings: BaseModel) -> str:
    """Return where ids are unique: as a source that reads files has it, so that both know one row as the same."""
    scope = getattr(settings, "scope", None)
    return str(getattr(settings, "path", "") if scope is None else scope)


def _mapped(pair: str) -> tuple[str, str]:
    field, equals, column = pair.partition("=")
    if not equals or field not in FIELDS:
        raise CommandError(f"--map {pair!r}: write FIELD=COLUMN; the fields are {', '.join(FIELDS)}", code=WRONG)
    return field, column
