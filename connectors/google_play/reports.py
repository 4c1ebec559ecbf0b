"""The Play Console's monthly reports of reviews: all of them, those of stars alone too, some days late.

A report is written anew as its month goes on. One that changed is read again from its beginning: what is known already
changes nothing. Reports are UTF-16, and can be large: they are read in parts, a row at a time.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from itertools import islice
from urllib.parse import unquote

from connectors.contract import Changed, Cursor, Mention, Page, Rejected
from connectors.google_play.reading import reply_id
from connectors.google_play.settings import WINDOW_DAYS
from connectors.google_play.shelves import Report, Shelf
from connectors.kit.cursor import dump, load
from connectors.kit.fields import Meaning
from connectors.kit.rows import Layout, Row, read_header, read_rows

MONTHS = 3
"""So many of the newest reports are looked at by each poll: those before do not change any more."""
ROWS_PER_PAGE = 500
PART = 4_000_000
"""Bytes asked for at once."""

STARS_ALONE = "stars:"
"""What the ids of reviews without text begin with, which the API does not know."""

_WINDOW = timedelta(days=WINDOW_DAYS)
_REVIEW_ID = re.compile(r"[?&#:]review_?id=([^&#]+)", re.IGNORECASE)
_COLUMNS = {
    "text": "Review Text",
    "title": "Review Title",
    "rating": "Star Rating",
    "posted_at": "Review Submit Millis Since Epoch",
    "edited_at": "Review Last Update Millis Since Epoch",
    "language": "Reviewer Language",
    "place": "App Version Name",
    "url": "Review Link",
    "reply": "Developer Reply Text",
    "replied_at": "Developer Reply Millis Since Epoch",
}
_SAME = ("Package Name", "Review Submit Millis Since Epoch", "Reviewer Language", "Device", "App Version Code")
"""What of a row without a link stays the same when its stars change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """How far a report was read."""

    name: str
    version: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Which version of each report was read, and how far the one that is being read."""

    read: Mapping[str, str] = field(default_factory=dict)
    part: Part | None = None


class Reports:
    """The reports of one app."""

    def __init__(self, shelf: Shelf, package: str, now: datetime) -> None:
        self._shelf = shelf
        self._package = package
        self._now = now

    def pages(self, since: Cursor | None, months: int | None = MONTHS, first: str = "") -> Iterator[Page]:
        """Yield the rows of those of the newest `months` reports that changed, from the month `first` on."""
        filed = Filed() if since is None else load(Filed, since)
        there = sorted(self._shelf.reports(), key=lambda report: report.month)
        wanted = [report for report in there[-months if months else 0 :] if report.month >= first]
        filed = replace(filed, read={one.name: filed.read[one.name] for one in wanted if one.name in filed.read})
        changed = [report for report in wanted if filed.read.get(report.name) != report.version]
        if not changed:
            yield Page(cursor=dump(filed))
        for number, report in enumerate(changed, 1):
            for page, part in self._rows(report, filed.part):
                filed = replace(filed, part=part)
                if part is None:
                    filed = replace(filed, read={**filed.read, report.name: report.version})
                yield replace(page, cursor=dump(filed), more=part is not None or number < len(changed))

    def history(self, since: datetime, resume: Cursor | None) -> Iterator[Page]:
        """Yield what was written at or after `since`, from all reports that may have it."""
        for page in self.pages(resume, None, f"{since:%Y%m}"):
            yield replace(page, mentions=tuple(one for one in page.mentions if one.posted_at >= since))

    def _rows(self, report: Report, known: Part | None) -> Iterator[tuple[Page, Part | None]]:
        """Yield pages of a report, each with how far it was read then; None at its end."""
        is_known = known is not None and (known.name, known.version) == (report.name, report.version)
        layout, head = _layout(self._package), b""
        offset = known.offset if known and is_known else 0
        while offset < report.size:
            chunk = self._shelf.part(report, offset, PART)
            if not head:
                head = self._head(report, layout, chunk if offset == 0 else self._shelf.part(report, 0, PART))
                chunk, offset = (chunk[len(head) :], len(head)) if offset == 0 else (chunk, offset)
            is_last = not chunk or offset + len(chunk) >= report.size
            rows = read_rows(BytesIO(head + chunk), layout, now=self._now, whole=is_last)
            begun = offset
            while some := list(islice(rows, ROWS_PER_PAGE)):
                offset = begun + some[-1].end.offset - len(head)
                yield self._page(some), Part(name=report.name, version=report.version, offset=offset)
            if is_last:
                break
            if offset == begun and len(chunk) >= PART:
                raise Changed(f"the report {report.name} has a row of more than {PART} bytes")
        yield Page(), None

    def _head(self, report: Report, layout: Layout, beginning: bytes) -> bytes:
        """Return a report up to its first row: each part is read with it."""
        header = read_header(BytesIO(beginning), layout)
        if header is None:
            raise Changed(f"the report {report.name} is empty")
        return beginning[: header.end.offset]

    def _page(self, rows: list[Row]) -> Page:
        results = [row.result for row in rows]
        return Page(
            mentions=tuple(_told(one) for one in results if isinstance(one, Mention) and self._is_wanted(one)),
            rejected=tuple(one for one in results if isinstance(one, Rejected)),
        )

    def _is_wanted(self, mention: Mention) -> bool:
        """Whether the API does not tell it: what it tells is newer than what a report says of the same days."""
        is_told = mention.url is not None and (mention.edited_at or mention.posted_at) > self._now - _WINDOW
        return not is_told


def _layout(package: str) -> Layout:
    meaning = Meaning(platform="google_play", scope=package)
    return Layout(format="csv", meaning=meaning, columns=_COLUMNS, identify=_identified)


def _identified(row: Mapping[str, str]) -> str:
    """Return the id that the API knows a review by; of stars alone, which it does not know, one that stays the same."""
    found = _REVIEW_ID.search(row.get("Review Link", ""))
    if found:
        return unquote(found[1])
    said = "\n".join(row.get(name, "") for name in _SAME)
    return f"{STARS_ALONE}{sha256(said.encode()).hexdigest()[:24]}"


def _told(mention: Mention) -> Mention:
    """Return it as the API would tell it: a time of an edit only where there was one, the answer by the same id."""
    is_edited = mention.edited_at is not None and mention.edited_at > mention.posted_at
    replies = tuple(replace(reply, native_id=reply_id(mention.key.native_id)) for reply in mention.own_replies)
    return replace(mention, edited_at=mention.edited_at if is_edited else None, own_replies=replies)
