"""Exports: mentions and cases as rows, for spreadsheets (CSV) and for programs (JSON Lines), however many there are."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from monitor.documents.mentions import Mask, as_it_is
from monitor.domain.case import CaseFile
from monitor.store.export import StoredMention
from monitor.wording.quotes import with_masked_reasons
from monitor.wording.reasons import why

Record = Mapping[str, Any]
CHUNK = 65_536
"""Characters that are handed on at once."""
_RUNS = "=+-@＝＋－＠"  # noqa: RUF001  what a spreadsheet takes for the beginning of a formula
_INVISIBLE = {"Cc", "Cf", "Zs", "Zl", "Zp"}


def csv_lines(rows: Iterable[Record]) -> Iterator[str]:
    """Yield rows as CSV; a cell of text that a spreadsheet would run is prefixed with an apostrophe."""
    line = io.StringIO()
    writer = csv.writer(line)
    for number, row in enumerate(rows):
        if number == 0:
            writer.writerow(row)
        writer.writerow([_cell(value) for value in row.values()])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def json_lines(rows: Iterable[Record]) -> Iterator[str]:
    """Yield rows as JSON Lines."""
    for row in rows:
        told = {name: _plain(value) for name, value in row.items()}
        yield f"{json.dumps(told, ensure_ascii=False)}\n"


FORMATS: Mapping[str, Callable[[Iterable[Record]], Iterator[str]]] = {"csv": csv_lines, "jsonl": json_lines}
MEDIA = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
"""The types of what the formats make."""


def gathered(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines many at a time."""
    some, size = list[str](), 0
    for line in lines:
        some.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(some)
            some, size = [], 0
    yield "".join(some)


def mention_row(stored: StoredMention, *, mask: Mask = as_it_is) -> Record:
    """Return a mention, named as `monitor import` reads it."""
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
        "title": mention.title and mask(mention.title),
        "text": mask(mention.text),
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


def case_row(file: CaseFile, *, mask: Mask = as_it_is) -> Record:
    """Return a case with what was said."""
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
        "reasons": "; ".join(why(with_masked_reasons(file, mask))),
        "mention": f"M-{case.mention_id}",
        "platform": mention.key.platform,
        "url": mention.url,
        "author": mention.author.name,
        "title": mention.title and mask(mention.title),
        "text": mask(mention.text),
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
