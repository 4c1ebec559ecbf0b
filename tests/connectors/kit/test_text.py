"""Text: what a reader of the markup sees, and nothing that cannot be stored."""

import json
import time

import pytest

from connectors.kit.text import clean, plain, shorten
from tests.shared import shared


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("no markup at all", "no markup at all"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("<ul><li>a</li><li>b</li></ul>after", "a\nb\n\nafter"),
        ("un<b>break</b>able", "unbreakable"),
        ("It&#x27;s &lt;b&gt; &amp; caf&eacute;&nbsp;au lait", "It's <b> & café au lait"),
        ("<script>alert(1)</script>seen<style>p{}</style>", "seen"),
        ("a < b and <3 and 5 > 4", "a < b and <3 and 5 > 4"),
        ("<a href='https://example.org'>the link</a>", "the link"),
        ("<!-- hidden -->shown", "shown"),
        ("<p>not closed<p>at all", "not closed\n\nat all"),
        ("  many \n\n   spaces\t<i>here</i>  ", "many spaces here"),
        ("<img src=x onerror=alert(1)>", ""),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("<span class='invisible'>https://</span>example.org", "https://example.org"),
        ("", ""),
    ],
)
def test_markup_becomes_words(html: str, words: str) -> None:
    assert plain(html) == words


@pytest.mark.parametrize("tag", ["div", "p", "b", "table", "a", "span", "svg", "center"])
def test_deep_nesting_takes_no_time(tag: str) -> None:
    began = time.monotonic()
    assert plain(f"<{tag}>" * 200_000 + "deep inside" + f"</{tag}>" * 200_000) == "deep inside"
    assert plain(f"<{tag}>" * 4_000 + "deep inside") in ("deep inside", "")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("piece", ["<", "<div ", "<!--", "<![CDATA[", "&", "&#", "<p>\n", "\u2029", "</", "<a <"])
def test_no_input_takes_more_than_linear_time(piece: str) -> None:
    began = time.monotonic()
    plain(piece * 200_000)
    assert time.monotonic() - began < 5


def test_what_cannot_be_stored_is_gone() -> None:
    assert clean("nul\x00 bell\x07 lone\ud800 bom\ufeff tab\tend") == "nul bell lone\ufffd bom tab end"
    assert plain("<p>nul\x00 lone\ud800 &#0; &#xD800;</p>").encode()


def test_windows_characters_that_were_taken_for_latin_are_mended() -> None:
    assert clean("don\x92t \x93quote\x94") == "don\u2019t \u201cquote\u201d"


def test_lines_stay_and_empty_ones_do_not_pile_up() -> None:
    assert clean("a  \r\nb\rc\n\n\n\n\nd") == "a\nb\nc\n\nd"


def test_emoji_and_other_scripts_stay_whole() -> None:
    for text in ("👩‍👩‍👧‍👦 👍🏽", "العربية", "日本語", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A", "\u202eright to left\u202c"):
        assert clean(text) == text
        assert plain(f"<p>{text}</p>") == text


def test_naughty_strings_survive() -> None:
    for text in json.loads(shared("hostile/blns.json").read_bytes()):
        assert isinstance(text, str)
        plain(text).encode()
        clean(text).encode()


def test_shorten_cuts_between_words() -> None:
    assert shorten("short", 10) == "short"
    assert shorten("the quick brown fox", 16) == "the quick brown…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
