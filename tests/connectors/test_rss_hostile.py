"""Feeds that mean harm, and feeds that came to harm: nothing but `Changed`, and at little cost."""

import resource
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contract import Changed
from tests.connectors.payloads import FIXTURES
from tests.connectors.test_rss import page_of

LAUGHS = "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
ENTITIES = f"<!ENTITY a 'lol'>{LAUGHS}"


@pytest.mark.parametrize(
    "start",
    [
        f"<?xml version='1.0'?><!DOCTYPE rss [{ENTITIES}]>",
        f"\n<!-- <rss> --><?x y?><!doctype rss [{ENTITIES}]>",
        "<!DOCTYPE rss [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss PUBLIC 'a' 'http://127.0.0.1/dtd' [<!ENTITY % i SYSTEM 'http://127.0.0.1/'> %i;]>",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_feed_that_declares_entities_is_refused_unread(start: str, charset: str) -> None:
    body = f"{start}<rss><channel><item><title>&i;</title></item></channel></rss>"
    with pytest.raises(Changed, match="entities"):
        page_of(body.encode(charset))


START = b"<rss><channel><item><title>x</title><description>"


@pytest.mark.parametrize("reference", ["&#xD800;", "&#0;", "&#99999999999;", "&#1;", "&unknown;", "&", "&;", "&#;"])
def test_references_to_no_character_cost_no_entry(reference: str) -> None:
    body = (
        f"<rss><channel><item><title>Before {reference} after&#10;&#33;&nbsp;&LT;&amp;</title></item></channel></rss>"
    )
    (mention,) = page_of(body.encode()).mentions
    assert mention.title is not None
    assert mention.title.startswith("Before ")
    assert mention.title.endswith("after ! <&")


DAMAGE = (
    *("<", ">", "&", "<![CDATA[", "]]>", "<item>", "</item>", "<!--", "<?", "\x00", "<link href='http://[::1'/>"),
    *("<a xml:base='http://['>", "<!DOCTYPE x>", "&#xD800;", "<content type='x/y'>====", "<content mode='base64'>?"),
    *("<pubDate>1 2 3</pubDate>", "<media:content url='http://['/>", f"<slash:comments>{'9' * 5000}</slash:comments>"),
    *("<image><width>x</width></image>", "<creativeCommons:license/>", "<gml:pos>x</gml:pos>", "<author>", "<cloud/>"),
)


@settings(max_examples=120)
@given(st.data())
def test_no_damage_raises_anything_but_changed(data: st.DataObject) -> None:
    damage(data)


@pytest.mark.soak
@settings(max_examples=5000, derandomize=False)
@given(st.data())
def test_no_damage_does_for_long(data: st.DataObject) -> None:
    damage(data)


def damage(data: st.DataObject) -> None:
    """Read a feed that was damaged in some places."""
    name = data.draw(st.sampled_from(("rss20.xml", "atom_text.xml", "rdf.xml", "illformed.xml", "google_alert.xml")))
    text = (FIXTURES / "rss" / name).read_bytes().decode("utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 60))
        text = text[:at] + data.draw(st.sampled_from(("", *DAMAGE))) + text[at + length :]
    with suppress(Changed):
        assert all(mention.posted_at for mention in page_of(text.encode()).mentions)


@pytest.mark.parametrize(
    "body",
    [
        START + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</description></item></channel></rss>",
        START + b"<b>" * 49_000 + b"</b>" * 49_000,
        START + b"<a " + b"b='1' " * 700_000 + b">",
        START + b"<a " + b"b='1' " * 90_000 + b">",
        START + b"& " * 2_000_000,
        START + b"<![CDATA[" * 500_000,
        START + b"<!--" * 1_000_000,
        START + b"&lt;div&gt;" * 400_000 + b"</description></item></channel></rss>",
        b"<rss>" + b"<" * 4_000_000,
        b"<rss><channel>" + b"".join(b"<item><guid>%d</guid></item>" % n for n in range(100_000)) + b"</channel></rss>",
        b'{"version": "1", "items": ' + b"[" * 200_000,
    ],
    ids=range(11),
)
def test_hostile_feeds_take_neither_time_nor_memory(body: bytes) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with suppress(Changed):
        page_of(body)
    assert time.monotonic() - began < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000
