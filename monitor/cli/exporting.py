"""`monitor export`: all mentions or cases as CSV or JSON Lines, written while they are read."""

import argparse
import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any, TextIO

from monitor.cli.failure import DONE, CommandError
from monitor.cli.store import opened
from monitor.configuration import read_config
from monitor.domain.case import CaseFile
from monitor.domain.journal import Deed
from monitor.store import export, journal
from monitor.store.database import Database
from monitor.store.export import StoredMention
from monitor.wording.reasons import sentence

Record = Mapping[str, Any]
_RUNS = "=+-@＝＋－＠"  # noqa: RUF001  what a spreadsheet takes for the beginning of a formula
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def run(args: argparse.Namespace) -> int:
    """Export what was asked for."""
    try:
        with opened(read_config(Path(args.config))) as db, _out(args.out) as out:
            with db.write() as tx:
                journal.write(tx, Deed.EXPORTED, by=getuser(), now=datetime.now(UTC), about=args.what)
            _WRITERS[args.format](records(db, args.what), out)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise CommandError(f"{error.filename or args.out}: {error.strerror or error}") from error
    return DONE


def records(db: Database, what: str) -> Iterator[Record]:
    """Yield the rows of an export: `mentions` or `cases`. What mentions tell is called as `monitor import` reads it."""
    return map(_mention, export.mentions(db)) if what == "mentions" else map(_case, export.cases(db))


def write_csv(rows: Iterable[Record], out: TextIO) -> None:
    """Write rows as CSV; a cell of text that a spreadsheet would run is prefixed with an apostrophe."""
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])


def write_jsonl(rows: Iterable[Record], out: TextIO) -> None:
    """Write rows as JSON Lines."""
    for row in rows:
        told = {name: _plain(value) for name, value in row.items()}
        out.write(f"{json.dumps(told, ensure_ascii=False)}\n")


_WRITERS = {"csv": write_csv, "jsonl": write_jsonl}


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


def _mention(stored: StoredMention) -> Record:
    mention = stored.mention
    return {
        "mention": f"M-{stored.id}",
        "source": stored.source,
        "platform": mention.key.platform,
        "scope": mention.key.scope,
        "id": mention.key.native_id,
        "url": mention.url,
        "author_id": mention.author.id,
        "author": mention.author.name,
        "followers": mention.author.followers,
        "title": mention.title,
        "text": mention.text,
        "rating": mention.rating and mention.rating.stars,
        "rating_out_of": mention.rating and mention.rating.out_of,
        "language": mention.language,
        "posted_at": mention.posted_at,
        "edited_at": mention.edited_at,
        "place": mention.place,
        "thread_id": mention.thread_id,
        "parent_id": mention.parent_id,
        "likes": mention.reach.likes,
        "shares": mention.reach.shares,
        "replies": mention.reach.replies,
        "views": mention.reach.views,
        "heard_at": stored.heard_at,
        "revision": stored.revision,
        "gone": stored.gone,
    }


def _case(file: CaseFile) -> Record:
    case, mention = file.case, file.mention
    return {
        "case": case.public_id,
        "brand": case.brand,
        "source": file.source,
        "state": case.state,
        "severity": case.severity,
        "topic": case.topic,
        "need": case.need,
        "department": case.department,
        "owner": case.owner,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "acknowledged_at": case.acknowledged_at,
        "responded_at": case.responded_at,
        "resolved_at": case.resolved_at,
        "outcome": case.outcome,
        "outcome_by": case.outcome_by,
        "dismissal": case.dismissal,
        "score": file.score,
        "reasons": "; ".join(sentence(reason) for reason in file.reasons),
        "mention": f"M-{case.mention_id}",
        "platform": mention.key.platform,
        "url": mention.url,
        "author": mention.author.name,
        "title": mention.title,
        "text": mention.text,
        "rating": mention.rating and mention.rating.stars,
        "rating_out_of": mention.rating and mention.rating.out_of,
        "posted_at": mention.posted_at,
    }


def _plain(value: object) -> object:
    return f"{value.astimezone(UTC).isoformat().removesuffix('+00:00')}Z" if isinstance(value, datetime) else value


def _cell(value: object) -> object:
    plain = _plain(value)
    return f"'{plain}" if isinstance(plain, str) and _would_run(plain) else plain


def _would_run(text: str) -> bool:
    """Programs skip blanks, quotes and invisible characters before they look for a formula, so do we."""
    seen = next((char for char in text if char not in "\"'" and unicodedata.category(char) not in _INVISIBLE), "")
    return seen != "" and seen in _RUNS
