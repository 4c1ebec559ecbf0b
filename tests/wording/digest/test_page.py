"""The digest in HTML: one layout for mail, file and page, that needs nothing from elsewhere and runs nothing."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from monitor.domain.crisis import Emergency
from monitor.domain.figures import (
    Count,
    Coverage,
    Figures,
    Line,
    Place,
    Praised,
    Promoters,
    Rise,
    Stars,
    Tally,
)
from monitor.domain.rivals import Rival
from monitor.domain.spoken import Spoken
from monitor.wording.digest import looks
from monitor.wording.digest.page import MOST_BYTES, PICTURE, body, document, letter, style_sheet
from monitor.wording.digest.text import text
from tests.domain.weeks import BUSY, MADE, QUIET, a_week

BASE = "https://monitor.example/"
DAYS = a_week(days=(9, 14, 8, 21, 17, 6, 9), days_before=(8, 7, 6, 9, 8, 5, 7))
HOSTILE = (
    "<script>alert(1)</script>\"' onload=alert(1) {{ 7*7 }} &lt;b&gt; ]]> </style><img src=//evil.example> \u202e\x00"
)
VOID = frozenset({"meta", "img", "br", "link"})


class Seen(HTMLParser):
    """What a browser would make of a page: its tags, the addresses in it, and whether all is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.loads += [value or "" for name, value in attrs if name == "src"]
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def saying(words: str) -> Figures:
    """A week every name of which is `words`."""
    line = (Line(name=words, count=Count(now=9, before=(1, 1)), cases=(1, 2)),)
    tally = (Tally(name=words, count=3, cases=(1,)),)
    return replace(
        DAYS,
        scope=words,
        brands=line * 2,
        sources=(Place(name=words, count=Count(now=9, before=(1, 1)), cases=(1, 2)),),
        topics=line,
        severities=line,
        needs=line,
        departments=line,
        thanks=tally,
        incidents=tally,
        crises=(Emergency(by=words, began_at=MADE, ended_at=None, cases=1, people=1),),
        coverage=(Coverage(source=words, kind="rss", silent=200_000),),
        policies=line,
        rivals=(Rival(name=words, heard=9, complaints=1, sources=1),),
        department=words,
        promoters=(Promoters(source=words, now=Stars(promoters=20)),),
    )


class TestLetter:
    def test_sentences_and_the_decision_come_first(self) -> None:
        told = re.sub(r"<[^>]+>", "", letter(DAYS).html)
        places = [told.index(words) for words in ("Week 47", "84 complaints in", "71 of 80", "To decide:", "Delivery")]
        assert places == sorted(places)

    def test_figures_lead_to_their_rows(self) -> None:
        links = Seen(letter(DAYS, base_url=BASE).html).links
        assert "https://monitor.example/cases?week=2026-W47&state=all&topic=billing" in links
        assert "https://monitor.example/cases/C-17" in links
        assert "https://monitor.example/cases?state=overdue" in links
        assert "https://monitor.example/incidents/I-3" in links
        assert Seen(letter(DAYS).html).links == []

    def test_each_sentence_leads_to_its_rows(self) -> None:
        page = letter(replace(DAYS, rise=Rise(topic="billing")), base_url=BASE).html
        sentences = re.findall(r'<p class="sentence".*?</p>', page)
        asked = ("week=2026-W47&amp;state=all&amp;topic=billing", "week=2026-W47&amp;state=all", "state=live")
        for sentence, query in zip(sentences, asked, strict=True):
            assert f'href="https://monitor.example/cases?{query}">See the cases</a>' in sentence

    def test_loads_nothing_but_the_picture_that_comes_with_it(self) -> None:
        page = letter(DAYS, base_url=BASE).html
        seen = Seen(page)
        assert seen.loads == [PICTURE]
        assert not seen.tags & {"script", "link", "iframe", "form", "object", "svg"}
        assert "url(" not in page
        assert "@import" not in page
        assert 'alt="Complaints a day: Mon 9, Tue 14' in page

    def test_each_piece_carries_its_style(self) -> None:
        drawn = letter(DAYS, base_url=BASE).html.partition("<body")[2]
        named = re.findall(r'class="([\w-]+)" style="([^"]+)"', drawn)
        assert {look for look, _ in named} == set(looks.LOOKS)
        assert len(named) == drawn.count('class="')

    def test_its_twin_is_plain_and_says_the_same(self) -> None:
        assert letter(DAYS, base_url=BASE).text == text(DAYS, base_url=BASE)

    def test_a_week_without_known_days_has_no_picture(self) -> None:
        assert Seen(letter(BUSY).html).loads == []

    def test_is_never_so_long_that_it_is_cut_off(self) -> None:
        many = tuple(Place(name=f"source-{n}-{'x' * 40}", count=Count(now=n), cases=(1, 2, 3)) for n in range(600))
        page = letter(a_week(sources=many, departments=many, topics=many), base_url=BASE).html
        assert len(page.encode()) <= MOST_BYTES < 102 * 1024
        assert re.search(r"5\d\d more rows are on the page and in the CSV\.", page)

    def test_a_quiet_week_is_short(self) -> None:
        page = letter(QUIET).html
        assert "A quiet week" in page
        assert "Nothing needs a decision this week." in page


