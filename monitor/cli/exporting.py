"""`monitor export`: all mentions or cases as CSV or JSON Lines, written while they are read."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import TextIO

from monitor.assembly.configuration import read_config
from monitor.cli.failure import DONE, CommandError
from monitor.cli.store import opened
from monitor.documents.exports import FORMATS, Record, case_row, mention_row
from monitor.domain.journal import Deed
from monitor.store import export, journal
from monitor.store.database import Database


def run(args: argparse.Namespace) -> int:
    """Export what was asked for."""
    try:
        with opened(read_config(Path(args.config))) as db, _out(args.out) as out:
            with db.write() as tx:
                journal.write(tx, Deed.EXPORTED, by=getuser(), now=datetime.now(UTC), about=args.what)
            for line in FORMATS[args.format](records(db, args.what)):
                out.write(line)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise CommandError(f"{error.filename or args.out}: {error.strerror or error}") from error
    return DONE


def records(db: Database, what: str) -> Iterator[Record]:
    """Yield the rows of an export: `mentions` or `cases`. What mentions tell is called as `monitor import` reads it."""
    return map(mention_row, export.mentions(db)) if what == "mentions" else map(case_row, export.cases(db))


@contextmanager
def _out(file: str | None) -> Iterator[TextIO]:
    """Where the rows go: a file appears under its name only once it is whole."""
    if file is None:
        yield sys.stdout
        return
    part = Path(f"{file}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
