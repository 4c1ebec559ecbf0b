"""Our feed reader beside feedparser, in one run, on feeds made here and on recorded ones where there are any."""

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

import feedparser

from connectors.contract import Changed
from connectors.kit.http import Answer
from connectors.rss.reading import decoded, read_feed
from connectors.rss.wellformed import NotWellFormedError, read_wellformed

GOAL = 20
RECORDINGS = Path(__file__).resolve().parents[2] / "shared" / "recordings" / "rss"
SMALLEST_RECORDING = 4_000
"""Bytes: smaller ones are test cases of a line or two, not feeds that anybody polls."""

_PARAGRAPH = (
    "<p>Still waiting for my <b>refund</b> after three weeks, and the <a href='https://example.org/help'>help page</a> "
    "says &amp; says again that it takes five days.</p>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group of feeds: milliseconds a feed for feedparser, for ours, and for ours with all words made plain."""

    name: str
    feeds: int
    theirs: float
    ours: float
    ours_plain: float

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.theirs / self.ours


def run() -> list[Row]:
    """Measure each group for both."""
    groups = {
        "RSS, 25 entries": [rss(25, 6)],
        "Atom, 50 entries": [atom(50, 10)],
        "RSS, 10 short entries": [rss(10, 1)],
        "recorded feeds": list(_recorded()),
    }
    return [_row(name, feeds) for name, feeds in groups.items() if feeds]


def main() -> None:
    """Print the table. A poll needs the words of new entries only, so it costs between the last two columns."""
    print("well-formed feeds, milliseconds a feed")
    print(f"{'':24}{'feeds':>7}{'feedparser':>12}{'ours':>9}{'ratio':>9}{'goal':>7}{'ours, all words plain':>24}")
    for row in run():
        figures = (
            f"{row.feeds:>7}{row.theirs:>12.2f}{row.ours:>9.2f}{row.ratio:>8.1f}x{GOAL:>6}x{row.ours_plain:>24.2f}"
        )
        print(f"{row.name:24}{figures}")


def rss(entries: int, paragraphs: int) -> bytes:
    """Return an RSS feed as a blog or a forum serves it."""
    items = "".join(
        f"<item><title>Entry {number} &amp; more</title><link>https://example.org/{number}</link>"
        f"<guid isPermaLink='false'>entry-{number}</guid><pubDate>Fri, 20 Nov 2026 18:{number % 60:02}:00 GMT</pubDate>"
        f"<dc:creator>Someone {number}</dc:creator><category>news</category><description>A short version</description>"
        f"<content:encoded><![CDATA[{_PARAGRAPH * paragraphs}]]></content:encoded></item>"
        for number in range(entries)
    )
    return (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Feed</title>"
        f"<link>https://example.org/</link><language>en</language>{items}</channel></rss>"
    ).encode()


def atom(entries: int, paragraphs: int) -> bytes:
    """Return an Atom feed with escaped HTML."""
    items = "".join(
        f"<entry><id>urn:example:{number}</id><title type='html'>Entry {number}</title>"
        f"<link rel='alternate' href='https://example.org/{number}'/><updated>2026-11-20T18:00:00Z</updated>"
        f"<published>2026-11-20T18:00:00Z</published><author><name>Someone</name></author>"
        f"<content type='html'>{escape(_PARAGRAPH * paragraphs)}</content></entry>"
        for number in range(entries)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Feed</title><id>urn:feed</id>{items}</feed>".encode()


def _recorded() -> Iterator[bytes]:
    for path in sorted(RECORDINGS.glob("*")):
        body = path.read_bytes()
        if path.suffix not in (".xml", ".rss", ".atom") or len(body) < SMALLEST_RECORDING:
            continue
        try:
            read_wellformed(decoded(body, "").encode(), "https://example.org/")
        except (NotWellFormedError, Changed, UnicodeError):
            continue
        yield body


def _row(name: str, feeds: list[bytes]) -> Row:
    answers = [Answer(status=200, url="https://example.org/feed", headers={}, body=body) for body in feeds]
    return Row(
        name=name,
        feeds=len(feeds),
        theirs=_milliseconds(lambda: [feedparser.parse(BytesIO(body)) for body in feeds]) / len(feeds),
        ours=_milliseconds(lambda: [read_feed(answer) for answer in answers]) / len(feeds),
        ours_plain=_milliseconds(lambda: [_read_plain(answer) for answer in answers]) / len(feeds),
    )


def _read_plain(answer: Answer) -> None:
    for entry in read_feed(answer).entries:
        entry.title.plain()
        entry.text.plain()


def _milliseconds(measure: Callable[[], object], rounds: int = 3) -> float:
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            measure()
        best = min(best, time.perf_counter() - started)
    return best * 1e3


if __name__ == "__main__":
    main()