@pytest.mark.parametrize("made", ["letter", "document", "body"])
def test_nothing_that_was_said_is_markup(made: str) -> None:
    figures = replace(saying(HOSTILE), praise=Praised(count=2, mentions=(7,)))
    quotes = Spoken(cases={17: HOSTILE}, praise={7: HOSTILE}, rules={HOSTILE: (HOSTILE,)})
    shown = {
        "letter": lambda: letter(figures, base_url=BASE).html,
        "document": lambda: document(figures, base_url=BASE, quotes=quotes),
        "body": lambda: str(body(figures, root="", picture=None, quotes=quotes)),
    }[made]()
    seen = Seen(shown)
    assert "script" not in seen.tags
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert all(
        link.startswith(("https://monitor.example/", "/cases", "/incidents", "/mentions")) for link in seen.links
    )
    assert all(load.startswith(("cid:", "data:image/png;base64,")) for load in seen.loads)
    assert "{{ 7*7 }}" in "".join(seen.words)
    assert not {"\u202e", "\x00"} & set(shown)


def test_a_file_has_its_picture_in_it_and_the_words_of_who_waits() -> None:
    page = document(DAYS, base_url=BASE, quotes=Spoken(cases={17: "Nobody called me."}))
    assert Seen(page).loads[0].startswith("data:image/png;base64,iVBOR")
    assert "Nobody called me." in page


class TestOnAPage:
    def test_pieces_are_named_and_the_sheet_knows_them_all(self) -> None:
        shown = str(body(DAYS, root="", picture="/chart.png", quotes=Spoken()))
        assert "style=" not in shown
        assert {f".{name}" for name in re.findall(r'class="([\w-]+)"', shown)} <= set(style_sheet().split())

    def test_links_stay_on_the_pages(self) -> None:
        assert all(link.startswith("/") for link in Seen(str(body(DAYS, root="", picture=None, quotes=Spoken()))).links)


@pytest.mark.parametrize("ground", ["paper", "decision"])
@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_their_ground(ground: str, dark: bool) -> None:
    sheet = looks.for_screens().partition("dark)")[2].partition("@media print")[0]

    def colour(look: str, part: str) -> str:
        night = re.search(rf"\.{look}\b[^{{]*\{{[^}}]*?(?<![-\w]){part}: (#\w+)", sheet) if dark else None
        day = re.search(rf"(?<![-\w]){part}:(#\w+)", looks.LOOKS[look])
        found = night or day
        assert found is not None
        return found[1]

    below = luminance(colour(ground, "background-color"))
    for look in (ground, "link", *(("soft", "column", "below") if ground == "paper" else ())):
        darker, lighter = sorted((luminance(colour(look, "color")), below))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, look


def luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
