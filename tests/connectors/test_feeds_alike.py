"""The fast reader says what feedparser says, on every well-formed feed that there is to try."""

from collections import Counter
from pathlib import Path

import pytest

from connectors.contract import Changed
from connectors.rss.entry import Entry
from connectors.rss.illformed import read_illformed
from connectors.rss.reading import decoded
from connectors.rss.wellformed import NotWellFormedError, read_wellformed
from tests.shared import shared

BASE = "https://feeds.example.org/all"
MATTERS = ("id", "link", "author", "published", "updated", "language", "media", "replies")

KNOWN = {
    # What feedparser reads wrong, or reads of feeds that no feed in the wild looks like.
    "nnw_cloudblog.rss": "it takes titles and texts from elements nested in the entry's author",
    "nnw_kc0011.rss": "it takes month for day in 2020/1/10",
    "feedjira_itunes_feedburner.xml": "it takes the longer of two summaries",
    "double-encoded-html.xml": "it undoes a charset that was applied twice",
    "atomsimplechapterexternal.xml": "it reads children that are in no namespace as Atom",
    "entry_content_div_escaped_markup.xml": "it unescapes markup that XHTML shows as text",
    "item_category_image.xml": "an entry of nothing but a category",
    "atomsvgdesc.xml": "it takes no entry from a feed whose title is a drawing",
}
SHARE_ALIKE = 0.985


@pytest.mark.parametrize(("folder", "least"), [("rss", 40), ("feedparser_corpus", 1100)])
def test_the_fast_reader_says_what_feedparser_says(folder: str, least: int, capsys: pytest.CaptureFixture[str]) -> None:
    counts, apart = Counter[str](), list[str]()
    for path in sorted(shared(f"recordings/{folder}").rglob("*")):
        if path.suffix in (".xml", ".rss", ".atom") and path.name not in KNOWN:
            outcome = compared(path)
            counts[outcome] += 1
            apart += [path.name] if outcome == "apart" else []
    with capsys.disabled():
        print(f"\n  {folder}: {dict(counts)}; apart: {', '.join(apart) or 'none'}")  # noqa: T201
    assert counts["alike"] >= least
    assert counts["alike"] >= SHARE_ALIKE * (counts["alike"] + counts["apart"])


def compared(path: Path) -> str:
    """Whether both readers say the same of a feed, or why there is nothing to compare."""
    body = decoded(path.read_bytes(), "").encode("utf-8", "replace")
    try:
        fast = read_wellformed(body, BASE)
        patient = read_illformed(body, BASE)
    except NotWellFormedError:
        return "left to feedparser"
    except Changed:
        return "no feed to feedparser"
    same = [gist(entry) for entry in fast.entries] == [gist(entry) for entry in patient.entries]
    return "alike" if same else "apart"


def gist(entry: Entry) -> tuple[object, ...]:
    """What matters of an entry; white space does not."""
    words = ("".join(words.plain().split()) for words in (entry.title, entry.text))
    return (*words, *(getattr(entry, name) for name in MATTERS))
